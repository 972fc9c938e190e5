#pragma once

// The tokens of RFC 8259 that hold text, read byte by byte or a word at a time: strings with UTF-8 and escapes checked,
// numbers, literals. Inline, as both the readers live off them; none reads at or past `end`.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "decode/fault.h"

namespace norm::decode {

inline std::uint8_t byte_at(const char* at) { return static_cast<std::uint8_t>(*at); }

inline bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline const char* skip_blanks(const char* at, const char* end) {
  while (at != end && is_blank(*at)) ++at;
  return at;
}

/// Where a token ended; with a fault, the byte that cannot be (`end` for the end_… kinds).
struct TokenEnd {
  const char* at;
  FaultKind fault = FaultKind::none;
};

// ---- UTF-8

/// One sequence beyond ASCII. REQUIRES: at != end, *at >= 0x80. Source: Unicode, table 3-7.
inline TokenEnd scan_utf8(const char* at, const char* end) {
  const std::uint8_t lead = byte_at(at);
  std::uint8_t low = 0x80;  // bounds of the second byte, which alone depends on the first
  std::uint8_t high = 0xBF;
  int rest = 1;
  if (lead < 0xC0) return {at, FaultKind::utf8_continuation};
  if (lead < 0xC2) return {at, FaultKind::utf8_overlong};
  if (lead >= 0xF5) return {at, FaultKind::utf8_too_large};
  if (lead >= 0xF0) {
    rest = 3;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else if (lead >= 0xE0) {
    rest = 2;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  }
  ++at;
  if (at == end) return {at, FaultKind::end_string};
  if (const std::uint8_t second = byte_at(at); second < low || second > high) {
    if ((second & 0xC0) != 0x80) return {at, FaultKind::utf8_unfinished};
    if (second < low) return {at, FaultKind::utf8_overlong};
    return {at, lead == 0xED ? FaultKind::utf8_surrogate : FaultKind::utf8_too_large};
  }
  for (++at; --rest > 0; ++at) {
    if (at == end) return {at, FaultKind::end_string};
    if ((byte_at(at) & 0xC0) != 0x80) return {at, FaultKind::utf8_unfinished};
  }
  return {at};
}

/// Writes a code point; returns the end. REQUIRES: room for 4 bytes.
inline char* put_utf8(std::uint32_t code, char* out) {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return out;
}

// ---- strings

/// What of `\u`'s four digits may stand there: anything but a low surrogate, or nothing else.
enum class HexUnit : std::uint8_t { not_low_surrogate, low_surrogate };

struct HexEnd {
  const char* at;
  std::uint32_t unit = 0;
  FaultKind fault = FaultKind::none;
};

inline int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The four digits of an escape, checked one by one so that the fault stands at the first that cannot be.
inline HexEnd scan_hex(const char* at, const char* end, HexUnit allowed) {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i, ++at) {
    if (at == end) return {at, 0, FaultKind::end_string};
    const int digit = hex_value(*at);
    if (digit < 0) return {at, 0, FaultKind::escape_hex};
    unit = unit << 4 | static_cast<std::uint32_t>(digit);
    if (allowed == HexUnit::not_low_surrogate) {
      if (i == 1 && unit >= 0xDC && unit <= 0xDF) return {at, 0, FaultKind::lone_low_surrogate};
    } else if ((i == 0 && unit != 0xD) || (i == 1 && unit < 0xDC)) {
      return {at, 0, FaultKind::lone_high_surrogate};
    }
  }
  return {at, unit};
}

struct StringEnd {
  const char* at;  ///< after the closing quote
  char* out;       ///< after the last byte written
  FaultKind fault = FaultKind::none;
};

/// The escape whose backslash is at `at`; never writes more bytes than it reads.
inline StringEnd scan_escape(const char* at, const char* end, char* out) {
  ++at;
  if (at == end) return {at, out, FaultKind::end_string};
  switch (*at) {
    case '"':
    case '\\':
    case '/': *out++ = *at; return {at + 1, out};
    case 'b': *out++ = '\b'; return {at + 1, out};
    case 'f': *out++ = '\f'; return {at + 1, out};
    case 'n': *out++ = '\n'; return {at + 1, out};
    case 'r': *out++ = '\r'; return {at + 1, out};
    case 't': *out++ = '\t'; return {at + 1, out};
    case 'u': break;
    default: return {at, out, FaultKind::escape};
  }
  const HexEnd first = scan_hex(at + 1, end, HexUnit::not_low_surrogate);
  if (first.fault != FaultKind::none) return {first.at, out, first.fault};
  if (first.unit < 0xD800 || first.unit > 0xDBFF) return {first.at, put_utf8(first.unit, out)};
  at = first.at;
  for (const char expected : {'\\', 'u'}) {
    if (at == end) return {at, out, FaultKind::end_string};
    if (*at != expected) return {at, out, FaultKind::lone_high_surrogate};
    ++at;
  }
  const HexEnd second = scan_hex(at, end, HexUnit::low_surrogate);
  if (second.fault != FaultKind::none) return {second.at, out, second.fault};
  return {second.at, put_utf8(0x10000 + ((first.unit - 0xD800) << 10) + (second.unit - 0xDC00), out)};
}

/// The top bit of each byte of `word` that is a quote, a backslash, a control character or beyond ASCII; bits above the
/// lowest one set may be false, as a borrow runs upward.
inline std::uint64_t special_bytes(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kTops = 0x8080808080808080u;
  const std::uint64_t quote = word ^ (kOnes * '"');
  const std::uint64_t backslash = word ^ (kOnes * '\\');
  return (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | ((word - kOnes * 0x20) & ~word) | word) &
         kTops;
}

/// Whether the decoded text is wanted or only the verdict.
enum class Text : bool { skip, copy };

/// The string whose first byte after the opening quote is at `at`. With Text::copy the decoded bytes and a NUL go to
/// `out`, at most as many as are read.
template <Text kText>
inline StringEnd scan_string(const char* at, const char* end, char* out) {
  char escaped[4];  // where Text::skip lets escapes write
  for (;;) {
    while (end - at >= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      if constexpr (kText == Text::copy) std::memcpy(out, &word, 8);  // `out` is never ahead of `at`: no overrun
      const std::uint64_t special = special_bytes(word);
      std::ptrdiff_t plain = 8;
      if (special != 0) plain = std::endian::native == std::endian::little ? std::countr_zero(special) / 8 : 0;
      at += plain;
      if constexpr (kText == Text::copy) out += plain;
      if (special != 0) break;
    }
    while (at != end && byte_at(at) >= 0x20 && byte_at(at) < 0x80 && *at != '"' && *at != '\\') {
      if constexpr (kText == Text::copy) *out++ = *at;
      ++at;
    }
    if (at == end) return {at, out, FaultKind::end_string};
    if (*at == '"') {
      if constexpr (kText == Text::copy) *out = '\0';
      return {at + 1, out};
    }
    if (*at == '\\') {
      const StringEnd escape = scan_escape(at, end, kText == Text::copy ? out : escaped);
      if (escape.fault != FaultKind::none) return escape;
      at = escape.at;
      if constexpr (kText == Text::copy) out = escape.out;
      continue;
    }
    if (byte_at(at) < 0x20) return {at, out, FaultKind::control_character};
    do {
      const TokenEnd sequence = scan_utf8(at, end);
      if (sequence.fault != FaultKind::none) return {sequence.at, out, sequence.fault};
      if constexpr (kText == Text::copy) {
        std::memcpy(out, at, static_cast<std::size_t>(sequence.at - at));
        out += sequence.at - at;
      }
      at = sequence.at;
    } while (at != end && byte_at(at) >= 0x80);
  }
}

// ---- literals and numbers

/// `word` (null, true, false) at `at`.
inline TokenEnd scan_literal(const char* at, const char* end, std::string_view word, FaultKind otherwise) {
  for (const char expected : word) {
    if (at == end) return {at, FaultKind::end_literal};
    if (*at != expected) return {at, otherwise};
    ++at;
  }
  return {at};
}

/// A number's text with what its digits say.
struct NumberText {
  std::string_view text;
  bool negative = false;
  bool integer = true;          ///< neither point nor exponent
  bool fits = true;             ///< the digits fit `magnitude` and the exponent `power`
  std::uint64_t magnitude = 0;  ///< all digits before the exponent as one whole number
  std::int32_t power = 0;       ///< of ten, that the magnitude is to be multiplied with
  std::size_t significant = 0;  ///< digits from the first that is not 0 to the last before the exponent, or more; 0: zero
  FaultKind fault = FaultKind::none;
};

/// The digits at `at`, put behind those that `number` has; where they end.
inline const char* scan_digits(const char* at, const char* end, NumberText& number) {
  std::uint64_t magnitude = number.magnitude;
  std::size_t significant = number.significant;
  if (significant == 0) {
    while (at != end && *at == '0') ++at;
  }
  for (; at != end && is_digit(*at); ++at) {
    const auto digit = static_cast<std::uint64_t>(*at - '0');
    // 19 digits always fit; the division is for the rare 20th only.
    if (significant >= 19 &&
        (significant > 19 || magnitude > (std::numeric_limits<std::uint64_t>::max() - digit) / 10)) {
      number.fits = false;
    }
    magnitude = magnitude * 10 + digit;
    ++significant;
  }
  number.magnitude = magnitude;
  number.significant = significant;
  return at;
}

/// The number at `at`, which is '-' or a digit; `text` ends with it or, with a fault, before the byte that cannot be.
inline NumberText scan_number(const char* at, const char* end) {
  const char* const begin = at;
  NumberText number;
  const auto done = [&](FaultKind fault) {
    number.text = std::string_view(begin, static_cast<std::size_t>(at - begin));
    number.fault = fault;
    return number;
  };
  if (*at == '-') {
    number.negative = true;
    ++at;
    if (at == end) return done(FaultKind::end_number);
    if (!is_digit(*at)) return done(FaultKind::number_after_minus);
  }
  if (*at == '0') {
    ++at;
    if (at != end && is_digit(*at)) return done(FaultKind::number_leading_zero);
  } else {
    at = scan_digits(at, end, number);
  }
  if (at == end || (*at != '.' && (*at | 0x20) != 'e')) return done(FaultKind::none);
  number.integer = false;
  // Far beyond any power that matters; a text has fewer digits than that counts.
  constexpr std::int64_t kFar = std::int64_t{1} << 40;
  std::int64_t power = 0;
  if (*at == '.') {
    ++at;
    if (at == end) return done(FaultKind::end_number);
    if (!is_digit(*at)) return done(FaultKind::number_fraction);
    const char* const first = at;
    at = scan_digits(at, end, number);
    power = first - at;
  }
  if (at != end && (*at | 0x20) == 'e') {
    ++at;
    const bool negative = at != end && *at == '-';
    if (at != end && (*at == '+' || *at == '-')) ++at;
    if (at == end) return done(FaultKind::end_number);
    if (!is_digit(*at)) return done(FaultKind::number_exponent);
    std::int64_t exponent = 0;
    for (; at != end && is_digit(*at); ++at) exponent = exponent < kFar ? exponent * 10 + (*at - '0') : kFar;
    power += negative ? -exponent : exponent;
  }
  number.power = static_cast<std::int32_t>(power);
  number.fits = number.fits && number.power == power;
  return done(FaultKind::none);
}

}  // namespace norm::decode
