// Each predicate as the solver takes it, on the examples of its row.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/norm.h>

#include <string>

#include "predicate/table.h"

namespace norm {
namespace {

/// A spec of that value alone, in words that leave the value to be found: of a text by automata, not by trying it.
std::string only(std::string_view json) {
  const std::string text(json);
  const auto constant = load_expression(fmt::format("lit({})", text));
  const auto* literal = constant ? std::get_if<Literal>(&constant->node().shape) : nullptr;
  if (literal == nullptr) return text;
  if (std::holds_alternative<Number>(literal->constant.value)) {
    // A literal takes every spelling of the number.
    return fmt::format("lit({}) & {}", text, text.find_first_of(".eE") == std::string::npos ? "integer?" : "float?");
  }
  const auto* string = std::get_if<std::string>(&literal->constant.value);
  if (string == nullptr || string->empty()) return fmt::format("lit({})", text);
  std::size_t length = 0;
  for (const char c : *string) length += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
  return fmt::format("starts_with?({}) & length?({})", text, length);
}

Truth within(const std::string& part, std::string_view whole) {
  const auto left = load_expression(part);
  const auto right = load_expression(whole);
  EXPECT_TRUE(left && right) << part << " in " << whole;
  if (!left || !right) return Truth::unknown;
  const auto ruling = is_within(*left, *right);
  EXPECT_TRUE(ruling) << part << " in " << whole;
  return ruling ? ruling->truth : Truth::unknown;
}

TEST(Predicates, MeanWhatTheirRowsSay) {
  std::size_t tried = 0;
  for (const predicate::Row& row : predicate::table()) {
    for (const predicate::Row::Example& example : row.examples) {
      for (const std::string_view json : example.accepts) {
        if (within(only(json), "never?") == Truth::yes) continue;  // an object with a name twice equals nothing
        EXPECT_EQ(within(only(json), example.call), Truth::yes) << json << " in " << example.call;
        EXPECT_EQ(within(only(json), fmt::format("!({})", example.call)), Truth::no) << json << " in " << example.call;
        ++tried;
      }
      for (const std::string_view json : example.rejects) {
        if (within(only(json), "never?") == Truth::yes) continue;
        EXPECT_EQ(within(only(json), fmt::format("!({})", example.call)), Truth::yes) << json << " in " << example.call;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 300U);
}

}  // namespace
}  // namespace norm
