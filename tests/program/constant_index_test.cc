// A constant is found by JSON equality, and found or not as one by one it would be.
#include "program/constant_index.h"

#include <gtest/gtest.h>
#include <norm/print.h>

#include <algorithm>
#include <string>
#include <vector>

namespace norm::program {
namespace {

std::vector<Constant> some_constants() {
  std::vector<Constant> out;
  for (const char* number : {"1", "1.0", "1e0", "10e-1", "0.1", "1e-1", "0", "-0", "0.0", "1e400", "10e399",
                             "18446744073709551615", "18446744073709551616", "18446744073709551616.0", "-1",
                             "123456789012345678901234567890.5", "1e999999999", "10e999999998"}) {
    out.emplace_back(Number(number));
    out.emplace_back(std::string(number));
    out.emplace_back(Constant::Array{Number(number)});
    out.emplace_back(Constant::Object{{"a", Number(number)}, {"b", nullptr}});
    out.emplace_back(Constant::Object{{"b", nullptr}, {"a", Number(number)}});
  }
  out.emplace_back(nullptr);
  out.emplace_back(true);
  out.emplace_back(false);
  out.emplace_back(Constant::Array{});
  out.emplace_back(Constant::Object{});
  out.emplace_back(Constant::Object{{"a", true}, {"a", true}});  // equals nothing
  return out;
}

TEST(ConstantIndex, FindsTheFirstThatIsEqual) {
  const std::vector<Constant> all = some_constants();
  for (std::size_t size = 0; size <= all.size(); ++size) {
    ConstantIndex index;
    for (std::size_t i = 0; i < size; ++i) index.add(all[i], static_cast<std::uint32_t>(i));
    index.settle();
    for (const Constant& constant : all) {
      const auto end = all.begin() + static_cast<std::ptrdiff_t>(size);
      const auto found =
          std::find_if(all.begin(), end, [&](const Constant& c) { return predicate::equal(constant, c); });
      const std::uint32_t expected =
          found == end ? ConstantIndex::kAbsent : static_cast<std::uint32_t>(found - all.begin());
      ASSERT_EQ(index.find(constant), expected) << print(constant) << " of " << size;

      const std::string text = print(constant);
      rapidjson::Document document;
      document.Parse<rapidjson::kParseFullPrecisionFlag>(text.c_str());
      if (document.HasParseError()) continue;  // beyond double's range
      const predicate::Digits exact{
          [](const void* context, const Json&) { return std::string_view(*static_cast<const std::string*>(context)); },
          &text};
      if (!std::holds_alternative<Number>(constant.value)) continue;
      ASSERT_EQ(index.find(document, exact), expected) << text << " of " << size;
    }
  }
}

TEST(ConstantIndex, HasEachOnce) {
  ConstantIndex index;
  for (const Constant& constant : some_constants()) index.add(constant, 0);
  std::vector<Constant> constants = index.constants();
  EXPECT_EQ(constants.size(), index.size());
  for (std::size_t i = 0; i < constants.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(predicate::equal(constants[i], constants[j])) << print(constants[i]);
  }
}

}  // namespace
}  // namespace norm::program
