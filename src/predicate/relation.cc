// What `check :a < :b` asks of two values.
#include <compare>
#include <optional>
#include <string_view>

#include "predicate/date_time.h"
#include "predicate/table.h"

namespace norm::predicate {
namespace {

std::string_view text_of(const Json& json) { return {json.GetString(), json.GetStringLength()}; }

// nullopt: the two have no order.
std::optional<std::strong_ordering> order(const Json& a, const Json& b, const Digits& digits) {
  if (a.IsNumber() && b.IsNumber()) {
    NumberReader left_reader, right_reader;
    const auto left = left_reader.read(a, digits.of(a));
    const auto right = right_reader.read(b, digits.of(b));
    if (!left || !right) return std::nullopt;
    return *left <=> *right;
  }
  if (!a.IsString() || !b.IsString()) return std::nullopt;
  const auto left = read_date_time(text_of(a));
  const auto right = left ? read_date_time(text_of(b)) : std::nullopt;
  if (left && right) return *left <=> *right;
  return text_of(a).compare(text_of(b)) <=> 0;  // UTF-8 keeps the order of code points
}

}  // namespace

bool related(Relation relation, const Json& a, const Json& b, const Digits& digits) {
  switch (relation) {
    case Relation::eq:
      return equal(a, digits, b, digits);
    case Relation::ne:
      return !equal(a, digits, b, digits);
    case Relation::lt:
    case Relation::le:
    case Relation::gt:
    case Relation::ge:
      break;
  }
  const auto found = order(a, b, digits);
  if (!found) return false;
  if (relation == Relation::lt) return *found < 0;
  if (relation == Relation::le) return *found <= 0;
  if (relation == Relation::gt) return *found > 0;
  return *found >= 0;
}

}  // namespace norm::predicate
