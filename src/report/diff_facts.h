#pragma once

// What all reports of a comparison say: which directions break, in which words, and where that was written.
#include <norm/diff_report.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::report {

/// A direction that fails and that the role counts.
struct Break {
  Direction direction = Direction::old_data_under_new;
  std::size_t old = 0;               ///< the first old version against which it fails
  const Witness* witness = nullptr;  ///< null: the definition is gone
};
[[nodiscard]] std::vector<Break> breaks_of(const RootDifference& difference, Role role);

[[nodiscard]] bool counts(Direction direction, Role role);
[[nodiscard]] bool is_breakage(Verdict verdict);

/// Those that break by themselves a direction that the role counts.
[[nodiscard]] std::vector<const Change*> breaking_changes(const RootDifference& difference, Role role);

/// The directions that what stands at a change breaks: `old_data_under_new`, `both`, `none`, `unknown`.
[[nodiscard]] std::string_view direction_word(Verdict effect);

/// The decision that lets this pass, or nullptr.
[[nodiscard]] const Acceptance* acceptance_of(const std::string& fingerprint, const DiffReport& report);

/// `the new schema rejects data that the old one takes`.
[[nodiscard]] std::string_view sentence_of(Direction direction);

/// `old.norm#Event`; of one that has no file only the name.
[[nodiscard]] std::string shown(const RootSpec& spec);
/// `old.norm#Event -> new.norm#Event`; several old versions are named one after the other.
[[nodiscard]] std::string title_of(const RootDifference& difference);

/// `:x`, or `the document`.
[[nodiscard]] std::string place_name(const std::string& pointer);

/// Where something stands in schema text, which the spec that was compared keeps alive.
struct Spot {
  std::string_view file;
  std::string_view text;  ///< of the file
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t line = 0;  ///< from 1
  std::size_t column = 0;
  std::size_t end_column = 0;  ///< past the end, or past the line's end
};
/// nullopt: it was built in C++. `spec` is the one that was compared.
[[nodiscard]] std::optional<Spot> spot_of(const Written& written, const std::optional<RootSpec>& spec);
[[nodiscard]] std::optional<Spot> spot_of(const Problem& problem, const std::optional<RootSpec>& spec);
/// Of the definition as a whole.
[[nodiscard]] std::optional<Spot> spot_of(const std::optional<RootSpec>& spec);

/// A break with the places where both schemas speak of it.
struct Contradiction {
  std::string rejected;  ///< the line of the schema that rejects: `In :x, val: "" fails spec: integer?`
  std::string accepted;  ///< what the other one says there: `string?`
  std::optional<Spot> rejected_at, accepted_at;
};
[[nodiscard]] Contradiction contradiction_of(const Witness& witness, Direction direction,
                                             const RootDifference& difference, std::size_t old);

}  // namespace norm::report
