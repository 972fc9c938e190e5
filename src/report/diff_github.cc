// Growth or breakage as workflow commands, which GitHub shows at the lines of a pull request.
// Source: GitHub Actions, "Workflow commands" (`::error file=…,line=…::message`).
#include <norm/diff_report.h>

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "report/diff_findings.h"
#include "report/glyph.h"

namespace norm {
namespace {

using report::Finding;

std::string_view command_of(const Finding& finding) {
  if (finding.accepted != nullptr) return "notice";
  switch (finding.kind) {
    case Finding::Kind::breaks_producers:
    case Finding::Kind::breaks_consumers:
    case Finding::Kind::removed: return "error";
    case Finding::Kind::unknown: return "warning";
    case Finding::Kind::hazard: return "notice";
  }
  return {};
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const report::Glyph glyph = report::glyph_at(text, at);
    const char c = text[at];
    if (c == '%' || c == '\n' || special.find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      report::append_visible(out, text, at, glyph);
    }
    at += glyph.size;
  }
  return out;
}

std::string property(std::string_view text) { return escaped(text, ":,"); }

}  // namespace

std::string to_github(const DiffReport& report) {
  std::string out;
  for (const Finding& finding : report::findings_of(report)) {
    out += fmt::format("::{} ", command_of(finding));
    if (finding.now) {
      const report::Spot& spot = *finding.now;
      out += fmt::format("file={},line={},col={},endColumn={},", property(report::repository_path(spot.file)),
                         spot.line, spot.column, spot.end_column);
    }
    std::string message = finding.message;
    if (finding.accepted != nullptr) {
      message += fmt::format("\naccepted until {}: {}", finding.accepted->until, finding.accepted->reason);
    }
    out += fmt::format("title={}::{}\n", property(fmt::format("norm diff: {}", report::row_of(finding.kind).id)),
                       escaped(message, {}));
  }
  return out;
}

}  // namespace norm
