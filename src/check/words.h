#pragma once

// The words that schema text gives a meaning of its own: what cannot be a definition's name, what a field, a schema and
// the known annotations take.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace norm::checking {

/// Keywords and combinators.
inline constexpr std::array<std::string_view, 32> kReservedWords = {
    "norm",    "module", "import", "extern",    "schema", "multi",   "req",      "opt",     "include", "keys",   "rest",
    "reserved", "require", "check", "else",     "true",   "false",   "null",     "lit",     "enum",    "selection",
    "pick",    "omit",   "partial", "required", "coll_of", "map_of", "tuple",    "maybe",   "one_of",  "all_of", "alt"};

inline constexpr std::array<std::string_view, 4> kFieldOptions = {"doc", "default", "deprecated", "message"};
inline constexpr std::array<std::string_view, 1> kSchemaOptions = {"closed"};

/// What stands between a known annotation's parentheses. Other annotations belong to the host and take anything.
struct AnnotationRow {
  enum class Takes : std::uint8_t { nothing, strings, constants };
  std::string_view name;
  Takes takes;
};
inline constexpr std::array<AnnotationRow, 5> kAnnotations = {{
    {"pii", AnnotationRow::Takes::nothing},
    {"key", AnnotationRow::Takes::nothing},
    {"topic", AnnotationRow::Takes::strings},
    {"example", AnnotationRow::Takes::constants},
    {"counterexample", AnnotationRow::Takes::constants},
}};

/// Whether a text is an IDENT of the grammar.
inline bool is_word(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace norm::checking
