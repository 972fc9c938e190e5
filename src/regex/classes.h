#pragma once

// The pieces of a pattern that stand for one character: escapes, `[…]`, `\d`, `[:alpha:]`, `\p{Greek}`.
#include <cstdint>
#include <optional>
#include <string_view>

#include "regex/code_points.h"

namespace norm::regex {

/// What is left of a pattern; the readers below take from its front.
struct Rest {
  std::string_view text;
  std::size_t spelt = 0;  ///< ranges of the groups taken so far

  [[nodiscard]] bool starts_with(std::string_view with) const { return text.starts_with(with); }
  [[nodiscard]] bool take(std::string_view token) {
    if (!text.starts_with(token)) return false;
    text.remove_prefix(token.size());
    return true;
  }
};

/// Of the ranges; a class that goes beyond is left where it does.
inline constexpr std::size_t kMostSpelt = 100'000;

/// How a class reads its members: as they stand, or with all that folds to the same.
enum class Case { kept, folded };

/// `\n`, `\x41`, `\x{1F600}`, `\012`, `\*`. nullopt: none that RE2 knows. REQUIRES: a backslash in front.
[[nodiscard]] std::optional<std::uint32_t> take_escape(Rest& rest);

/// `\d \s \w \D \S \W \pL \p{…} \P{…}`. nullopt: no such group in front; the text is then as it was.
[[nodiscard]] std::optional<CodePointSet> take_group(Rest& rest, Case folding);

/// `[…]`. nullopt: it is broken. REQUIRES: `[` in front.
[[nodiscard]] std::optional<CodePointSet> take_class(Rest& rest, Case folding);

[[nodiscard]] const CodePointSet& word_characters();

}  // namespace norm::regex
