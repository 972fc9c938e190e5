#pragma once

// Payloads that the solver makes: immutable, shared between the goals that hold them.
#include <norm/constant.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace norm::diffing {

struct Value;
using ValuePtr = std::shared_ptr<const Value>;

struct Value {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  bool truth = false;
  std::string text = {};  ///< of a number its JSON text, of a string its characters
  std::vector<ValuePtr> items = {};
  std::vector<std::pair<std::string, ValuePtr>> members = {};
  std::size_t size = 4;  ///< characters of its JSON text, roughly: what makes one payload smaller than another
};

[[nodiscard]] ValuePtr null_value();
[[nodiscard]] ValuePtr boolean_value(bool truth);
[[nodiscard]] ValuePtr number_value(std::string text);
[[nodiscard]] ValuePtr string_value(std::string text);
[[nodiscard]] ValuePtr array_value(std::vector<ValuePtr> items);
[[nodiscard]] ValuePtr object_value(std::vector<std::pair<std::string, ValuePtr>> members);

[[nodiscard]] Constant to_constant(const Value& value);

}  // namespace norm::diffing
