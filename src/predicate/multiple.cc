// Divisibility of exact decimals: V * 10^shift by D for integers V and D of any size, the shift never written out.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "predicate/decimal.h"

namespace norm::predicate {
namespace {

__extension__ using Wide = unsigned __int128;

// Digits of a number below 10^19, which a word holds.
constexpr std::size_t kWordDigits = 19;

std::uint64_t to_word(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

// V * 10^shift mod D is settled by the factors 2 and 5 of D alone: once the shift covers them, more of it changes
// nothing. Gives how much does; D ends in a digit that is not 0, so it cannot have both factors.
std::size_t useful_shift(std::string_view divisor) {
  const int last = divisor.back() - '0';
  std::uint64_t modulus = 0;  // a power of the factor, 0 for 2^64
  std::size_t tail = 64;      // so many digits decide the remainder by the modulus
  if (last == 5) {
    modulus = 7'450'580'596'923'828'125;  // 5^27
    tail = 27;
  } else if (last % 2 != 0) {
    return 0;
  }
  Wide remainder = 0;
  for (const char c : divisor.substr(divisor.size() - std::min(tail, divisor.size()))) {
    remainder = remainder * 10 + static_cast<Wide>(c - '0');
    remainder = modulus == 0 ? static_cast<std::uint64_t>(remainder) : remainder % modulus;
  }
  auto left = static_cast<std::uint64_t>(remainder);
  if (left == 0) return divisor.size() * 4;  // 2^64 or 5^27 and more: an upper bound will do
  if (modulus == 0) return static_cast<std::size_t>(std::countr_zero(left));
  std::size_t fives = 0;
  for (; left % 5 == 0; left /= 5) ++fives;
  return fives;
}

bool divides(std::uint64_t divisor, std::string_view value, std::size_t zeros) {
  Wide remainder = 0;
  while (!value.empty()) {
    const std::string_view chunk = value.substr(0, kWordDigits - 1);  // 18: remainder * 10^18 + chunk fits
    std::uint64_t scale = 1;
    for (std::size_t i = 0; i < chunk.size(); ++i) scale *= 10;
    remainder = (remainder * scale + to_word(chunk)) % divisor;
    value.remove_prefix(chunk.size());
  }
  for (; zeros > 0; --zeros) remainder = remainder * 10 % divisor;
  return remainder == 0;
}

// Natural numbers in base 10^9, lowest limb first.
using Limbs = std::vector<std::uint32_t>;
constexpr std::uint64_t kBase = 1'000'000'000;

Limbs to_limbs(std::string_view digits) {
  Limbs limbs;
  limbs.reserve(digits.size() / 9 + 2);
  while (!digits.empty()) {
    const std::size_t taken = std::min<std::size_t>(9, digits.size());
    limbs.push_back(static_cast<std::uint32_t>(to_word(digits.substr(digits.size() - taken))));
    digits.remove_suffix(taken);
  }
  return limbs;
}

// Multiplies by a factor below the base; the carry becomes a limb of its own, be it 0.
void scale(Limbs& limbs, std::uint64_t factor) {
  std::uint64_t carry = 0;
  for (auto& limb : limbs) {
    carry += limb * factor;
    limb = static_cast<std::uint32_t>(carry % kBase);
    carry /= kBase;
  }
  limbs.push_back(static_cast<std::uint32_t>(carry));
}

// Long division that keeps only the remainder. Source: Knuth, The Art of Computer Programming, 4.3.1, algorithm D.
// REQUIRES: the divisor has at least two limbs, the highest not 0.
bool divides(Limbs divisor, Limbs value) {
  const std::size_t size = divisor.size();
  if (value.size() < size) return false;  // smaller and not zero
  const std::uint64_t normal = kBase / (divisor.back() + std::uint64_t{1});
  scale(divisor, normal);
  divisor.pop_back();  // normalised so that it still fits
  scale(value, normal);
  const std::uint64_t top = divisor[size - 1];
  const std::uint64_t next = divisor[size - 2];
  for (std::size_t at = value.size() - size; at-- > 0;) {
    const std::uint64_t head = value[at + size] * kBase + value[at + size - 1];
    std::uint64_t quotient = head / top;
    std::uint64_t rest = head % top;
    while (quotient >= kBase || quotient * next > rest * kBase + value[at + size - 2]) {
      --quotient;
      rest += top;
      if (rest >= kBase) break;
    }
    std::int64_t borrow = 0;
    for (std::size_t i = 0; i <= size; ++i) {
      const std::uint64_t product = i < size ? quotient * divisor[i] : 0;
      const std::int64_t difference =
          static_cast<std::int64_t>(value[at + i]) - static_cast<std::int64_t>(product) - borrow;
      borrow =
          difference < 0 ? (-difference + static_cast<std::int64_t>(kBase) - 1) / static_cast<std::int64_t>(kBase) : 0;
      value[at + i] = static_cast<std::uint32_t>(difference + borrow * static_cast<std::int64_t>(kBase));
    }
    if (borrow == 0) continue;
    std::uint64_t carry = 0;  // the estimate was one too many
    for (std::size_t i = 0; i <= size; ++i) {
      carry += value[at + i] + std::uint64_t{i < size ? divisor[i] : 0};
      value[at + i] = static_cast<std::uint32_t>(carry % kBase);
      carry /= kBase;
    }
  }
  return std::all_of(value.begin(), value.end(), [](std::uint32_t limb) { return limb == 0; });
}

}  // namespace

bool is_multiple_of(const DecimalView& value, const DecimalView& divisor) {
  if (value.is_zero()) return true;
  const std::int64_t shift = (value.exponent - static_cast<std::int64_t>(value.digits.size())) -
                             (divisor.exponent - static_cast<std::int64_t>(divisor.digits.size()));
  if (shift < 0) return false;  // the divisor would need a factor 10 that the value's digits do not have
  const std::size_t zeros = std::min(static_cast<std::size_t>(shift), useful_shift(divisor.digits));
  if (divisor.digits.size() <= kWordDigits) return divides(to_word(divisor.digits), value.digits, zeros);
  std::string padded(value.digits);
  padded.append(zeros, '0');
  return divides(to_limbs(divisor.digits), to_limbs(padded));
}

}  // namespace norm::predicate
