// Reads, orders and hashes exact decimals without ever writing out an exponent.
#include "predicate/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <system_error>

#include "predicate/keyed_hash.h"

namespace norm::predicate {
namespace {

constexpr std::int64_t kExponentLimit = 4'000'000'000'000'000'000;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the digits from the front of `text`.
std::string_view take_digits(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  const std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

// What follows `e`: an optional sign and digits. Saturates.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  std::string_view digits = take_digits(text);
  if (digits.empty() || !text.empty()) return std::nullopt;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > 19 || (digits.size() == 19 && digits.front() >= '4')) {
    return negative ? -kExponentLimit : kExponentLimit;
  }
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

std::uint64_t magnitude(const DecimalView& number) {
  std::uint64_t value = 0;
  for (const char c : number.digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  for (auto zeros = number.exponent - static_cast<std::int64_t>(number.digits.size()); zeros > 0; --zeros) value *= 10;
  return value;
}

}  // namespace

std::strong_ordering operator<=>(const DecimalView& a, const DecimalView& b) {
  const auto sign = [](const DecimalView& number) { return number.is_zero() ? 0 : number.negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  const DecimalView& low = a.negative ? b : a;  // of two negative numbers the larger magnitude is the smaller
  const DecimalView& high = a.negative ? a : b;
  if (low.exponent != high.exponent) return low.exponent <=> high.exponent;
  return low.digits.compare(high.digits) <=> 0;  // no trailing zeros: a prefix is smaller, as in a dictionary
}

std::uint64_t hash(const DecimalView& number) {
  KeyedHash hash;
  hash.word(number.negative ? 1 : 0);
  hash.word(static_cast<std::uint64_t>(number.exponent));
  hash.text(number.digits);
  return hash.finish();
}

std::optional<DecimalView> NumberReader::read(std::string_view text) {
  DecimalView number;
  if (!text.empty() && text.front() == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  std::string_view whole = take_digits(text);
  if (whole.empty() || (whole.front() == '0' && whole.size() > 1)) return std::nullopt;
  std::string_view fraction;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
  }
  if (!text.empty()) {
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    const auto exponent = read_exponent(text.substr(1));
    if (!exponent) return std::nullopt;
    number.exponent = *exponent;
  }

  if (whole.front() == '0') whole = {};
  number.exponent += static_cast<std::int64_t>(whole.size());
  if (whole.empty()) {
    const std::size_t zeros = std::min(fraction.find_first_not_of('0'), fraction.size());
    fraction.remove_prefix(zeros);
    number.exponent -= static_cast<std::int64_t>(zeros);
  }
  const auto strip = [](std::string_view digits) { return digits.substr(0, digits.find_last_not_of('0') + 1); };
  fraction = strip(fraction);
  if (fraction.empty()) whole = strip(whole);
  if (whole.empty() && fraction.empty()) return DecimalView{};

  if (fraction.empty()) {
    number.digits = whole;
  } else if (whole.empty()) {
    number.digits = fraction;
  } else if (whole.size() + fraction.size() <= joined_.size()) {
    std::memcpy(joined_.data(), whole.data(), whole.size());
    std::memcpy(joined_.data() + whole.size(), fraction.data(), fraction.size());
    number.digits = {joined_.data(), whole.size() + fraction.size()};
  } else {
    long_joined_.assign(whole).append(fraction);
    number.digits = long_joined_;
  }
  return number;
}

std::optional<DecimalView> NumberReader::read(const Json& json) {
  char* const begin = text_.data();
  char* const end = begin + text_.size();
  std::to_chars_result written{begin, std::errc()};
  if (json.IsInt64()) {
    written = std::to_chars(begin, end, json.GetInt64());
  } else if (json.IsUint64()) {
    written = std::to_chars(begin, end, json.GetUint64());
  } else {
    const double value = json.GetDouble();
    if (!std::isfinite(value)) return std::nullopt;
    // The format is named because the plain overload may write large doubles out in full, with digits that are not the
    // shortest.
    written = std::to_chars(begin, end, value, std::chars_format::scientific);
  }
  return read(std::string_view(begin, static_cast<std::size_t>(written.ptr - begin)));
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  NumberReader reader;
  const auto view = reader.read(text);
  return view ? std::optional<Decimal>(*view) : std::nullopt;
}

std::optional<Decimal> Decimal::of(const Json& json) {
  NumberReader reader;
  const auto view = reader.read(json);
  return view ? std::optional<Decimal>(*view) : std::nullopt;
}

bool Decimal::is_even() const {
  if (is_zero() || exponent_ > static_cast<std::int64_t>(digits_.size())) return true;
  return (digits_.back() - '0') % 2 == 0;
}

std::optional<std::int64_t> Decimal::to_int64() const {
  if (!is_integral() || exponent_ > 19) return std::nullopt;
  const std::uint64_t value = magnitude(view());  // 19 digits always fit
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value > kMax + (negative_ ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative_ ? 0 - value : value);
}

std::optional<std::uint64_t> Decimal::to_uint64() const {
  if (negative_ || !is_integral() || exponent_ > 20) return std::nullopt;
  if (exponent_ == 20) {
    constexpr std::string_view kMax = "18446744073709551615";
    if (digits_.compare(kMax) > 0) return std::nullopt;
  }
  return magnitude(view());
}

double Decimal::to_double() const {
  if (is_zero()) return 0;
  const double beyond = exponent_ > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  double value = beyond;
  if (exponent_ > -400 && exponent_ < 400) {
    std::string text = "0.";
    text.append(digits_).append("e").append(std::to_string(exponent_));
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) value = beyond;
  }
  return negative_ ? -value : value;
}

}  // namespace norm::predicate
