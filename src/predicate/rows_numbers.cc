// The predicates of numbers: exact, whatever a double has lost.
#include <compare>
#include <optional>

#include "predicate/arguments.h"
#include "predicate/rows.h"

namespace norm::predicate {
namespace {

// How the number stands to the bound; nullopt only for a NaN or an infinity that no text stands behind.
std::optional<std::strong_ordering> order(const Subject& subject, const Decimal& bound, const Shortcut& shortcut) {
  if (subject.digits.empty()) {
    if (subject.json.IsDouble()) {
      // Rounding keeps order: where the double differs from the bound's nearest double, so do the decimals, the same
      // way.
      const double value = subject.json.GetDouble();
      if (value < shortcut.nearest) return std::strong_ordering::less;
      if (value > shortcut.nearest) return std::strong_ordering::greater;
    } else if (shortcut.integer && subject.json.IsInt64()) {
      return subject.json.GetInt64() <=> *shortcut.integer;
    }
  }
  NumberReader reader;
  const auto number = reader.read(subject.json, subject.digits);
  if (!number) return std::nullopt;
  return *number <=> bound.view();
}

bool is_above(const Operand& operand, const Subject& subject) {
  const auto found = order(subject, operand.low, operand.low_shortcut);
  return found && *found > 0;
}

bool is_at_least(const Operand& operand, const Subject& subject) {
  const auto found = order(subject, operand.low, operand.low_shortcut);
  return found && *found >= 0;
}

bool is_below(const Operand& operand, const Subject& subject) {
  const auto found = order(subject, operand.low, operand.low_shortcut);
  return found && *found < 0;
}

bool is_at_most(const Operand& operand, const Subject& subject) {
  const auto found = order(subject, operand.low, operand.low_shortcut);
  return found && *found <= 0;
}

bool is_between(const Operand& operand, const Subject& subject) {
  const auto &low = operand.low_shortcut.integer, &high = operand.high_shortcut.integer;
  if (low && high && subject.digits.empty() && subject.json.IsInt64()) {
    return subject.json.GetInt64() >= *low && subject.json.GetInt64() <= *high;
  }
  if (operand.integers_only && kind_of(subject) != kInteger) return false;
  if (!is_at_least(operand, subject)) return false;
  const auto found = order(subject, operand.high, operand.high_shortcut);
  return found && *found <= 0;
}

// -1, 0 or 1; nullopt as order's.
std::optional<std::strong_ordering> sign(const Subject& subject) { return order(subject, Decimal(), Shortcut()); }

bool is_positive(const Operand&, const Subject& subject) {
  const auto found = sign(subject);
  return found && *found > 0;
}

bool is_negative(const Operand&, const Subject& subject) {
  const auto found = sign(subject);
  return found && *found < 0;
}

bool is_non_negative(const Operand&, const Subject& subject) {
  const auto found = sign(subject);
  return found && *found >= 0;
}

bool is_zero(const Operand&, const Subject& subject) {
  const auto found = sign(subject);
  return found && *found == 0;
}

// REQUIRES: an integer by its text.
bool is_even_integer(const Subject& subject) {
  if (!subject.digits.empty()) return (subject.digits.back() - '0') % 2 == 0;
  return subject.json.IsInt64() ? subject.json.GetInt64() % 2 == 0 : subject.json.GetUint64() % 2 == 0;
}

bool is_even(const Operand&, const Subject& subject) { return is_even_integer(subject); }

bool is_odd(const Operand&, const Subject& subject) { return !is_even_integer(subject); }

bool is_multiple(const Operand& operand, const Subject& subject) {
  const auto divisor = operand.low_shortcut.integer;
  if (divisor && subject.digits.empty() && subject.json.IsInt64()) {
    return *divisor == -1 || subject.json.GetInt64() % *divisor == 0;  // INT64_MIN % -1 overflows
  }
  NumberReader reader;
  const auto number = reader.read(subject.json, subject.digits);
  return number && is_multiple_of(*number, operand.low.view());
}

}  // namespace

std::vector<Row> number_rows() {
  std::vector<Row> rows;
  rows.push_back({.info = {">", "> n", "number", "be greater than {n}", ""},
                  .code = "gt",
                  .alias_of = "",
                  .kinds = kNumber,
                  .prepare = with_name<">", prepare_number>,
                  .test = is_above,
                  .examples = {{"> 0", {"1", "0.1", "1e-400", "18446744073709551615"}, {"0", "-0.0", "-1", "\"1\""}},
                               {"> 9007199254740992",
                                {"9007199254740993", "9007199254740993.0"},
                                {"9007199254740992", "9007199254740992.0"}},
                               {"> 0.1", {"0.10000000000000000001", "1"}, {"0.1", "0.10", "1e-1", "0", "true"}}}});
  rows.push_back(
      {.info = {">=", ">= n", "number", "be at least {n}", ""},
       .code = "ge",
       .alias_of = "",
       .kinds = kNumber,
       .prepare = with_name<">=", prepare_number>,
       .test = is_at_least,
       .examples = {{">= 0", {"0", "-0", "-0.0", "0e9", "1"}, {"-1", "-1e-400", "null"}},
                    {">= 9223372036854775808", {"9223372036854775808", "1e19"}, {"9223372036854775807", "-1"}},
                    {">= 1e400", {"1e400", "10e399", "1e999999999"}, {"1", "9.99e399", "-1e400"}}}});
  rows.push_back(
      {.info = {"<", "< n", "number", "be less than {n}", ""},
       .code = "lt",
       .alias_of = "",
       .kinds = kNumber,
       .prepare = with_name<"<", prepare_number>,
       .test = is_below,
       .examples = {{"< 0", {"-1", "-0.5", "-1e-400"}, {"0", "-0", "1", "\"\""}},
                    {"< 1e999999999", {"1e999999998", "1", "-1e999999999"}, {"1e999999999", "1e1000000000"}}}});
  rows.push_back(
      {.info = {"<=", "<= n", "number", "be at most {n}", ""},
       .code = "le",
       .alias_of = "",
       .kinds = kNumber,
       .prepare = with_name<"<=", prepare_number>,
       .test = is_at_most,
       .examples = {{"<= 0.3", {"0.3", "0.30", "3e-1", "0", "-1"}, {"0.30000000000000004", "1", "null"}},
                    {"<= 18446744073709551615", {"18446744073709551615", "1"}, {"18446744073709551616", "1e20"}}}});
  rows.push_back(
      {.info = {"..", "a..b", "number", "be from {a to b}", ""},
       .code = "range",
       .alias_of = "",
       .kinds = kNumber,
       .prepare = with_name<"..", prepare_range>,
       .test = is_between,
       .examples = {{"0..255", {"0", "-0", "255", "128"}, {"-1", "256", "1.0", "1e1", "\"1\""}},
                    {"3.1..3.2", {"3.1", "3.2", "3.15", "32e-1"}, {"3", "3.09", "3.2000000000000000001", "true"}},
                    {"0..1.0", {"0", "1", "1.0", "0.5"}, {"-1", "1.1"}},
                    {"-5..-5", {"-5"}, {"-4", "-6", "-5.0"}}}});
  rows.push_back({.info = {"positive?", "positive?", "number", "be greater than 0", ""},
                  .code = "positive",
                  .alias_of = "",
                  .kinds = kNumber,
                  .prepare = with_name<"positive?", prepare_nothing>,
                  .test = is_positive,
                  .examples = {{"positive?", {"1", "0.1", "1e-400", "1e400"}, {"0", "-0.0", "-1", "\"1\""}}}});
  rows.push_back({.info = {"negative?", "negative?", "number", "be less than 0", ""},
                  .code = "negative",
                  .alias_of = "",
                  .kinds = kNumber,
                  .prepare = with_name<"negative?", prepare_nothing>,
                  .test = is_negative,
                  .examples = {{"negative?", {"-1", "-0.1", "-1e-400"}, {"0", "-0", "-0.0", "1", "\"-1\""}}}});
  rows.push_back({.info = {"non_negative?", "non_negative?", "number", "be 0 or greater", ""},
                  .code = "non_negative",
                  .alias_of = "",
                  .kinds = kNumber,
                  .prepare = with_name<"non_negative?", prepare_nothing>,
                  .test = is_non_negative,
                  .examples = {{"non_negative?", {"0", "-0", "-0.0", "1e400"}, {"-1", "-1e-400", "null"}}}});
  rows.push_back(
      {.info = {"zero?", "zero?", "number", "be 0", ""},
       .code = "zero",
       .alias_of = "",
       .kinds = kNumber,
       .prepare = with_name<"zero?", prepare_nothing>,
       .test = is_zero,
       .examples = {{"zero?", {"0", "-0", "0.0", "-0e9", "0e999999999"}, {"1", "1e-400", "-1e-999999999", "\"0\""}}}});
  rows.push_back({.info = {"even?", "even?", "integer", "be an even integer", ""},
                  .code = "even",
                  .alias_of = "",
                  .kinds = kInteger,
                  .prepare = with_name<"even?", prepare_nothing>,
                  .test = is_even,
                  .examples = {{"even?",
                                {"0", "-2", "18446744073709551614", "18446744073709551616"},
                                {"1", "-1", "2.0", "2e1", "\"2\""}}}});
  rows.push_back(
      {.info = {"odd?", "odd?", "integer", "be an odd integer", ""},
       .code = "odd",
       .alias_of = "",
       .kinds = kInteger,
       .prepare = with_name<"odd?", prepare_nothing>,
       .test = is_odd,
       .examples = {
           {"odd?", {"1", "-1", "18446744073709551615", "18446744073709551617"}, {"0", "2", "1.0", "1e0", "\"1\""}}}});
  rows.push_back(
      {.info = {"multiple_of?", "multiple_of?(n)", "number", "be a multiple of {n}", ""},
       .code = "multiple_of",
       .alias_of = "",
       .kinds = kNumber,
       .prepare = with_name<"multiple_of?", prepare_divisor>,
       .test = is_multiple,
       .examples = {
           {"multiple_of?(3)", {"0", "-3", "9.0", "3e999999999"}, {"1", "-4", "1e999999999", "3.5", "\"3\""}},
           {"multiple_of?(0.1)", {"0.3", "1", "-0.7", "1e999999999"}, {"0.25", "0.30000000000000004", "1e-400"}},
           {"multiple_of?(-1)", {"-9223372036854775808", "1e400"}, {"0.5", "1e-1"}},
           {"multiple_of?(64)", {"1e6", "6400", "1e999999999"}, {"1e5", "63", "32"}},
           {"multiple_of?(1e400)", {"0", "5e401", "1e400"}, {"1", "1e399", "1.5e400"}},
           {"multiple_of?(340282366920938463463374607431768211456)",
            {"340282366920938463463374607431768211456", "1e999999999", "0"},
            {"340282366920938463463374607431768211455", "1e127", "1"}}}});
  return rows;
}

}  // namespace norm::predicate
