// Growth or breakage as the comment of a pull request, in GitHub's Markdown.
#include <norm/diff_report.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/diff_facts.h"
#include "report/glyph.h"

namespace norm {
namespace {

constexpr std::size_t kLongestComment = 60'000;  // GitHub refuses a comment of more than 65,536 characters
constexpr std::size_t kLongestPayload = 4000;
constexpr std::size_t kLongestSpec = 120;
constexpr std::size_t kMostChanges = 50;

std::string shortened(std::string_view text, std::size_t most) {
  const std::string_view head = report::first_code_points(text, most);
  return report::visible(head) + (head.size() < text.size() ? "…" : "");
}

std::size_t longest_run(std::string_view text, char of) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == of ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// Text of others stands in code only, where no markup and no mention counts; a bar would end the cell of a table.
std::string code(std::string_view text) {
  std::string shown = text.empty() ? " " : shortened(text, kLongestSpec);
  const std::string fence(longest_run(shown, '`') + 1, '`');
  if (shown.front() == '`' || shown.back() == '`') shown = ' ' + shown + ' ';
  for (std::size_t at = 0; (at = shown.find('|', at)) != std::string::npos; at += 2) shown.insert(at, 1, '\\');
  return fence + shown + fence;
}

std::string block(std::string_view language, std::string_view text) {
  const std::string shown = shortened(text, kLongestPayload);
  const std::string fence(std::max<std::size_t>(longest_run(shown, '`') + 1, 3), '`');
  return fmt::format("{}{}\n{}\n{}\n", fence, language, shown, fence);
}

std::string_view sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
    case Verdict::growth: return ":white_check_mark:";
    case Verdict::breaks_consumers:
    case Verdict::breaks_producers:
    case Verdict::breaks_both: return ":x:";
    case Verdict::unknown: return ":grey_question:";
  }
  return {};
}

std::string place_of(const std::optional<report::Spot>& spot) {
  return spot ? code(fmt::format("{}:{}:{}", spot->file, spot->line, spot->column)) : "";
}

class Comment {
 public:
  explicit Comment(const DiffReport& report) : report_(report) {}

  std::string run() {
    const RootsDifference& difference = report_.difference;
    const bool accepted = report::is_breakage(difference.overall.verdict) && outcome_of(report_) != Outcome::breakage;
    out_ = fmt::format("### {} norm diff: {}{}\n", accepted ? ":warning:" : sign_of(difference.overall.verdict),
                       to_string(difference.overall.verdict), accepted ? " (accepted)" : "");
    if (report_.rooted == Rooted::many) table_of_roots();
    std::size_t left_out = 0;
    for (const RootDifference& root : difference.roots) {
      if (report_.rooted == Rooted::many && root.difference.overall.verdict == Verdict::same) continue;
      std::string section = section_of(root);
      if (out_.size() + section.size() > kLongestComment) {
        ++left_out;
      } else {
        out_ += section;
      }
    }
    if (left_out > 0) out_ += fmt::format("\n{} more did not fit; `norm diff` shows all.\n", left_out);
    out_ += fmt::format("\n**Rollout:** {}.\n", rollout_advice(difference.overall.verdict));
    return out_;
  }

 private:
  void table_of_roots() {
    std::string table = "\n| root | verdict |\n|---|---|\n";
    std::size_t same = 0;
    for (const RootDifference& root : report_.difference.roots) {
      const Verdict verdict = root.difference.overall.verdict;
      if (verdict == Verdict::same || table.size() > kLongestComment / 3) {
        ++same;
        continue;
      }
      const bool accepted = report::is_breakage(verdict) && is_accepted(root, report_);
      table += fmt::format("| {} | {} {}{} |\n", code(root.root.name), accepted ? ":warning:" : sign_of(verdict),
                           to_string(verdict), accepted ? " (accepted)" : "");
    }
    if (same < report_.difference.roots.size()) out_ += table;
    if (same > 0) out_ += fmt::format("\n{} root{} the same.\n", same, same == 1 ? " is" : "s are");
  }

  [[nodiscard]] std::string section_of(const RootDifference& root) const {
    const Comparison& overall = root.difference.overall;
    std::string out;
    if (report_.rooted == Rooted::many) {
      out += fmt::format("\n#### {}\n\n{}: {}\n", code(root.root.name), to_string(overall.verdict),
                         code(report::title_of(root)));
    } else {
      out += fmt::format("\n{}\n", code(report::title_of(root)));
    }
    for (const report::Break& broken : report::breaks_of(root, report_.role)) out += told(broken, root);
    for (const Unknown& unknown : overall.unknowns) {
      out += fmt::format("\n:grey_question: **Unknown:** {} at {}\n", code(unknown.reason),
                         code(report::place_name(unknown.pointer)));
    }
    for (const Hazard& hazard : overall.hazards) {
      out += fmt::format("\n:warning: **Hazard:** {} is undeclared in the {} schema and may carry anything there\n\n{}",
                         code(report::place_name(hazard.pointer)),
                         hazard.direction == Direction::old_data_under_new ? "old" : "new",
                         block("json", hazard.witness.json));
    }
    return out + changes_of(root);
  }

  [[nodiscard]] static std::string told(const report::Break& broken, const RootDifference& root) {
    std::string sentence(report::sentence_of(broken.direction));
    sentence[0] = 'T';
    if (broken.witness == nullptr) return fmt::format("\n**{}**: its definition is gone.\n", sentence);
    const report::Contradiction said = report::contradiction_of(*broken.witness, broken.direction, root, broken.old);
    const bool new_rejects = broken.direction == Direction::old_data_under_new;
    std::string out = fmt::format("\n**{}:**\n\n{}\n| schema | says | where |\n|---|---|---|\n", sentence,
                                  block("json", broken.witness->json));
    out +=
        fmt::format("| {} | {} | {} |\n", new_rejects ? "new" : "old", code(said.rejected), place_of(said.rejected_at));
    if (!said.accepted.empty()) {
      out += fmt::format("| {} | takes it by {} | {} |\n", new_rejects ? "old" : "new", code(said.accepted),
                         place_of(said.accepted_at));
    }
    return out;
  }

  [[nodiscard]] std::string changes_of(const RootDifference& root) const {
    const std::vector<Change>& changes = root.difference.overall.changes;
    if (changes.empty()) return {};
    std::string out = fmt::format(
        "\n<details><summary>{} change{}</summary>\n\n| where | change | old | new | breaks | "
        "fingerprint |\n|---|---|---|---|---|---|\n",
        changes.size(), changes.size() == 1 ? "" : "s");
    for (std::size_t i = 0; i < std::min(changes.size(), kMostChanges); ++i) {
      const Change& change = changes[i];
      const Acceptance* accepted = report::acceptance_of(change.fingerprint, report_);
      out += fmt::format(
          "| {} | {} | {} | {} | {}{} | {} |\n", code(report::place_name(change.pointer)), to_string(change.kind),
          change.from ? code(change.from->text) : "", change.to ? code(change.to->text) : "", to_string(change.effect),
          accepted != nullptr ? fmt::format(", accepted until {}: {}", accepted->until, code(accepted->reason)) : "",
          code(change.fingerprint));
    }
    if (changes.size() > kMostChanges) out += fmt::format("\n{} more.\n", changes.size() - kMostChanges);
    return out + "\n</details>\n";
  }

  const DiffReport& report_;
  std::string out_;
};

}  // namespace

std::string to_markdown(const DiffReport& report) { return Comment(report).run(); }

}  // namespace norm
