// Growth or breakage for people: what breaks, the payload that shows it, both schemas' lines, what changed, what to do.
#include <norm/diff_report.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/diff_facts.h"
#include "report/glyph.h"
#include "report/paint.h"
#include "report/quote.h"

namespace norm {
namespace {

using report::Break;
using report::Paint;
using report::visible;

constexpr std::size_t kLongestPayload = 2000;  // code points; all of it is in --witness and in JSON
constexpr std::size_t kLongestSpec = 80;
constexpr std::size_t kMargin = 6;  // of an excerpt

std::string shortened(std::string_view text, std::size_t most) {
  const std::string_view head = report::first_code_points(text, most);
  return visible(head) + (head.size() < text.size() ? "…" : "");
}

class TextReport {
 public:
  TextReport(const DiffReport& report, const TextStyle& style) : report_(report), style_(style), paint_(style.colour) {}

  std::string run() {
    std::array<std::size_t, 6> counts{};
    for (const RootDifference& root : report_.difference.roots) {
      const Verdict verdict = root.difference.overall.verdict;
      ++counts[static_cast<std::size_t>(verdict)];
      if (report_.rooted == Rooted::one || verdict != Verdict::same) write(root);
    }
    if (report_.rooted == Rooted::many) write(counts);
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string painted(Verdict verdict) const {
    const std::string_view word = to_string(verdict);
    if (report::is_breakage(verdict)) return paint_.error(word);
    return verdict == Verdict::unknown ? paint_.warning(word) : paint_.hint(word);
  }

  void write(const RootDifference& root) {
    const Comparison& overall = root.difference.overall;
    const bool accepted = report::is_breakage(overall.verdict) && is_accepted(root, report_);
    out_ += painted(overall.verdict) + (accepted ? " (accepted)" : "") + ": ";
    if (report_.rooted == Rooted::many) out_ += paint_.strong(visible(root.root.name)) + "  ";
    out_ += visible(report::title_of(root)) + '\n';
    versions(root);
    if (!root.root.now) out_ += "  its definition is gone: nothing says any more what its data has to be\n";
    for (const Break& broken : report::breaks_of(root, report_.role)) {
      if (broken.witness != nullptr) write(broken, root);
    }
    uncounted(overall);
    changes(root);
    for (const Hazard& hazard : overall.hazards) write(hazard, root);
    for (const Unknown& unknown : overall.unknowns) write(unknown);
    if (overall.verdict != Verdict::same) {
      out_ += "  " + paint_.strong("rollout:") + ' ' + std::string(rollout_advice(overall.verdict)) + '\n';
    }
    if (report::is_breakage(overall.verdict) && !accepted) how_to_accept(root);
  }

  void versions(const RootDifference& root) {
    if (root.difference.pairs.size() < 2) return;
    for (std::size_t i = 0; i < root.difference.pairs.size(); ++i) {
      const auto& old = root.root.olds[i];
      out_ += fmt::format("  against {}: {}\n", visible(old ? report::shown(*old) : report_.olds[i]),
                          painted(root.difference.pairs[i].verdict));
    }
  }

  void write(const Break& broken, const RootDifference& root) {
    out_ += "  " + paint_.strong(report::sentence_of(broken.direction));
    if (root.difference.pairs.size() > 1 && root.root.olds[broken.old]) {
      out_ += fmt::format(" ({})", visible(report::shown(*root.root.olds[broken.old])));
    }
    out_ += '\n';
    write(*broken.witness, broken.direction, root, broken.old);
  }

  void write(const Witness& witness, Direction direction, const RootDifference& root, std::size_t old) {
    out_ += "    " + shortened(witness.json, kLongestPayload) + '\n';
    const report::Contradiction said = report::contradiction_of(witness, direction, root, old);
    const bool new_rejects = direction == Direction::old_data_under_new;
    opinion(new_rejects ? "new" : "old", said.rejected, said.rejected_at);
    if (!said.accepted.empty()) {
      opinion(new_rejects ? "old" : "new", "takes it by " + said.accepted, said.accepted_at);
    }
  }

  void opinion(std::string_view who, std::string_view says, const std::optional<report::Spot>& spot) {
    out_ += fmt::format("    {}: {}", who, shortened(says, kLongestPayload));
    if (spot) out_ += paint_.note(fmt::format("  [{}:{}:{}]", visible(spot->file), spot->line, spot->column));
    out_ += '\n';
    if (spot && style_.layout == Layout::drawn) {
      out_ += report::quote({spot->text, {spot->begin, spot->end}, spot->line}, kMargin, style_, report::Tone::error);
    }
  }

  // A role looks one way; what lies the other way is told, and decides nothing.
  void uncounted(const Comparison& overall) {
    const auto tell = [&](Direction direction, Holding holding) {
      if (report::counts(direction, report_.role) || holding == Holding::holds) return;
      const bool fails = holding == Holding::fails;
      out_ += fmt::format("  not counted for a {}: {}\n", to_string(report_.role),
                          fails ? report::sentence_of(direction) : fmt::format("{} is unknown", to_string(direction)));
    };
    tell(Direction::old_data_under_new, overall.directions.old_data_under_new);
    tell(Direction::new_data_under_old, overall.directions.new_data_under_old);
  }

  void changes(const RootDifference& root) {
    if (root.difference.overall.changes.empty()) return;
    out_ += "  " + paint_.strong("changes") + '\n';
    for (const Change& change : root.difference.overall.changes) {
      out_ += fmt::format("    {}  {}", visible(report::place_name(change.pointer)), to_string(change.kind));
      if (change.from || change.to) out_ += ": ";
      if (change.from) out_ += shortened(change.from->text, kLongestSpec);
      if (change.from && change.to) out_ += " -> ";
      if (change.to) out_ += shortened(change.to->text, kLongestSpec);
      out_ += paint_.note(fmt::format("  [{}, {}]", to_string(change.effect), visible(change.fingerprint)));
      if (const Acceptance* acceptance = report::acceptance_of(change.fingerprint, report_)) {
        out_ += fmt::format("  accepted until {}: {}", acceptance->until, visible(acceptance->reason));
      }
      out_ += '\n';
    }
  }

  void write(const Hazard& hazard, const RootDifference& root) {
    out_ += "  " + paint_.warning("hazard:") +
            fmt::format(" {} is undeclared in the {} schema, so it may carry anything there; the {} one would reject\n",
                        visible(report::place_name(hazard.pointer)),
                        hazard.direction == Direction::old_data_under_new ? "old" : "new",
                        hazard.direction == Direction::old_data_under_new ? "new" : "old");
    out_ += "    " + shortened(hazard.witness.json, kLongestPayload) + '\n';
    if (hazard.witness.problems.empty() || root.root.olds.empty()) return;
    out_ += "    " + shortened(to_line(hazard.witness.problems.front()), kLongestPayload) + '\n';
  }

  void write(const Unknown& unknown) {
    out_ +=
        "  " + paint_.warning("unknown:") +
        fmt::format(" whether {}: {}",
                    unknown.direction == Direction::old_data_under_new ? "the new schema takes all data of the old one"
                                                                       : "the old schema takes all data of the new one",
                    visible(unknown.reason));
    std::string facts = visible(report::place_name(unknown.pointer));
    if (!unknown.spec.text.empty()) facts += ", " + shortened(unknown.spec.text, kLongestSpec);
    if (unknown.spec.place.line != 0) {
      facts += fmt::format(", {}:{}:{}", visible(unknown.spec.place.file), unknown.spec.place.line,
                           unknown.spec.place.column);
    }
    out_ += paint_.note(fmt::format("  [{}, {}]", unknown.code, facts)) + '\n';
  }

  // Lines that a person completes: why it is right, and until when, no program knows.
  void how_to_accept(const RootDifference& root) {
    out_ += "  to accept it, put into the file of --accept, with a day and a reason\n";
    bool by_change = false;
    for (const Change* change : report::breaking_changes(root, report_.role)) {
      if (report::acceptance_of(change->fingerprint, report_) != nullptr) continue;
      by_change = true;
      out_ += fmt::format("    {} YYYY-MM-DD {} {}: ...\n", visible(change->fingerprint), to_string(change->kind),
                          visible(report::place_name(change->pointer)));
    }
    if (!by_change) out_ += fmt::format("    {} YYYY-MM-DD {}: ...\n", root.fingerprint, visible(root.root.name));
  }

  void write(const std::array<std::size_t, 6>& counts) {
    const std::size_t roots = report_.difference.roots.size();
    out_ += fmt::format("{} root{}", roots, roots == 1 ? "" : "s");
    std::string separator = ": ";
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      out_ += fmt::format("{}{} {}", separator, counts[i], painted(static_cast<Verdict>(i)));
      separator = ", ";
    }
    out_ += '\n';
  }

  const DiffReport& report_;
  TextStyle style_;
  Paint paint_;
  std::string out_;
};

}  // namespace

std::string to_text(const DiffReport& report, const TextStyle& style) { return TextReport(report, style).run(); }

}  // namespace norm
