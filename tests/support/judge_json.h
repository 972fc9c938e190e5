#pragma once

// The judge's own JSON: a tree that keeps number text, member order and names that occur twice. Slow and obvious.
#include <norm/constant.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::judge {

struct Value {
  enum class Kind { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  bool truth = false;
  std::string text;  ///< a number's own characters, or what a string says
  std::vector<Value> items;
  struct Member;
  std::vector<Member> members;
};
struct Value::Member {
  std::string key;
  Value value;
};

[[nodiscard]] Value string_value(std::string text);
[[nodiscard]] Value value_of(const Constant& constant);

/// nullopt: no JSON document. Not a guard against hostile bytes: it recurses and takes any UTF-8.
[[nodiscard]] std::optional<Value> parse(std::string_view text);

/// The value of the first member of that name; nullptr: there is none, or `object` is no object.
[[nodiscard]] const Value* member(const Value& object, const std::string& name);
[[nodiscard]] std::size_t occurrences(const Value& object, const std::string& name);

/// JSON equality: numbers by value, member order ignored; an object with a name twice equals nothing.
[[nodiscard]] bool equal(const Value& a, const Value& b);

// ---- numbers, by their text; exponents are written out, so they must be small (here: below 5000)

/// Below 0, 0 or above 0.
[[nodiscard]] int compare_numbers(std::string_view a, std::string_view b);
/// Whether value = k * divisor for an integer k.
[[nodiscard]] bool is_multiple(std::string_view value, std::string_view divisor);
/// Whether the text has neither point nor exponent.
[[nodiscard]] bool is_integer_text(std::string_view text);

}  // namespace norm::judge
