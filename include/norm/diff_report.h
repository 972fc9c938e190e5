#pragma once

#include <norm/diff_roots.h>
#include <norm/export.h>
#include <norm/report.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What `diff_roots` found, as text for people, for pull requests and for programs.
namespace norm {

/// A breakage that somebody has decided to live with.
struct Acceptance {
  std::string fingerprint;  ///< of a Change, or of a RootDifference as a whole
  std::string until;        ///< the last day on which it counts, `2027-01-31`
  std::string reason;
};

/// Whether several roots were looked for, or one was named.
enum class Rooted : std::uint8_t { one, many };

struct DiffReport {
  RootsDifference difference;
  Role role = Role::both;
  std::vector<std::string> olds = {};  ///< what the old versions were called, in their order
  std::string now = {};
  Rooted rooted = Rooted::one;
  std::vector<Acceptance> accepted = {};  ///< those that count today
};

/// Whether what breaks is accepted: as a whole, or each change that breaks by itself, in each direction that fails.
[[nodiscard]] NORM_API bool is_accepted(const RootDifference& difference, const DiffReport& report);

/// What is left of the verdict when all that is accepted is passed over.
enum class Outcome : std::uint8_t { fine, unknown, breakage };
[[nodiscard]] NORM_API Outcome outcome_of(const DiffReport& report);

/// In which order producers and consumers go over to the new schema: one sentence, no full stop.
[[nodiscard]] NORM_API std::string_view rollout_advice(Verdict verdict);

/// For people: for each root that changed what breaks, the payload that shows it, what both schemas say of it with
/// their lines and carets, then changes, hazards, what is unknown, and advice. Safe for terminals. Ends with a newline.
[[nodiscard]] NORM_API std::string to_text(const DiffReport& report, const TextStyle& style = {});

/// One JSON object on one line: verdict, role, directions, changes, witnesses, hazards, unknown; `pairs` where there
/// are several old versions, `roots` where several were looked for, `accepted` where something is.
[[nodiscard]] NORM_API std::string to_json(const DiffReport& report);

/// A comment for a pull request, in GitHub's Markdown. Ends with a newline.
[[nodiscard]] NORM_API std::string to_markdown(const DiffReport& report);

/// One SARIF log: what breaks is an error, what is unknown a warning, a hazard a note; what is accepted is suppressed.
/// Source: SARIF 2.1.0 (OASIS, 2020).
[[nodiscard]] NORM_API std::string to_sarif(const DiffReport& report);

/// Workflow commands, one a line: `::error file=…,line=…::…`; empty where there is nothing to say.
[[nodiscard]] NORM_API std::string to_github(const DiffReport& report);

/// A test suite with a case for each root and old version; what breaks is a failure, what is unknown an error.
[[nodiscard]] NORM_API std::string to_junit(const DiffReport& report);

}  // namespace norm
