#pragma once

// From a JSON number's text to the nearest double, and whether the way back gives the same decimal.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "decode/token.h"

namespace norm::decode {

/// Correctly rounded; beyond double's range an infinity, below it a denormal or zero, with the text's sign.
/// REQUIRES: text is a JSON number. Cost: its length.
[[nodiscard]] double to_double(std::string_view text);

inline constexpr std::uint64_t kMostExact = std::uint64_t{1} << 53;
inline constexpr std::int32_t kMostPower = 22;

/// The same of a number that was scanned: what digits and power of ten decide by one exact operation costs no more.
/// Source: Clinger, "How to read floating point numbers accurately": a whole number up to 2^53 and a power of ten up to
/// 10^22 are doubles, so that their product or quotient is rounded once.
/// REQUIRES: magnitude <= kMostExact, -kMostPower <= power <= kMostPower.
[[nodiscard]] inline double to_double(std::uint64_t magnitude, std::int32_t power, bool negative) {
  static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  auto value = static_cast<double>(static_cast<std::int64_t>(magnitude));
  value = power < 0 ? value / kPowers[-power] : value * kPowers[power];
  return negative ? -value : value;
}

[[nodiscard]] inline double to_double(const NumberText& number) {
  const bool quick =
      number.fits && number.magnitude <= kMostExact && number.power >= -kMostPower && number.power <= kMostPower;
  return quick ? to_double(number.magnitude, number.power, number.negative) : to_double(number.text);
}

/// Two decimals of up to 15 digits never share a normal double (DBL_DIG), so the text is the shortest; a denormal has
/// fewer digits than that.
[[nodiscard]] inline bool surely_gives_back(double value, std::size_t significant) {
  return significant == 0 || (significant <= std::numeric_limits<double>::digits10 && std::isnormal(value));
}

/// Whether `value`, which is to_double(text), written as its shortest decimal is the decimal that `text` says.
/// `significant` is the number of digits from the first that is not 0, 0 for a zero. Allocates nothing.
[[nodiscard]] bool gives_back(double value, std::string_view text, std::size_t significant);

/// Which numbers keep their text beside the double that they have become.
enum class Kept : std::uint8_t {
  lost,      ///< those that the double does not give back
  doubtful,  ///< those of which that would take writing the double to know, too
};

/// Gives the number to `sink` as the type that a Document has for it: sink.integer where it fits int64, then
/// sink.unsigned_integer, else sink.real. Returns its text where that is to be kept; else nothing.
template <Kept kKept, class Sink>
std::string_view tell_number(const NumberText& number, Sink& sink) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;  // one beyond int64
  if (number.integer && number.fits) {
    if (number.magnitude < kLimit) {
      const auto magnitude = static_cast<std::int64_t>(number.magnitude);
      sink.integer(number.negative ? -magnitude : magnitude);
      return {};
    }
    if (!number.negative) {
      sink.unsigned_integer(number.magnitude);
      return {};
    }
    if (number.magnitude == kLimit) {
      sink.integer(std::numeric_limits<std::int64_t>::min());
      return {};
    }
  }
  const double value = to_double(number);
  sink.real(value);
  // An integer beyond uint64 is kept always: a double does not say that it was written as an integer.
  const bool kept = number.integer || (kKept == Kept::lost ? !gives_back(value, number.text, number.significant)
                                                           : !surely_gives_back(value, number.significant));
  return kept ? number.text : std::string_view();
}

}  // namespace norm::decode
