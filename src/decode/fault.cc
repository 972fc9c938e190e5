// The codes and sentences of faults, a row each.
#include "decode/fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string_view>

namespace norm::decode {
namespace {

struct Wording {
  FaultKind kind;
  std::string_view code;
  std::string_view reason;
};

// In the order of FaultKind, as the assertion below checks.
constexpr Wording kWordings[] = {
    {FaultKind::none, "", ""},
    {FaultKind::empty, "empty", "no JSON value, only blanks or nothing"},
    {FaultKind::byte_order_mark, "byte_order_mark", "a byte order mark before the value"},
    {FaultKind::too_large, "too_large", "more bytes than the limit"},
    {FaultKind::too_deep, "too_deep", "nested deeper than the limit"},
    {FaultKind::trailing, "trailing", "expected nothing but blanks after the value"},
    {FaultKind::trailing_nul, "trailing", "a NUL byte after the value"},
    {FaultKind::value, "syntax", "expected a value"},
    {FaultKind::value_or_bracket, "syntax", "expected a value or ']'"},
    {FaultKind::value_after_comma, "syntax", "expected a value after ','"},
    {FaultKind::value_after_colon, "syntax", "expected a value after ':'"},
    {FaultKind::name_or_brace, "syntax", "expected a member name in double quotes or '}'"},
    {FaultKind::name_after_comma, "syntax", "expected a member name in double quotes after ','"},
    {FaultKind::colon, "syntax", "expected ':' after a member name"},
    {FaultKind::comma_or_bracket, "syntax", "expected ',' or ']' after an element"},
    {FaultKind::comma_or_brace, "syntax", "expected ',' or '}' after a member"},
    {FaultKind::literal_null, "syntax", "expected null"},
    {FaultKind::literal_true, "syntax", "expected true"},
    {FaultKind::literal_false, "syntax", "expected false"},
    {FaultKind::number_start, "number", "a number begins with a digit or '-'"},
    {FaultKind::number_after_minus, "number", "expected a digit after '-'"},
    {FaultKind::number_leading_zero, "number", "no digit may follow a leading 0"},
    {FaultKind::number_fraction, "number", "expected a digit after '.'"},
    {FaultKind::number_exponent, "number", "expected a digit in the exponent"},
    {FaultKind::control_character, "control_character", "a control character must be escaped in a string"},
    {FaultKind::escape, "escape", "unknown escape in a string"},
    {FaultKind::escape_hex, "escape", "expected four hexadecimal digits after \\u"},
    {FaultKind::lone_high_surrogate, "lone_surrogate", "no low surrogate escape after a high one"},
    {FaultKind::lone_low_surrogate, "lone_surrogate", "a low surrogate escape without a high one before it"},
    {FaultKind::utf8_continuation, "invalid_utf8", "invalid UTF-8: a continuation byte without a lead byte"},
    {FaultKind::utf8_unfinished, "invalid_utf8", "invalid UTF-8: expected a continuation byte"},
    {FaultKind::utf8_overlong, "invalid_utf8", "invalid UTF-8: an overlong form"},
    {FaultKind::utf8_surrogate, "invalid_utf8", "invalid UTF-8: a surrogate"},
    {FaultKind::utf8_too_large, "invalid_utf8", "invalid UTF-8: beyond U+10FFFF, or no byte of UTF-8 at all"},
    {FaultKind::end_value, "unexpected_end", "unexpected end of text where a value was expected"},
    {FaultKind::end_array, "unexpected_end", "unexpected end of text inside an array"},
    {FaultKind::end_object, "unexpected_end", "unexpected end of text inside an object"},
    {FaultKind::end_literal, "unexpected_end", "unexpected end of text inside a literal"},
    {FaultKind::end_number, "unexpected_end", "unexpected end of text inside a number"},
    {FaultKind::end_string, "unexpected_end", "unexpected end of text inside a string"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(kWordings); ++i) {
    if (static_cast<std::size_t>(kWordings[i].kind) != i) return false;
  }
  return std::size(kWordings) == static_cast<std::size_t>(FaultKind::end_string) + 1;
}
static_assert(in_order());

}  // namespace

Limits clamped(std::size_t max_bytes, std::size_t max_depth) {
  return {std::min<std::size_t>(max_bytes, 0xFFFF'FFFEu), std::min<std::size_t>(max_depth, 1000)};
}

bool is_unfinished(const Fault& fault) { return fault.kind >= FaultKind::end_value; }

DecodeError::Malformed to_malformed(const Fault& fault, const Limits& limits) {
  assert(fault);
  const Wording& wording = kWordings[static_cast<std::size_t>(fault.kind)];
  std::string reason(wording.reason);
  if (fault.kind == FaultKind::too_large) reason = fmt::format("more than {} bytes", limits.max_bytes);
  if (fault.kind == FaultKind::too_deep) reason = fmt::format("nested deeper than {}", limits.max_depth);
  return {fault.offset, std::string(wording.code), std::move(reason)};
}

}  // namespace norm::decode
