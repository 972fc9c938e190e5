// Makes payload values and reckons their sizes.
#include "diff/value.h"

namespace norm::diffing {

ValuePtr null_value() {
  static const ValuePtr kNull = std::make_shared<const Value>();
  return kNull;
}

ValuePtr boolean_value(bool truth) {
  return std::make_shared<const Value>(Value{Value::Kind::boolean, truth, {}, {}, {}, truth ? 4U : 5U});
}

ValuePtr number_value(std::string text) {
  const std::size_t size = text.size();
  return std::make_shared<const Value>(Value{Value::Kind::number, false, std::move(text), {}, {}, size});
}

ValuePtr string_value(std::string text) {
  const std::size_t size = text.size() + 2;
  return std::make_shared<const Value>(Value{Value::Kind::string, false, std::move(text), {}, {}, size});
}

ValuePtr array_value(std::vector<ValuePtr> items) {
  std::size_t size = 2;
  for (const ValuePtr& item : items) size += item->size + 1;
  return std::make_shared<const Value>(Value{Value::Kind::array, false, {}, std::move(items), {}, size});
}

ValuePtr object_value(std::vector<std::pair<std::string, ValuePtr>> members) {
  std::size_t size = 2;
  for (const auto& [key, value] : members) size += key.size() + value->size + 4;
  return std::make_shared<const Value>(Value{Value::Kind::object, false, {}, {}, std::move(members), size});
}

// Recursive: what the solver makes is nested less than its own recursion.
Constant to_constant(const Value& value) {
  switch (value.kind) {
    case Value::Kind::null: return nullptr;
    case Value::Kind::boolean: return Constant(value.truth);
    case Value::Kind::number: return Number(value.text);
    case Value::Kind::string: return Constant(value.text);
    case Value::Kind::array: {
      Constant::Array items;
      for (const ValuePtr& item : value.items) items.push_back(to_constant(*item));
      return items;
    }
    case Value::Kind::object: {
      Constant::Object members;
      for (const auto& [key, member] : value.members) members.emplace_back(key, to_constant(*member));
      return members;
    }
  }
  return nullptr;
}

}  // namespace norm::diffing
