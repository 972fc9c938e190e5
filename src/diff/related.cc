// Looks up both values of a check and compares them as the evaluator does.
#include "diff/related.h"

#include <algorithm>

namespace norm::diffing {
namespace {

ValuePtr find(const Members& members, const std::string& key) {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
  return found == members.end() ? nullptr : found->second;
}

ValuePtr find(const Terms& terms, const Members& members, const std::vector<KeyId>& path) {
  ValuePtr value = find(members, terms.text(path.front()));
  for (std::size_t i = 1; i < path.size() && value; ++i) value = find(value->members, terms.text(path[i]));
  return value;
}

Json json_of(const Value& text) {
  return Json(rapidjson::StringRef(text.text.data(), static_cast<rapidjson::SizeType>(text.text.size())));
}

}  // namespace

bool holds(Terms& terms, const Related& related, const Members& members) {
  const ValuePtr left = find(terms, members, related.left);
  const ValuePtr right = find(terms, members, related.right);
  if (!left || !right) return true;
  if (related.relation == Relation::eq || related.relation == Relation::ne) {
    const bool equal = terms.equal_to(to_constant(*left)) == terms.equal_to(to_constant(*right));
    return equal == (related.relation == Relation::eq);
  }
  if (left->kind == Value::Kind::string && right->kind == Value::Kind::string) {
    return predicate::related(related.relation, json_of(*left), json_of(*right), {});
  }
  if (left->kind != Value::Kind::number || right->kind != Value::Kind::number) return false;
  const auto order = Decimal::parse(left->text).value_or(Decimal()) <=> Decimal::parse(right->text).value_or(Decimal());
  if (related.relation == Relation::lt) return order < 0;
  if (related.relation == Relation::le) return order <= 0;
  return related.relation == Relation::gt ? order > 0 : order >= 0;
}

}  // namespace norm::diffing
