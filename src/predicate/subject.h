#pragma once

// What a predicate sees of a value: its JSON kind by the text, the RapidJSON value, and a number's own digits where a
// double has lost them.
#include <norm/json.h>

#include <cstdint>
#include <string_view>

namespace norm::predicate {

/// The kinds of JSON value that a predicate can tell apart, as bits, so that a set of them is one byte.
enum Kind : std::uint8_t {
  kNull = 1,
  kBoolean = 2,
  kInteger = 4,  ///< by the text: `1`, `-0`, `18446744073709551616`
  kFloat = 8,    ///< by the text: `1.0`, `1e3`
  kString = 16,
  kArray = 32,
  kObject = 64,
};
using KindSet = std::uint8_t;
inline constexpr KindSet kNumber = kInteger | kFloat;
inline constexpr KindSet kAnyKind = 127;
inline constexpr KindSet kNoKind = 0;

struct Subject {
  const Json& json;
  /// A number's text where the Document does not hold it exactly (see LANGUAGE.md, Numbers); else empty.
  std::string_view digits = {};
};

/// Whether a JSON number's text is an integer: no point, no exponent.
inline bool is_integer_text(std::string_view digits) { return digits.find_first_of(".eE") == std::string_view::npos; }

/// Of a value whose text says nothing that the value does not.
inline Kind kind_of(const Json& json) {
  // By RapidJSON's numbers of its types; a table, since which type comes next is nothing that a processor could guess.
  static constexpr Kind kKinds[] = {kNull, kBoolean, kBoolean, kObject, kArray, kString, kInteger};
  static_assert(rapidjson::kNullType == 0 && rapidjson::kTrueType == 2 && rapidjson::kObjectType == 3 &&
                rapidjson::kArrayType == 4 && rapidjson::kStringType == 5 && rapidjson::kNumberType == 6);
  return json.IsDouble() ? kFloat : kKinds[json.GetType()];
}

inline Kind kind_of(const Subject& subject) {
  if (!subject.digits.empty()) return is_integer_text(subject.digits) ? kInteger : kFloat;
  return kind_of(subject.json);
}

}  // namespace norm::predicate
