#pragma once

// Whether two documents are the same to a user of RapidJSON: kinds, names, order, the type and the value of each
// number.
#include <norm/json.h>

#include <cmath>
#include <string_view>

namespace norm::decode::testing {

inline std::string_view text_of(const Json& string) { return {string.GetString(), string.GetStringLength()}; }

/// Same type, same value, doubles with their sign.
inline bool same_number(const Json& a, const Json& b) {
  if (a.IsDouble()) {
    return b.IsDouble() && a.GetDouble() == b.GetDouble() && std::signbit(a.GetDouble()) == std::signbit(b.GetDouble());
  }
  return !b.IsDouble() && a.IsInt() == b.IsInt() && a.IsUint() == b.IsUint() && a.IsInt64() == b.IsInt64() &&
         (a.IsInt64() ? a.GetInt64() == b.GetInt64() : b.IsUint64() && a.GetUint64() == b.GetUint64());
}

/// `number` compares numbers of the first with what stands there in the second.
template <class Number>
bool same(const Json& a, const Json& b, const Number& number) {
  if (a.IsNumber()) return number(a, b);
  if (a.GetType() != b.GetType()) return false;
  if (a.IsString()) return text_of(a) == text_of(b);
  if (a.IsArray()) {
    if (a.Size() != b.Size()) return false;
    for (rapidjson::SizeType i = 0; i < a.Size(); ++i) {
      if (!same(a[i], b[i], number)) return false;
    }
  }
  if (a.IsObject()) {
    if (a.MemberCount() != b.MemberCount()) return false;
    for (auto i = a.MemberBegin(), j = b.MemberBegin(); i != a.MemberEnd(); ++i, ++j) {
      if (!same(i->name, j->name, number) || !same(i->value, j->value, number)) return false;
    }
  }
  return true;
}

inline bool same(const Json& a, const Json& b) {
  return same(a, b, [](const Json& x, const Json& y) { return y.IsNumber() && same_number(x, y); });
}

}  // namespace norm::decode::testing
