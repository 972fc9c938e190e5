// Numbers by std::from_chars and std::to_chars: correctly rounded and without a locale.
#include "decode/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

namespace norm::decode {
namespace {

// Far beyond any exponent that matters, and far from overflow when the length of a text is added.
constexpr std::int64_t kFar = std::int64_t{1} << 60;

/// The digits of a decimal text one after another, zeros at the front skipped, and the power of ten of the first:
/// `0.0120e3` is 1 2 0 with power 1.
class Digits {
 public:
  explicit Digits(std::string_view text) {
    if (!text.empty() && text.front() == '-') text.remove_prefix(1);
    const std::size_t exponent = std::min(text.find_first_of("eE"), text.size());
    mantissa_ = text.substr(0, exponent);
    const std::size_t integers = std::min(mantissa_.find('.'), mantissa_.size());
    at_ = std::min(mantissa_.find_first_not_of("0."), mantissa_.size());
    power_ = static_cast<std::int64_t>(integers) - static_cast<std::int64_t>(at_) - (at_ < integers ? 1 : 0);
    if (exponent < text.size()) power_ += exponent_of(text.substr(exponent + 1));
  }

  [[nodiscard]] bool is_zero() const { return at_ == mantissa_.size(); }
  /// REQUIRES: !is_zero().
  [[nodiscard]] std::int64_t power() const { return power_; }
  /// The next digit; '0' for ever behind the last.
  char next() {
    if (at_ < mantissa_.size() && mantissa_[at_] == '.') ++at_;
    return at_ < mantissa_.size() ? mantissa_[at_++] : '0';
  }
  /// Whether all further digits are 0.
  [[nodiscard]] bool only_zeros_left() const {
    return mantissa_.find_first_not_of("0.", at_) == std::string_view::npos;
  }

 private:
  static std::int64_t exponent_of(std::string_view text) {
    const bool negative = text.front() == '-';
    if (negative || text.front() == '+') text.remove_prefix(1);
    std::int64_t value = 0;
    for (const char c : text) value = std::min(value * 10 + (c - '0'), kFar / 10);
    return negative ? -value : value;
  }

  std::string_view mantissa_;
  std::size_t at_ = 0;
  std::int64_t power_ = 0;
};

}  // namespace

double to_double(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  // Out of range: the standard leaves open which side and what is stored, so the size of the decimal decides.
  const Digits digits(text);
  const double size = !digits.is_zero() && digits.power() > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return text.front() == '-' ? -size : size;
}

bool gives_back(double value, std::string_view text, std::size_t significant) {
  if (surely_gives_back(value, significant)) return true;
  if (std::isinf(value) || value == 0) return false;
  char buffer[32];  // 17 digits, sign, point, e-324
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  Digits shortest(std::string_view(buffer, static_cast<std::size_t>(written.ptr - buffer)));
  Digits given(text);
  if (shortest.power() != given.power()) return false;
  for (int i = 0; i < std::numeric_limits<double>::max_digits10; ++i) {
    if (shortest.next() != given.next()) return false;
  }
  return given.only_zeros_left();
}

}  // namespace norm::decode
