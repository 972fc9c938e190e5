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

inline Kind kind_of(const Subject& subject) {
  switch (subject.json.GetType()) {
    case rapidjson::kNullType:
      return kNull;
    case rapidjson::kFalseType:
    case rapidjson::kTrueType:
      return kBoolean;
    case rapidjson::kStringType:
      return kString;
    case rapidjson::kArrayType:
      return kArray;
    case rapidjson::kObjectType:
      return kObject;
    case rapidjson::kNumberType:
      break;
  }
  if (!subject.digits.empty()) return is_integer_text(subject.digits) ? kInteger : kFloat;
  return subject.json.IsDouble() ? kFloat : kInteger;
}

}  // namespace norm::predicate
