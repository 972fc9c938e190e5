#pragma once

// Checks predicates' arguments: one function for each shape that a row can ask for.
#include <norm/result.h>
#include <norm/spec.h>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "predicate/table.h"

namespace norm::predicate {

using Arguments = std::span<const Argument>;
using Prepared = Result<Operand, BadArgument>;

/// Each takes the predicate's name for its messages.
[[nodiscard]] Prepared prepare_nothing(std::string_view name, Arguments args);
/// `> n`: low.
[[nodiscard]] Prepared prepare_number(std::string_view name, Arguments args);
/// `multiple_of?(n)`: low, not zero.
[[nodiscard]] Prepared prepare_divisor(std::string_view name, Arguments args);
/// `a..b`: low, high and integers_only.
[[nodiscard]] Prepared prepare_range(std::string_view name, Arguments args);
/// `length?(n)`, `length?(a..b)`: min and max. A length beyond 64 bits counts as the largest, which no string has.
[[nodiscard]] Prepared prepare_lengths(std::string_view name, Arguments args);
[[nodiscard]] Prepared prepare_min_length(std::string_view name, Arguments args);
[[nodiscard]] Prepared prepare_max_length(std::string_view name, Arguments args);
/// One string: text.
[[nodiscard]] Prepared prepare_text(std::string_view name, Arguments args);
/// One regex: regex.
[[nodiscard]] Prepared prepare_regex(std::string_view name, Arguments args);
/// Nothing, or a version from 1 to 8: min; 0 stands for any.
[[nodiscard]] Prepared prepare_uuid_version(std::string_view name, Arguments args);

/// A predicate's name as a template argument: the table holds plain function pointers.
template <std::size_t kSize>
struct Name {
  constexpr Name(const char (&text)[kSize]) {  // NOLINT(google-explicit-constructor)
    for (std::size_t i = 0; i < kSize; ++i) characters[i] = text[i];
  }
  [[nodiscard]] constexpr std::string_view view() const { return {characters.data(), kSize - 1}; }
  std::array<char, kSize> characters{};
};

/// `with_name<"length?", prepare_lengths>` is the `prepare` of length?'s row.
template <Name kName, Prepared (*kPrepare)(std::string_view, Arguments)>
Prepared with_name(Arguments args) {
  return kPrepare(kName.view(), args);
}

}  // namespace norm::predicate
