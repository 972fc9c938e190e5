// Growth or breakage as a SARIF log, which code hosts show beside the changed lines.
#include <norm/diff_report.h>
#include <norm/version.h>

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "report/diff_findings.h"
#include "report/json_writer.h"

namespace norm {
namespace {

using report::Finding;
using report::ObjectWriter;
using report::Spot;

constexpr Finding::Kind kKinds[] = {Finding::Kind::breaks_producers, Finding::Kind::breaks_consumers,
                                    Finding::Kind::removed, Finding::Kind::unknown, Finding::Kind::hazard};

std::string_view level_of(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::breaks_producers:
    case Finding::Kind::breaks_consumers:
    case Finding::Kind::removed: return "error";
    case Finding::Kind::unknown: return "warning";
    case Finding::Kind::hazard: return "note";
  }
  return {};
}

// A path as a relative reference; a colon in its first segment would make a scheme of that. Source: RFC 3986.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string uri;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      fmt::format_to(std::back_inserter(uri), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

void append_message(std::string& out, std::string_view text) {
  ObjectWriter message(out);
  message.text("text", text);
  message.end();
}

void append_location(std::string& out, const Spot& spot, std::string_view message) {
  ObjectWriter location(out);
  ObjectWriter physical(location.name("physicalLocation"));
  ObjectWriter artifact(physical.name("artifactLocation"));
  artifact.text("uri", uri_of(report::repository_path(spot.file)));
  artifact.end();
  ObjectWriter region(physical.name("region"));
  region.number("startLine", spot.line);
  region.number("startColumn", spot.column);
  region.number("endColumn", spot.end_column);
  region.end();
  physical.end();
  if (!message.empty()) append_message(location.name("message"), message);
  location.end();
}

void append_rule(std::string& out, Finding::Kind kind) {
  ObjectWriter rule(out);
  rule.text("id", report::row_of(kind).id);
  append_message(rule.name("shortDescription"), report::row_of(kind).title);
  ObjectWriter configuration(rule.name("defaultConfiguration"));
  configuration.text("level", level_of(kind));
  configuration.end();
  rule.end();
}

void append_result(std::string& out, const Finding& finding) {
  ObjectWriter result(out);
  result.text("ruleId", report::row_of(finding.kind).id);
  result.text("level", level_of(finding.kind));
  append_message(result.name("message"), finding.message);
  // What is gone stands in the old version only.
  const std::optional<Spot>& place = finding.now ? finding.now : finding.old;
  std::vector<Spot> places;
  if (place) places.push_back(*place);
  result.list("locations", places, [](std::string& to, const Spot& spot) { append_location(to, spot, {}); });
  if (finding.now && finding.old) {
    result.list("relatedLocations", std::vector<Spot>{*finding.old},
                [](std::string& to, const Spot& spot) { append_location(to, spot, "the old schema, " + std::string(spot.file)); });
  }
  ObjectWriter fingerprints(result.name("partialFingerprints"));
  fingerprints.text("norm/v1", finding.fingerprint);
  fingerprints.end();
  if (finding.accepted != nullptr) {
    result.list("suppressions", std::vector<const Acceptance*>{finding.accepted},
                [](std::string& to, const Acceptance* acceptance) {
                  ObjectWriter suppression(to);
                  suppression.text("kind", "external");
                  suppression.text("justification",
                                   fmt::format("{} (until {})", acceptance->reason, acceptance->until));
                  suppression.end();
                });
  }
  result.end();
}

void append_run(std::string& out, const std::vector<Finding>& findings) {
  ObjectWriter run(out);
  ObjectWriter tool(run.name("tool"));
  ObjectWriter driver(tool.name("driver"));
  driver.text("name", "norm");
  driver.text("version", kVersion);
  driver.list("rules", std::vector<Finding::Kind>(std::begin(kKinds), std::end(kKinds)), append_rule);
  driver.end();
  tool.end();
  run.text("columnKind", "unicodeCodePoints");
  run.list("results", findings, append_result);
  run.end();
}

}  // namespace

std::string to_sarif(const DiffReport& report) {
  std::string out;
  ObjectWriter log(out);
  log.text("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  log.text("version", "2.1.0");
  log.list("runs", std::vector<std::vector<Finding>>(1, report::findings_of(report)), append_run);
  log.end();
  return out;
}

}  // namespace norm
