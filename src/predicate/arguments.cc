// Turns arguments as written into operands, or says what is wrong with them.
#include "predicate/arguments.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "predicate/formats.h"
#include "predicate/regex.h"

namespace norm::predicate {
namespace {

constexpr std::size_t kLongestQuote = 40;

// A short text of a constant for messages; what the author wrote stands under the caret anyway.
std::string shown(const Constant& constant) {
  struct Visitor {
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(const Number& number) const {
      return number.text.size() <= kLongestQuote ? number.text : std::string("a long number");
    }
    std::string operator()(const std::string& text) const {
      if (text.size() > kLongestQuote) return "a long string";
      std::string quoted = "\"";
      for (const char c : text) {
        if (c == '"' || c == '\\') quoted.push_back('\\');
        if (static_cast<unsigned char>(c) < 0x20) {
          quoted.append(fmt::format("\\u{:04x}", static_cast<unsigned>(c)));
        } else {
          quoted.push_back(c);
        }
      }
      return quoted + '"';
    }
    std::string operator()(const Constant::Array&) const { return "an array"; }
    std::string operator()(const Constant::Object&) const { return "an object"; }
  };
  return std::visit(Visitor{}, constant.value);
}

std::string shown(const Argument& argument) {
  struct Visitor {
    std::string operator()(const Constant& constant) const { return shown(constant); }
    std::string operator()(const Range& range) const {
      return fmt::format("{}..{}", shown(Constant(range.low)), shown(Constant(range.high)));
    }
    std::string operator()(const Regex&) const { return "a regex"; }
  };
  return std::visit(Visitor{}, argument);
}

auto refuse(std::string code, std::string message, std::size_t index = 0) {
  BadArgument bad;
  bad.code = std::move(code);
  bad.message = std::move(message);
  bad.index = index;
  return Failure(std::move(bad));
}

// `allowed` is the largest number of arguments.
auto refuse_arity(std::string_view name, std::string_view takes, Arguments args, std::size_t allowed) {
  std::string got = "not none";
  std::size_t index = 0;
  if (args.size() > allowed && args.size() > 1) {
    got = fmt::format("not {} arguments", args.size());
    index = allowed;
  } else if (!args.empty()) {
    got = "not " + shown(args.front());
  }
  return refuse("predicate-arity", fmt::format("{} takes {}, {}", name, takes, got), index);
}

const Number* as_number(const Argument& argument) {
  const auto* constant = std::get_if<Constant>(&argument);
  return constant ? std::get_if<Number>(&constant->value) : nullptr;
}

auto refuse_number(const Number& number) {
  return refuse("number", fmt::format("{} is no number", shown(Constant(number.text))));
}

Shortcut shortcut(const Decimal& number) {
  Shortcut made;
  made.integer = number.to_int64();
  made.nearest = number.to_double();
  return made;
}

void set_low(Operand& operand, Decimal number) {
  operand.low_shortcut = shortcut(number);
  operand.low = std::move(number);
}

void set_high(Operand& operand, Decimal number) {
  operand.high_shortcut = shortcut(number);
  operand.high = std::move(number);
}

auto refuse_empty_range(const Range& range) {
  return refuse("empty-range", fmt::format("{} is empty: its low end is above its high end", shown(Argument(range))));
}

// A length as written: an integer, not negative.
std::optional<std::uint64_t> as_length(const Number& number, const Decimal& value) {
  if (!is_integer_text(number.text) || value.negative()) return std::nullopt;
  return value.to_uint64().value_or(UINT64_MAX);
}

Prepared prepare_length(std::string_view name, Arguments args, std::uint64_t Operand::*bound) {
  constexpr std::string_view kTakes = "a length";
  const Number* number = args.size() == 1 ? as_number(args.front()) : nullptr;
  if (!number) return refuse_arity(name, kTakes, args, 1);
  const auto value = Decimal::parse(number->text);
  if (!value) return refuse_number(*number);
  const auto length = as_length(*number, *value);
  if (!length) return refuse_arity(name, kTakes, args, 1);
  Operand operand;
  operand.*bound = *length;
  return operand;
}

}  // namespace

Prepared prepare_nothing(std::string_view name, Arguments args) {
  if (!args.empty()) return refuse_arity(name, "no argument", args, 0);
  return Operand{};
}

Prepared prepare_number(std::string_view name, Arguments args) {
  const Number* number = args.size() == 1 ? as_number(args.front()) : nullptr;
  if (!number) return refuse_arity(name, "a number", args, 1);
  auto value = Decimal::parse(number->text);
  if (!value) return refuse_number(*number);
  Operand operand;
  set_low(operand, *std::move(value));
  return operand;
}

Prepared prepare_divisor(std::string_view name, Arguments args) {
  auto operand = prepare_number(name, args);
  if (operand && operand->low.is_zero()) {
    return refuse("multiple-of-zero", fmt::format("{} takes a number that is not zero", name));
  }
  return operand;
}

Prepared prepare_range(std::string_view name, Arguments args) {
  const Range* range = args.size() == 1 ? std::get_if<Range>(&args.front()) : nullptr;
  if (!range) return refuse_arity(name, "a low end and a high end", args, 1);
  auto low = Decimal::parse(range->low.text);
  if (!low) return refuse_number(range->low);
  auto high = Decimal::parse(range->high.text);
  if (!high) return refuse_number(range->high);
  if (*low > *high) return refuse_empty_range(*range);
  Operand operand;
  operand.integers_only = is_integer_text(range->low.text) && is_integer_text(range->high.text);
  set_low(operand, *std::move(low));
  set_high(operand, *std::move(high));
  return operand;
}

Prepared prepare_lengths(std::string_view name, Arguments args) {
  constexpr std::string_view kTakes = "a length or a range of lengths";
  const Range* range = args.size() == 1 ? std::get_if<Range>(&args.front()) : nullptr;
  const Number* number = args.size() == 1 ? as_number(args.front()) : nullptr;
  if (!range && !number) return refuse_arity(name, kTakes, args, 1);
  const Number& low = range ? range->low : *number;
  const Number& high = range ? range->high : *number;
  const auto low_value = Decimal::parse(low.text);
  if (!low_value) return refuse_number(low);
  const auto high_value = Decimal::parse(high.text);
  if (!high_value) return refuse_number(high);
  const auto min = as_length(low, *low_value), max = as_length(high, *high_value);
  if (!min || !max) return refuse_arity(name, kTakes, args, 1);
  if (*low_value > *high_value) return refuse_empty_range(*range);
  Operand operand;
  operand.min = *min;
  operand.max = *max;
  return operand;
}

Prepared prepare_min_length(std::string_view name, Arguments args) { return prepare_length(name, args, &Operand::min); }

Prepared prepare_max_length(std::string_view name, Arguments args) { return prepare_length(name, args, &Operand::max); }

Prepared prepare_text(std::string_view name, Arguments args) {
  const Constant* constant = args.size() == 1 ? std::get_if<Constant>(&args.front()) : nullptr;
  const std::string* text = constant ? std::get_if<std::string>(&constant->value) : nullptr;
  if (!text) return refuse_arity(name, "a string", args, 1);
  Operand operand;
  operand.text = *text;
  return operand;
}

Prepared prepare_regex(std::string_view name, Arguments args) {
  const Regex* regex = args.size() == 1 ? std::get_if<Regex>(&args.front()) : nullptr;
  if (!regex) return refuse_arity(name, "a regex", args, 1);
  auto compiled = CompiledRegex::compile(*regex);
  if (!compiled) return Failure(std::move(compiled.error()));
  Operand operand;
  operand.regex = *std::move(compiled);
  return operand;
}

Prepared prepare_uuid_version(std::string_view name, Arguments args) {
  Operand operand;
  if (args.empty()) {
    static const auto any = std::make_shared<const FixedShape>(uuid_shape(0));
    operand.shape = any;
    return operand;
  }
  constexpr std::string_view kTakes = "no argument or a version from 1 to 8";
  const Number* number = args.size() == 1 ? as_number(args.front()) : nullptr;
  if (!number) return refuse_arity(name, kTakes, args, 1);
  const auto value = Decimal::parse(number->text);
  if (!value) return refuse_number(*number);
  const auto version = value->to_uint64();
  if (!is_integer_text(number->text) || !version || *version < 1 || *version > 8) {
    return refuse_arity(name, kTakes, args, 1);
  }
  operand.shape = std::make_shared<const FixedShape>(uuid_shape(static_cast<unsigned>(*version)));
  return operand;
}

}  // namespace norm::predicate
