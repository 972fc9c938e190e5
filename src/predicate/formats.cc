// The formats of one alphabet: UUIDs, the bases of RFC 4648, JSON Pointers, ULIDs.
#include "predicate/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "predicate/characters.h"

namespace norm::predicate {
namespace {

// The value of each byte as a digit of an alphabet; -1: none.
using Alphabet = std::array<std::int8_t, 256>;

constexpr Alphabet alphabet(std::string_view digits) {
  Alphabet values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

constexpr Alphabet kBase64 = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
constexpr Alphabet kBase64Url = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

constexpr int value_of(const Alphabet& digits, char c) { return digits[static_cast<unsigned char>(c)]; }

// Digits of six bits without padding. RFC 4648 section 3.5 wants the bits that no octet uses to be zero: the same
// octets have one encoding only.
bool is_base64_body(const Alphabet& digits, std::string_view body) {
  if (body.size() % 4 == 1) return false;
  if (!std::all_of(body.begin(), body.end(), [&](char c) { return value_of(digits, c) >= 0; })) return false;
  const int unused = body.size() % 4 == 2 ? 0xf : body.size() % 4 == 3 ? 0x3 : 0;
  return body.empty() || (value_of(digits, body.back()) & unused) == 0;
}

std::string_view without_padding(std::string_view text) {
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return text;
}

}  // namespace

FixedShape uuid_shape(unsigned version) {
  const std::string digit = version == 0 ? "[0-9a-f]" : std::to_string(version);
  const std::string_view variant = version == 0 ? "[0-9a-f]" : "[89ab]";
  return *FixedShape::compile(
      fmt::format("^[0-9a-f]{{8}}-[0-9a-f]{{4}}-{}[0-9a-f]{{3}}-{}[0-9a-f]{{3}}-[0-9a-f]{{12}}$", digit, variant), "i");
}

bool is_base64(std::string_view text) { return text.size() % 4 == 0 && is_base64_body(kBase64, without_padding(text)); }

bool is_base64url(std::string_view text) {
  const std::string_view body = without_padding(text);
  return (body.size() == text.size() || text.size() % 4 == 0) && is_base64_body(kBase64Url, body);
}

bool is_hex(std::string_view text) {
  return text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), is_hex_digit);
}

bool is_json_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

bool is_ulid(std::string_view text) {
  static constexpr Alphabet kCrockford = [] {
    Alphabet values = alphabet("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    for (char c = 'a'; c <= 'z'; ++c)
      values[static_cast<unsigned char>(c)] = values[static_cast<unsigned char>(c - 'a' + 'A')];
    return values;
  }();
  // 26 digits are 130 bits: the first may use three of its five.
  return text.size() == 26 && text.front() <= '7' &&
         std::all_of(text.begin(), text.end(), [](char c) { return value_of(kCrockford, c) >= 0; });
}

}  // namespace norm::predicate
