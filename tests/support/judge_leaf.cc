// What each built-in predicate says of a value, by hand; regexes and formats, which have tests of their own, by the
// table.
#include <norm/print.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "predicate/table.h"
#include "support/judge.h"

namespace norm::judge {
namespace {

using Kind = Value::Kind;

std::string_view number_of(const Argument& argument) {
  return std::get<Number>(std::get<Constant>(argument).value).text;
}
const std::string& text_of(const Argument& argument) {
  return std::get<std::string>(std::get<Constant>(argument).value);
}

std::string code_points(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return std::to_string(count);
}

bool within(std::string_view number, const Range& range) {
  return compare_numbers(number, range.low.text) >= 0 && compare_numbers(number, range.high.text) <= 0;
}

bool by_table(const Predicate& predicate, const std::string& text) {
  const predicate::Row* row = predicate::find(predicate.name);
  assert(row != nullptr);
  static std::map<std::string, predicate::Operand> operands;  // compiling a regex anew for each value takes too long
  const std::string call = print(Spec(Node{predicate}));
  if (!operands.contains(call)) operands.emplace(call, *row->prepare(predicate.args));
  const Json json(rapidjson::StringRef(text.data(), text.size()));
  return row->test == nullptr || row->test(operands.at(call), {json});
}

bool number_holds(const Predicate& predicate, std::string_view number) {
  const std::string& name = predicate.name;
  const int sign = compare_numbers(number, "0");
  if (name == "number?") return true;
  if (name == "integer?") return is_integer_text(number);
  if (name == "float?") return !is_integer_text(number);
  if (name == "integral?") return is_multiple(number, "1");
  if (name == "positive?") return sign > 0;
  if (name == "negative?") return sign < 0;
  if (name == "non_negative?") return sign >= 0;
  if (name == "zero?") return sign == 0;
  if (name == "even?") return is_integer_text(number) && is_multiple(number, "2");
  if (name == "odd?") return is_integer_text(number) && !is_multiple(number, "2");
  if (name == "multiple_of?") return is_multiple(number, number_of(predicate.args[0]));
  if (name == ">") return compare_numbers(number, number_of(predicate.args[0])) > 0;
  if (name == ">=") return compare_numbers(number, number_of(predicate.args[0])) >= 0;
  if (name == "<") return compare_numbers(number, number_of(predicate.args[0])) < 0;
  if (name == "<=") return compare_numbers(number, number_of(predicate.args[0])) <= 0;
  if (name == "..") {
    const auto& range = std::get<Range>(predicate.args[0]);
    const bool integers_only = is_integer_text(range.low.text) && is_integer_text(range.high.text);
    return (!integers_only || is_integer_text(number)) && within(number, range);
  }
  return false;
}

bool string_holds(const Predicate& predicate, const std::string& text) {
  static constexpr std::string_view kOfOtherKinds[] = {
      "integer?",  "float?",        "number?", "integral?", "boolean?", "null?", "nil?", "array?",       "list?",
      "object?",   "map?",          ">",       ">=",        "<",        "<=",    "..",   "multiple_of?", "positive?",
      "negative?", "non_negative?", "zero?",   "even?",     "odd?"};
  const std::string& name = predicate.name;
  if (std::ranges::count(kOfOtherKinds, std::string_view(name)) != 0) return false;
  if (name == "string?") return true;
  if (name == "empty?") return text.empty();
  if (name == "non_empty?") return !text.empty();
  if (name == "starts_with?") return text.substr(0, text_of(predicate.args[0]).size()) == text_of(predicate.args[0]);
  if (name == "ends_with?") {
    const std::string& end = text_of(predicate.args[0]);
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
  }
  if (name == "contains?") return text.find(text_of(predicate.args[0])) != std::string::npos;
  if (name == "min_length?") return compare_numbers(code_points(text), number_of(predicate.args[0])) >= 0;
  if (name == "max_length?") return compare_numbers(code_points(text), number_of(predicate.args[0])) <= 0;
  if (name == "length?") {
    if (const auto* range = std::get_if<Range>(&predicate.args[0])) return within(code_points(text), *range);
    return compare_numbers(code_points(text), number_of(predicate.args[0])) == 0;
  }
  return by_table(predicate, text);
}

bool container_holds(const std::string& name, bool is_empty) {
  return (name == "empty?" && is_empty) || (name == "non_empty?" && !is_empty);
}

// ---- instants

bool is_date_time(const std::string& text) { return by_table({"date_time?", {}}, text); }

/// Seconds since a day long past as a decimal's text. REQUIRES: is_date_time(text).
std::string instant(const std::string& text) {
  const auto digits = [&](std::size_t at, std::size_t count) { return std::stol(text.substr(at, count)); };
  long days = digits(8, 2);
  const long year = digits(0, 4);
  const auto is_leap = [](long y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); };
  for (long y = 0; y < year; ++y) days += is_leap(y) ? 366 : 365;
  static constexpr long kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (long month = 1; month < digits(5, 2); ++month) days += kDays[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
  long seconds = ((days * 24 + digits(11, 2)) * 60 + digits(14, 2)) * 60 + digits(17, 2);
  std::size_t at = 19;
  std::string fraction;
  if (text[at] == '.') {
    const std::size_t end = text.find_first_not_of("0123456789", at + 1);
    fraction = text.substr(at, end - at);
    at = end;
  }
  if (text[at] == '+' || text[at] == '-') {
    const long offset = (digits(at + 1, 2) * 60 + digits(at + 4, 2)) * 60;
    seconds += text[at] == '+' ? -offset : offset;
  }
  return std::to_string(seconds + 1'000'000) + fraction;  // never negative: a fraction counts upwards
}

int compare_strings(const Value& a, const Value& b) {
  if (is_date_time(a.text) && is_date_time(b.text)) return compare_numbers(instant(a.text), instant(b.text));
  return a.text.compare(b.text);  // UTF-8 sorts as its code points do
}

}  // namespace

bool holds(const Predicate& predicate, const Value& value) {
  const std::string& name = predicate.name;
  if (name == "any?") return true;
  if (name == "never?") return false;
  switch (value.kind) {
    case Kind::null: return name == "null?" || name == "nil?";
    case Kind::boolean: return name == "boolean?";
    case Kind::number: return number_holds(predicate, value.text);
    case Kind::string: return string_holds(predicate, value.text);
    case Kind::array: return name == "array?" || name == "list?" || container_holds(name, value.items.empty());
    case Kind::object: return name == "object?" || name == "map?" || container_holds(name, value.members.empty());
  }
  return false;
}

bool related(Relation relation, const Value& a, const Value& b) {
  if (relation == Relation::eq) return equal(a, b);
  if (relation == Relation::ne) return !equal(a, b);
  int order = 0;
  if (a.kind == Kind::number && b.kind == Kind::number) {
    order = compare_numbers(a.text, b.text);
  } else if (a.kind == Kind::string && b.kind == Kind::string) {
    order = compare_strings(a, b);
  } else {
    return false;
  }
  switch (relation) {
    case Relation::eq:
    case Relation::ne: break;
    case Relation::lt: return order < 0;
    case Relation::le: return order <= 0;
    case Relation::gt: return order > 0;
    case Relation::ge: return order >= 0;
  }
  return false;
}

}  // namespace norm::judge
