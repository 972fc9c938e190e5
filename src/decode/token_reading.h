#pragma once

// The pieces of a text of which the first stage has found the tokens: strings, literals, numbers. Inline, as both who
// builds a document and who only judges live off them.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include "decode/number.h"
#include "decode/token.h"
#include "decode/token_index.h"

namespace norm::decode {

/// Where the strings of a document lie.
enum class Strings : std::uint8_t {
  /// In the arena, and each ends with a NUL, as users of RapidJSON expect it.
  terminated,
  /// In the text itself wherever no escape stands in them: for those who look at lengths.
  in_place,
};

inline const char* find_backslash(const char* from, const char* to) {
  const void* const found = std::memchr(from, '\\', static_cast<std::size_t>(to - from));
  return found != nullptr ? static_cast<const char*>(found) : to;
}

/// Decodes the string from `begin` to `close`, whose first backslash is known. It never outgrows its text. Null: an
/// escape is wrong.
[[gnu::noinline]] inline char* unescape(const char* begin, const char* backslash, const char* close, char* out) {
  for (const char* at = begin;;) {
    std::memmove(out, at, static_cast<std::size_t>(backslash - at));  // where `out` is in a copy of the text
    out += backslash - at;
    if (backslash == close) break;
    const StringEnd escape = scan_escape(backslash, close, out);
    if (escape.fault != FaultKind::none) return nullptr;
    at = escape.at;
    out = escape.out;
    backslash = find_backslash(at, close);
  }
  *out = '\0';
  return out;
}

/// Appends the digits at `at` to `magnitude`, which may overflow; where they end. Behind them stands one byte at least.
inline const char* add_digits(const char* at, const char* end, std::uint64_t& magnitude) {
  constexpr std::uint64_t kZeros = 0x3030303030303030, kAboveNine = 0x7676767676767676, kTops = 0x8080808080808080;
  static constexpr std::uint64_t kPowers[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
  if constexpr (std::endian::native == std::endian::little) {
    while (end - at >= 8) {
      std::uint64_t digits;
      std::memcpy(&digits, at, 8);
      digits ^= kZeros;
      // The top bit of each byte that is no digit; bits above the lowest one set may be false, as a carry runs upward.
      const std::uint64_t others = ((digits + kAboveNine) | digits) & kTops;
      const int count = others != 0 ? std::countr_zero(others) / 8 : 8;
      // Moved to the end of the word, with zeros in front, in two steps as one of 64 bits would be none. Then
      // neighbours are added up: digits to pairs, pairs to fours, fours to eight.
      const int half = 4 * (8 - count);
      digits = digits << half << half;
      digits = digits * (10 << 8 | 1) >> 8 & 0x00FF00FF00FF00FF;
      digits = digits * (100 << 16 | 1) >> 16 & 0x0000FFFF0000FFFF;
      digits = digits * (std::uint64_t{10'000} << 32 | 1) >> 32;
      magnitude = magnitude * kPowers[count] + digits;
      at += count;
      if (count < 8) return at;
    }
  }
  for (; is_digit(*at); ++at) magnitude = magnitude * 10 + static_cast<std::uint64_t>(*at - '0');
  return at;
}

/// The rare numbers: with an exponent, more digits than a loop can add up unseen, or not well formed.
[[gnu::noinline]] inline NumberText scan_long_number(const char* at, const char* end) { return scan_number(at, end); }

/// The text of one document and its tokens. The last token is a closing bracket, so that behind every other token there
/// is one more, and behind every string, number and literal at least one byte: no piece below has to ask for the end.
///
/// Strings have to be read in the order of the text; whoever goes back sets `backslash` to what it was there.
template <Strings kStrings>
struct TokenReading {
  TokenReading(std::string_view bytes, Tokens tokens, char* to)
      : text(bytes.data()),
        end(bytes.data() + bytes.size()),
        behind(tokens.end()),
        arena(to),
        backslash(text + tokens.first_backslash) {
    if constexpr (kStrings == Strings::terminated) std::memcpy(arena, text, bytes.size());
  }

  [[nodiscard]] const char* at(Token token) const { return text + *token; }

  /// The first stage has left nothing but blanks between a token and the next, if the token ends where it should.
  [[nodiscard]] bool ends_token(const char* stop, Token next) const { return stop == text + *next || is_blank(*stop); }

  /// Behind the last byte of the string before the token `next`. REQUIRES: there is a string.
  [[nodiscard]] const char* closing_quote(Token next) const {
    const char* close = text + *next - 1;
    while (*close != '"') --close;  // over blanks only
    return close;
  }

  /// The string whose opening quote is the token before `next`; nullopt: an escape is wrong.
  std::optional<std::string_view> string(Token next) {
    const char* const begin = at(next - 1) + 1;
    const char* const close = closing_quote(next);
    if (backslash < close) [[unlikely]]
      return escaped(begin, close);
    const auto size = static_cast<std::size_t>(close - begin);
    if constexpr (kStrings == Strings::in_place) return std::string_view(begin, size);
    char* const copy = arena + (begin - text);
    copy[size] = '\0';
    return std::string_view(copy, size);
  }

  /// The string in the text itself, if no escape stands in it; else it is to be read by `string`.
  [[nodiscard]] std::optional<std::string_view> plain_string(Token next) const {
    const char* const close = closing_quote(next);
    if (backslash < close) [[unlikely]]
      return std::nullopt;
    const char* const begin = at(next - 1) + 1;
    return std::string_view(begin, static_cast<std::size_t>(close - begin));
  }

  /// The same for who does not want the string.
  bool skip_string(Token next) { return backslash >= at(next) || skip_escaped(next); }
  [[gnu::noinline]] bool skip_escaped(Token next) {
    const char* const close = closing_quote(next);
    return backslash >= close || escaped(at(next - 1) + 1, close).has_value();
  }

  /// REQUIRES: the first backslash stands before `close`.
  std::optional<std::string_view> escaped(const char* begin, const char* close) {
    if (backslash < begin) return std::nullopt;  // it stands outside of strings
    char* const copy = arena + (begin - text);
    const char* const decoded = unescape(begin, backslash, close, copy);
    if (decoded == nullptr) return std::nullopt;
    backslash = find_backslash(close, end);
    return std::string_view(copy, static_cast<std::size_t>(decoded - copy));
  }

  /// The number that is the token before `next`, given to `sink`; false: it is none.
  template <class Sink>
  bool number(Token next, Sink& sink) const {
    constexpr std::ptrdiff_t kAlwaysFit = 18;
    constexpr std::ptrdiff_t kAlwaysGivenBack = std::numeric_limits<double>::digits10;
    const char* const begin = at(next - 1);
    const bool negative = *begin == '-';
    const char* const digits = begin + (negative ? 1 : 0);
    std::uint64_t magnitude = 0;
    const char* to = add_digits(digits, end, magnitude);
    const std::ptrdiff_t size = to - digits;
    const bool well_formed = *digits == '0' ? size == 1 : size > 0;
    if (well_formed && size <= kAlwaysFit && ends_token(to, next)) {
      const auto value = static_cast<std::int64_t>(magnitude);
      sink.integer(negative ? -value : value);
      return true;
    }
    if (well_formed && *to == '.') {
      const char* const point = to;
      to = add_digits(point + 1, end, magnitude);
      const std::ptrdiff_t fraction = to - point - 1;
      if (fraction > 0 && size + fraction <= kAlwaysGivenBack && ends_token(to, next)) {
        sink.real(to_double(magnitude, static_cast<std::int32_t>(-fraction), negative));
        return true;
      }
      if (fraction > 0 && size + fraction <= kAlwaysFit && ends_token(to, next)) {
        NumberText number;
        number.text = std::string_view(begin, static_cast<std::size_t>(to - begin));
        number.negative = negative;
        number.integer = false;
        number.magnitude = magnitude;
        number.power = static_cast<std::int32_t>(-fraction);
        number.significant = magnitude == 0 ? 0 : static_cast<std::size_t>(size + fraction);
        sink.number(number);
        return true;
      }
    }
    const NumberText number = scan_long_number(begin, end);
    if (number.fault != FaultKind::none || !ends_token(number.text.data() + number.text.size(), next)) return false;
    sink.number(number);
    return true;
  }

  [[nodiscard]] bool literal(Token next, std::string_view word) const {
    const char* const begin = at(next - 1);
    return at(next) - begin >= static_cast<std::ptrdiff_t>(word.size()) &&
           std::memcmp(begin, word.data(), word.size()) == 0 && ends_token(begin + word.size(), next);
  }

  const char* const text;
  const char* const end;
  const Token behind;
  char* const arena;
  const char* backslash;  // the first that no string has used
};

}  // namespace norm::decode
