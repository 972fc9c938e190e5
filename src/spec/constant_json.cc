// A schema's constants as RapidJSON values beside the texts of their numbers.
#include "spec/constant_json.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>
#include <unordered_map>

namespace norm::spec {
namespace {

Json number(std::string_view text) {
  const auto decimal = predicate::Decimal::parse(text);
  if (decimal && predicate::is_integer_text(text)) {
    if (const auto value = decimal->to_int64()) return Json(*value);
    if (const auto value = decimal->to_uint64()) return Json(*value);
  }
  // The text decides; the double is what shows where only the value is at hand.
  double value = 0;
  const auto end = text.data() + text.size();
  if (std::from_chars(text.data(), end, value).ec == std::errc::result_out_of_range) {
    value = std::numeric_limits<double>::infinity();
  }
  return Json(value);
}

}  // namespace

ConstantArray::ConstantArray(const std::vector<const Constant*>& constants) {
  document_.SetArray();
  document_.Reserve(static_cast<rapidjson::SizeType>(constants.size()), document_.GetAllocator());
  for (std::size_t i = 0; i < constants.size(); ++i) document_.PushBack(Json(), document_.GetAllocator());
  // Values are filled where they stay: their addresses are the key of `numbers_`.
  for (std::size_t i = 0; i < constants.size(); ++i) {
    fill(document_[static_cast<rapidjson::SizeType>(i)], *constants[i]);
  }
  std::sort(numbers_.begin(), numbers_.end());
}

predicate::Digits ConstantArray::digits() const {
  const auto find = [](const void* context, const Json& json) -> std::string_view {
    const auto& numbers = static_cast<const ConstantArray*>(context)->numbers_;
    const auto at = std::lower_bound(numbers.begin(), numbers.end(), &json,
                                     [](const auto& entry, const Json* key) { return entry.first < key; });
    return at != numbers.end() && at->first == &json ? at->second : std::string_view();
  };
  return {find, this};
}

void ConstantArray::fill(Json& json, const Constant& constant) {
  struct Visitor {
    ConstantArray& array;
    Json& json;
    void operator()(std::nullptr_t) const { json.SetNull(); }
    void operator()(bool value) const { json.SetBool(value); }
    void operator()(const Number& value) const {
      json = number(value.text);
      array.numbers_.emplace_back(&json, value.text);
    }
    void operator()(const std::string& value) const {
      json.SetString(rapidjson::StringRef(value.data(), value.size()));
    }
    void operator()(const Constant::Array& items) const {
      auto& allocator = array.document_.GetAllocator();
      json.SetArray().Reserve(static_cast<rapidjson::SizeType>(items.size()), allocator);
      for (std::size_t i = 0; i < items.size(); ++i) json.PushBack(Json(), allocator);
      for (std::size_t i = 0; i < items.size(); ++i) array.fill(json[static_cast<rapidjson::SizeType>(i)], items[i]);
    }
    void operator()(const Constant::Object& members) const {
      auto& allocator = array.document_.GetAllocator();
      json.SetObject();
      for (const auto& [name, value] : members) {
        json.AddMember(Json(rapidjson::StringRef(name.data(), name.size())), Json(), allocator);
      }
      auto member = json.MemberBegin();
      for (const auto& [name, value] : members) array.fill((member++)->value, value);
    }
  };
  std::visit(Visitor{*this, json}, constant.value);
}

std::vector<std::pair<std::size_t, std::size_t>> repeated(const std::vector<const Constant*>& constants) {
  const ConstantArray array(constants);
  const auto& values = array.json();
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::unordered_multimap<std::uint64_t, rapidjson::SizeType> seen;
  for (rapidjson::SizeType i = 0; i < values.Size(); ++i) {
    const std::uint64_t hash = predicate::hash(values[i], array.digits());
    const auto [begin, end] = seen.equal_range(hash);
    const auto twin = std::find_if(begin, end, [&](const auto& entry) {
      return predicate::equal(values[i], array.digits(), values[entry.second], array.digits());
    });
    if (twin == end) {
      seen.emplace(hash, i);
    } else {
      out.emplace_back(i, twin->second);
    }
  }
  return out;
}

}  // namespace norm::spec
