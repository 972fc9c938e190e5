// Growth or breakage as a JUnit report: a case for each root and old version.
#include <norm/diff_report.h>

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "report/diff_facts.h"
#include "report/glyph.h"

namespace norm {
namespace {

// Controls are no characters of XML 1.0 however they are escaped, so they are shown.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const report::Glyph glyph = report::glyph_at(text, at);
    switch (glyph.code_point) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "&#10;"; break;
      case 0xFFFE:
      case 0xFFFF: out += "\xEF\xBF\xBD"; break;
      default: report::append_visible(out, text, at, glyph);
    }
    at += glyph.size;
  }
  return out;
}

class Suite {
 public:
  explicit Suite(const DiffReport& report) : report_(report) {}

  std::string run() {
    for (const RootDifference& root : report_.difference.roots) {
      for (std::size_t i = 0; i < root.difference.pairs.size(); ++i) add(root, i);
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"norm diff\" tests=\"{}\" "
        "failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}  </testsuite>\n</testsuites>\n",
        cases_, failures_, errors_, skipped_, out_);
  }

 private:
  void add(const RootDifference& root, std::size_t i) {
    ++cases_;
    const Comparison& pair = root.difference.pairs[i];
    out_ += fmt::format("    <testcase classname=\"{}\" name=\"against {}\"", escaped(root.root.name),
                        escaped(root.root.olds[i] ? report::shown(*root.root.olds[i]) : report_.olds[i]));
    std::string_view element;
    if (report::is_breakage(pair.verdict)) {
      if (is_accepted(root, report_)) {
        ++skipped_;
        out_ += fmt::format(">\n      <skipped message=\"{}, accepted\"/>\n    </testcase>\n", to_string(pair.verdict));
        return;
      }
      ++failures_;
      element = "failure";
    } else if (pair.verdict == Verdict::unknown) {
      ++errors_;
      element = "error";
    } else {
      out_ += "/>\n";
      return;
    }
    out_ +=
        fmt::format(">\n      <{} type=\"{}\" message=\"{}\">{}</{}>\n    </testcase>\n", element,
                    to_string(pair.verdict), escaped(rollout_advice(pair.verdict)), escaped(told(root, i)), element);
  }

  [[nodiscard]] std::string told(const RootDifference& root, std::size_t i) const {
    const Comparison& pair = root.difference.pairs[i];
    std::string text;
    const auto witness = [&](Direction direction, const std::optional<Witness>& of) {
      if (!of || !report::counts(direction, report_.role)) return;
      text += fmt::format("{}\n{}\n{}\n", report::sentence_of(direction), of->json,
                          report::contradiction_of(*of, direction, root, i).rejected);
    };
    witness(Direction::old_data_under_new, pair.breaks_producers);
    witness(Direction::new_data_under_old, pair.breaks_consumers);
    for (const Unknown& unknown : pair.unknowns) {
      text += fmt::format("unknown: {} at {}\n", unknown.reason, report::place_name(unknown.pointer));
    }
    for (const Change& change : pair.changes) {
      text +=
          fmt::format("{} {} [{}]\n", report::place_name(change.pointer), to_string(change.kind), change.fingerprint);
    }
    return text;
  }

  const DiffReport& report_;
  std::size_t cases_ = 0, failures_ = 0, errors_ = 0, skipped_ = 0;
  std::string out_;
};

}  // namespace

std::string to_junit(const DiffReport& report) { return Suite(report).run(); }

}  // namespace norm
