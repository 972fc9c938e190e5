#pragma once

// Exact decimal numbers, for comparing JSON numbers of any size. Only entry points: Decimal::parse, Decimal::of,
// compare, is_multiple_of, and the hash; NumberReader does the same in place, for tests that must not allocate.
#include <norm/json.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace norm::predicate {

/// A decimal whose digits belong to somebody else: sign * 0.DIGITS * 10^exponent, DIGITS without zeros at either end;
/// zero has no digits, no sign and exponent 0, so that equal numbers are equal member by member.
struct DecimalView {
  bool negative = false;
  std::string_view digits;
  std::int64_t exponent = 0;  ///< as Decimal's

  [[nodiscard]] bool is_zero() const { return digits.empty(); }
  [[nodiscard]] bool is_integral() const { return exponent >= static_cast<std::int64_t>(digits.size()); }

  friend bool operator==(const DecimalView&, const DecimalView&) = default;
  friend std::strong_ordering operator<=>(const DecimalView& a, const DecimalView& b);
  /// Whether value = k * divisor for an integer k. REQUIRES: divisor is not zero.
  ///
  /// Cost: the value's digits times the divisor's machine words, whatever the exponents; allocates only for a divisor
  /// of more than 19 digits.
  friend bool is_multiple_of(const DecimalView& value, const DecimalView& divisor);
};

/// Keyed by a secret of the process (see keyed_hash.h); equal numbers have equal hashes.
[[nodiscard]] std::uint64_t hash(const DecimalView& number);

/// Reads numbers into memory of its own. A view that it gave is valid until its next read, and as long as the text is.
///
/// No allocation for an int64, a uint64 or a double; of text only for digits around a point that are more than 32.
class NumberReader {
 public:
  NumberReader() = default;
  NumberReader(const NumberReader&) = delete;
  NumberReader& operator=(const NumberReader&) = delete;

  /// nullopt: `text` is no JSON number.
  std::optional<DecimalView> read(std::string_view text);
  /// As Decimal::of.
  std::optional<DecimalView> read(const Json& json);
  /// By `digits` where there are any, else by the Document.
  std::optional<DecimalView> read(const Json& json, std::string_view digits) {
    return digits.empty() ? read(json) : read(digits);
  }

 private:
  std::array<char, 32> text_;
  std::array<char, 32> joined_;
  std::string long_joined_;
};

/// sign * 0.DIGITS * 10^exponent, DIGITS without zeros at either end; zero has no digits and no sign.
///
/// Cost of every operation but is_multiple_of: linear in the number of digits written, whatever the exponent says
/// (`1e999999999`).
class Decimal {
 public:
  /// Zero.
  Decimal() = default;
  explicit Decimal(const DecimalView& view)
      : negative_(view.negative), digits_(view.digits), exponent_(view.exponent) {}
  /// `text` is a JSON number; nullopt where it is not.
  static std::optional<Decimal> parse(std::string_view text);
  /// The value of a RapidJSON number: an integer is exact, a double counts as the shortest decimal that gives it back.
  /// REQUIRES: json.IsNumber(); an infinity or NaN (a Value built by hand) gives nullopt.
  static std::optional<Decimal> of(const Json& json);

  [[nodiscard]] DecimalView view() const { return {negative_, digits_, exponent_}; }
  [[nodiscard]] bool negative() const { return negative_; }
  [[nodiscard]] bool is_zero() const { return digits_.empty(); }
  [[nodiscard]] bool is_integral() const { return view().is_integral(); }
  /// REQUIRES: is_integral(). Whether it is divisible by two.
  [[nodiscard]] bool is_even() const;
  /// The value where it is an integer that fits; nullopt otherwise.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const;
  [[nodiscard]] std::optional<std::uint64_t> to_uint64() const;
  /// The nearest double: an infinity or a zero where it is beyond double's range.
  [[nodiscard]] double to_double() const;

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) { return a.view() <=> b.view(); }
  friend bool operator==(const Decimal& a, const Decimal& b) = default;

  /// Whether value = k * divisor for an integer k. REQUIRES: divisor is not zero. Cost: see DecimalView.
  friend bool is_multiple_of(const Decimal& value, const Decimal& divisor) {
    return is_multiple_of(value.view(), divisor.view());
  }

  [[nodiscard]] std::size_t hash() const { return static_cast<std::size_t>(predicate::hash(view())); }

 private:
  bool negative_ = false;
  std::string digits_;
  std::int64_t exponent_ = 0;  // saturates at +-4e18: beyond it exponents of 19 digits and more count as equal
};

}  // namespace norm::predicate
