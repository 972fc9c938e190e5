// Numbers of a goal: an interval, lattices that the number is on or off, single numbers that it is not.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diff/solve.h"

namespace norm::diffing {
namespace {

__extension__ using Wide = __int128;

using predicate::DecimalView;
using predicate::kInteger;

constexpr int kMostDigits = 36;    // of a Wide
constexpr int kMostWritten = 400;  // digits of an integer that is written out
constexpr std::size_t kMostTries = 5000;

struct Numbers {
  std::optional<Decimal> low, high;
  bool low_closed = false, high_closed = false;
  std::vector<Decimal> on, off;  // lattices: multiples of these
  std::vector<Decimal> excluded;

  [[nodiscard]] bool inside(const Decimal& number) const {
    if (low && (number < *low || (number == *low && !low_closed))) return false;
    if (high && (number > *high || (number == *high && !high_closed))) return false;
    return true;
  }
  [[nodiscard]] bool allowed(const Decimal& number) const {
    const auto divides = [&](const Decimal& divisor) { return is_multiple_of(number, divisor); };
    return inside(number) && std::all_of(on.begin(), on.end(), divides) &&
           std::none_of(off.begin(), off.end(), divides) &&
           std::find(excluded.begin(), excluded.end(), number) == excluded.end();
  }
};

Decimal parsed(const std::string& text) { return Decimal::parse(text).value_or(Decimal()); }

Decimal negated(const Decimal& number) {
  const DecimalView view = number.view();
  return Decimal({!view.negative && !number.is_zero(), view.digits, view.exponent});
}

// ---- lattices, in integers of a common scale

// The digits that a number has after its point.
std::int64_t fraction_digits(const Decimal& number) {
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(number.view().digits.size()) - number.view().exponent);
}

enum class Rounding : std::uint8_t { down, up };

// number * 10^scale, rounded; nullopt: beyond what a Wide is used for.
std::optional<Wide> scaled(const Decimal& number, std::int64_t scale, Rounding rounding) {
  const DecimalView view = number.view();
  const std::int64_t places = view.exponent + scale;
  if (places > kMostDigits) return std::nullopt;
  Wide value = 0;
  for (std::int64_t i = 0; i < places; ++i) {
    value *= 10;
    if (static_cast<std::size_t>(i) < view.digits.size()) value += view.digits[static_cast<std::size_t>(i)] - '0';
  }
  const bool exact = static_cast<std::int64_t>(view.digits.size()) <= std::max<std::int64_t>(places, 0);
  if (view.negative) value = -value;
  if (!exact && view.negative && rounding == Rounding::down) --value;
  if (!exact && !view.negative && rounding == Rounding::up) ++value;
  return value;
}

std::string digits_of(Wide value) {
  std::string out;
  for (Wide rest = value < 0 ? -value : value; rest > 0; rest /= 10)
    out += static_cast<char>('0' + static_cast<int>(rest % 10));
  std::reverse(out.begin(), out.end());
  return out.empty() ? "0" : out;
}

Decimal unscaled(Wide value, std::int64_t scale) {
  return parsed((value < 0 ? "-" : "") + digits_of(value) + "e-" + std::to_string(scale));
}

Wide greatest_divisor(Wide a, Wide b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

Wide power_of_ten(std::int64_t exponent) {
  Wide out = 1;
  for (std::int64_t i = 0; i < exponent; ++i) out *= 10;
  return out;
}

Wide floor_divide(Wide a, Wide b) { return a / b - (a % b != 0 && a < 0 ? 1 : 0); }

// Numbers k * step, those next to 0 first.
Answer on_lattice(const Numbers& numbers, Kind kind) {
  std::vector<Decimal> on = numbers.on;
  if (kind == kInteger) on.push_back(parsed("1"));
  std::int64_t scale = 0;
  for (const auto* list : {&std::as_const(on), &numbers.off}) {
    for (const Decimal& divisor : *list) scale = std::max(scale, fraction_digits(divisor));
  }
  if (scale > kMostDigits / 2) return Answer::doubt("budget");
  const Wide limit = power_of_ten(kMostDigits);
  Wide step = 1;
  for (const Decimal& divisor : on) {
    const auto wide = scaled(divisor, scale, Rounding::down);
    if (!wide || *wide / greatest_divisor(step, *wide) > limit / step) return Answer::doubt("budget");
    step = step / greatest_divisor(step, *wide) * *wide;
  }
  for (const Decimal& divisor : numbers.off) {
    const auto wide = scaled(divisor, scale, Rounding::down);
    if (wide && step % *wide == 0) return Answer::nothing();
  }
  // A bound that is far out cuts nothing off that would be tried.
  const Wide far = limit / step;
  Wide first = -far;
  Wide last = far;
  bool clipped = !numbers.low || !numbers.high;
  if (numbers.low) {
    const auto wide = scaled(*numbers.low, scale, Rounding::up);
    if (wide) {
      first = -floor_divide(-*wide, step);
      if (!numbers.low_closed && unscaled(first * step, scale) == *numbers.low) ++first;
    } else {
      clipped = true;
      if (!numbers.low->negative()) return Answer::doubt("budget");
    }
  }
  if (numbers.high) {
    const auto wide = scaled(*numbers.high, scale, Rounding::down);
    if (wide) {
      last = floor_divide(*wide, step);
      if (!numbers.high_closed && unscaled(last * step, scale) == *numbers.high) --last;
    } else {
      clipped = true;
      if (numbers.high->negative()) return Answer::doubt("budget");
    }
  }
  if (first > last) return Answer::nothing();
  // Outward from the one that is next to 0, the positive ones first.
  const Wide start = first > 0 ? first : last < 0 ? last : 0;
  for (Wide distance = 0; distance < static_cast<Wide>(kMostTries + numbers.excluded.size()); ++distance) {
    bool left = false;
    for (const Wide k : {start + distance, start - distance}) {
      if (k < first || k > last) continue;
      left = true;
      const Decimal number = unscaled(k * step, scale);
      if (!numbers.allowed(number)) continue;
      const auto text = number_text(number, kind);
      return text ? Answer::of(number_value(*text)) : Answer::doubt("budget");
    }
    if (!left) return clipped && (first == -far || last == far) ? Answer::doubt("budget") : Answer::nothing();
  }
  return Answer::doubt("budget");
}

// ---- integers without a lattice, of any size

// The digits of an integral number; nullopt: too many.
std::optional<std::string> integer_digits(const Decimal& number) {
  const DecimalView view = number.view();
  if (view.exponent > kMostWritten) return std::nullopt;
  std::string out(view.digits);
  if (out.empty())
    out = "0";
  else
    out.append(static_cast<std::size_t>(view.exponent) - out.size(), '0');
  return out;
}

Decimal incremented(const std::string& digits) {
  std::string out = digits;
  std::size_t at = out.size();
  while (at > 0 && out[at - 1] == '9') out[--at] = '0';
  if (at > 0) {
    ++out[at - 1];
  } else {
    out.insert(out.begin(), '1');
  }
  return parsed(out);
}

enum class Sign : std::uint8_t { plus, minus };

// The integers beyond a bound that is far from 0, one by one. REQUIRES: low is there and positive.
Answer integers_above(const Numbers& numbers, Sign sign) {
  const DecimalView view = numbers.low->view();
  if (view.exponent > kMostWritten) return Answer::doubt("budget");
  Decimal number = numbers.low->is_integral()
                       ? *numbers.low
                       : incremented(std::string(view.digits.substr(0, static_cast<std::size_t>(view.exponent))));
  for (std::size_t tries = 0; tries <= numbers.excluded.size() + 1; ++tries) {
    if (numbers.high && number > *numbers.high) return Answer::nothing();
    if (numbers.allowed(number)) {
      const auto text = number_text(sign == Sign::minus ? negated(number) : number, kInteger);
      return text ? Answer::of(number_value(*text)) : Answer::doubt("budget");
    }
    const auto digits = integer_digits(number);
    if (!digits) return Answer::doubt("budget");
    number = incremented(*digits);
  }
  return Answer::nothing();
}

Numbers mirrored(const Numbers& numbers) {
  Numbers out;
  if (numbers.high) out.low = negated(*numbers.high);
  if (numbers.low) out.high = negated(*numbers.low);
  out.low_closed = numbers.high_closed;
  out.high_closed = numbers.low_closed;
  for (const Decimal& number : numbers.excluded) out.excluded.push_back(negated(number));
  return out;
}

// ---- floats without a lattice: dense

Decimal half(const Decimal& number) {  // times 5, a tenth
  const DecimalView view = number.view();
  std::string digits(view.digits.size() + 1, '0');
  int carry = 0;
  for (std::size_t i = view.digits.size(); i-- > 0;) {
    carry += (view.digits[i] - '0') * 5;
    digits[i + 1] = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  digits[0] = static_cast<char>('0' + carry);
  return parsed((view.negative ? "-0." : "0.") + digits + "e" + std::to_string(view.exponent));
}

// REQUIRES: both positive, their exponents at most 1 apart.
Decimal sum(const Decimal& a, const Decimal& b) {
  const std::int64_t exponent = std::max(a.view().exponent, b.view().exponent);
  const auto aligned = [&](const Decimal& number) {
    return std::string(static_cast<std::size_t>(exponent - number.view().exponent), '0') +
           std::string(number.view().digits);
  };
  std::string left = aligned(a);
  std::string right = aligned(b);
  left.resize(std::max(left.size(), right.size()), '0');
  right.resize(left.size(), '0');
  std::string digits(left.size() + 1, '0');
  int carry = 0;
  for (std::size_t i = left.size(); i-- > 0;) {
    carry += left[i] - '0' + right[i] - '0';
    digits[i + 1] = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  digits[0] = static_cast<char>('0' + carry);
  return parsed("0." + digits + "e" + std::to_string(exponent + 1));
}

// A number strictly between two. REQUIRES: low < high; neither is further from 0 than a JSON text says.
Decimal between(const std::optional<Decimal>& low, const std::optional<Decimal>& high) {
  if (!low && !high) return Decimal();
  if (!high) return low->negative() ? Decimal() : low->is_zero() ? parsed("1") : sum(*low, *low);
  if (!low || high->is_zero() || high->negative()) {
    const auto mirror = [](const std::optional<Decimal>& bound) {
      return bound ? std::optional(negated(*bound)) : std::nullopt;
    };
    if (!low && !high->negative() && !high->is_zero()) return Decimal();
    return negated(between(mirror(high), mirror(low)));
  }
  if (low->negative()) return Decimal();
  if (low->is_zero()) return half(*high);
  const std::int64_t exponent = low->view().exponent;
  if (high->view().exponent > exponent + 1) return parsed("1e" + std::to_string(exponent));
  return half(sum(*low, *high));
}

Answer dense(const Numbers& numbers) {
  const auto answer = [](const Decimal& number) {
    return Answer::of(number_value(*number_text(number, predicate::kFloat)));
  };
  for (const char* simple : {"0", "1", "-1", "0.5", "2", "10", "100"}) {
    if (numbers.allowed(parsed(simple))) return answer(parsed(simple));
  }
  for (const auto& end : {numbers.low, numbers.high}) {
    if (end && numbers.allowed(*end)) return answer(*end);
  }
  if (numbers.low && numbers.high && *numbers.low >= *numbers.high) return Answer::nothing();
  // Each step comes nearer to the low end, so that it leaves every lattice and every single number behind; where there
  // is none, any number below the high end does.
  const Decimal low = numbers.low ? *numbers.low : between(std::nullopt, numbers.high);
  std::optional<Decimal> high = numbers.high;
  for (std::size_t tries = 0; tries < kMostTries; ++tries) {
    const Decimal number = between(low, high);
    if (numbers.allowed(number)) return answer(number);
    high = number;
    if (number.view().digits.size() > kMostWritten) break;
  }
  return Answer::doubt("budget");
}

}  // namespace

std::optional<std::string> number_text(const Decimal& number, Kind kind) {
  const DecimalView view = number.view();
  const auto size = static_cast<std::int64_t>(view.digits.size());
  std::string out = view.negative ? "-" : "";
  if (kind == kInteger) {
    const auto digits = integer_digits(number);
    return digits ? std::optional(out + *digits) : std::nullopt;
  }
  constexpr std::int64_t kMostZeros = 6;
  if (number.is_zero()) return "0.0";
  if (view.exponent > 0 && view.exponent <= size + kMostZeros) {
    std::string digits(view.digits);
    if (view.exponent > size) digits.append(static_cast<std::size_t>(view.exponent - size), '0');
    const auto whole = static_cast<std::size_t>(view.exponent);
    const std::string fraction = digits.substr(whole);
    return out + digits.substr(0, whole) + "." + (fraction.empty() ? "0" : fraction);
  }
  if (view.exponent <= 0 && view.exponent > -kMostZeros) {
    return out + "0." + std::string(static_cast<std::size_t>(-view.exponent), '0') + std::string(view.digits);
  }
  out += view.digits.front();
  if (size > 1) out.append(".").append(view.digits.substr(1));
  return out + "e" + std::to_string(view.exponent - 1);
}

Answer solve_number(Solver& solver, const std::vector<Statement>& atoms, Kind kind) {
  Numbers numbers;
  for (const Statement& atom : atoms) {
    if (const auto* above = solver.terms().get<Above>(atom.term)) {
      std::optional<Decimal>& end = atom.positive ? numbers.low : numbers.high;
      bool& closed = atom.positive ? numbers.low_closed : numbers.high_closed;
      const bool closes = above->closed == atom.positive;
      if (end) {
        const auto order = atom.positive ? above->bound <=> *end : *end <=> above->bound;
        if (order < 0) continue;
        closed = order == 0 ? closed && closes : closes;
      } else {
        closed = closes;
      }
      end = above->bound;
    } else if (const auto* multiple = solver.terms().get<Multiple>(atom.term)) {
      (atom.positive ? numbers.on : numbers.off).push_back(multiple->of);
    } else if (const auto* list = solver.terms().get<OneOf>(atom.term)) {
      for (const Scalar& scalar : list->scalars) numbers.excluded.push_back(scalar.number);
    }
  }
  if (numbers.low && numbers.high) {
    const auto order = *numbers.low <=> *numbers.high;
    if (order > 0 || (order == 0 && !(numbers.low_closed && numbers.high_closed))) return Answer::nothing();
    if (order == 0 && (kind != kInteger || numbers.low->is_integral())) {
      if (!numbers.allowed(*numbers.low)) return Answer::nothing();
      const auto text = number_text(*numbers.low, kind);
      return text ? Answer::of(number_value(*text)) : Answer::doubt("budget");
    }
  }
  if (kind != kInteger && numbers.on.empty()) return dense(numbers);
  if (numbers.on.empty() && numbers.off.empty()) {
    constexpr std::int64_t kFar = kMostDigits - 2;
    if (numbers.low && !numbers.low->negative() && numbers.low->view().exponent > kFar)
      return integers_above(numbers, Sign::plus);
    if (numbers.high && numbers.high->negative() && numbers.high->view().exponent > kFar) {
      return integers_above(mirrored(numbers), Sign::minus);
    }
  }
  return on_lattice(numbers, kind);
}

}  // namespace norm::diffing
