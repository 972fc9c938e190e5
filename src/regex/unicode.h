#pragma once

// What Unicode says of code points, as RE2 has it: general categories, scripts, the orbits of simple case folding.
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "regex/code_points.h"

namespace norm::regex {

/// A division of all code points: run after run, each from its first code point to the next run's.
struct Division {
  std::span<const std::string_view> names;
  std::span<const std::uint32_t> runs;  ///< first code point * 256 + index of the name; an empty name: of none
};

/// A stride of code points that fold in the same way: `first + n * stride` goes to itself plus `delta`.
struct FoldRow {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t stride;
  std::int32_t delta;

  friend bool operator==(const FoldRow&, const FoldRow&) = default;
};

/// Tables written by tests/regex/unicode_test.cc from the RE2 that it is built with.
[[nodiscard]] Division categories();
[[nodiscard]] Division scripts();
/// Sorted. A code point goes to the next one of its orbit, the last to the first; one outside all rows to itself.
[[nodiscard]] std::span<const FoldRow> fold_rows();

/// The code points of `\p{name}`: a category, the first letter of categories, a script, `Any`. nullopt: no such name.
[[nodiscard]] std::optional<CodePointSet> unicode_group(std::string_view name);

/// The set with all that folds to the same as one of its members: what `/i` makes of it.
[[nodiscard]] CodePointSet folded(const CodePointSet& set);

}  // namespace norm::regex
