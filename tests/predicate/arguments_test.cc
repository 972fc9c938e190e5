// Mistakes in predicates' arguments: code, sentence, place.
#include "predicate/support.h"

namespace norm::predicate {
namespace {

struct Case {
  const char* name;
  std::vector<Argument> args;
  const char* code;
  const char* message;
  std::size_t index = 0;
};

Argument text(const char* value) { return Constant(value); }
Argument number(const char* value) { return Constant(Number(value)); }
Argument range(const char* low, const char* high) { return Range{Number(low), Number(high)}; }

TEST(Arguments, MistakesAreNamed) {
  const Argument null = Constant(nullptr);
  const std::vector<Case> cases = {
      {"integer?", {number("3")}, "predicate-arity", "integer? takes no argument, not 3"},
      {"integer?", {number("3"), text("x")}, "predicate-arity", "integer? takes no argument, not 2 arguments"},
      {"nil?", {null}, "predicate-arity", "nil? takes no argument, not null"},
      {"length?", {}, "predicate-arity", "length? takes a length or a range of lengths, not none"},
      {"length?", {text("x")}, "predicate-arity", "length? takes a length or a range of lengths, not \"x\""},
      {"length?",
       {number("1"), number("2")},
       "predicate-arity",
       "length? takes a length or a range of lengths, not 2 arguments",
       1},
      {"length?", {number("-1")}, "predicate-arity", "length? takes a length or a range of lengths, not -1"},
      {"length?", {number("1.0")}, "predicate-arity", "length? takes a length or a range of lengths, not 1.0"},
      {"length?", {range("-1", "2")}, "predicate-arity", "length? takes a length or a range of lengths, not -1..2"},
      {"length?", {range("3", "1")}, "empty-range", "3..1 is empty: its low end is above its high end"},
      {"length?",
       {range("99999999999999999999", "99999999999999999998")},
       "empty-range",
       "99999999999999999999..99999999999999999998 is empty: its low end is above its high end"},
      {"length?", {number("abc")}, "number", "\"abc\" is no number"},
      {"min_length?", {range("1", "2")}, "predicate-arity", "min_length? takes a length, not 1..2"},
      {"max_length?", {number("1e2")}, "predicate-arity", "max_length? takes a length, not 1e2"},
      {">", {}, "predicate-arity", "> takes a number, not none"},
      {">", {text("1")}, "predicate-arity", "> takes a number, not \"1\""},
      {"<=", {number("01")}, "number", "\"01\" is no number"},
      {"<", {number("")}, "number", "\"\" is no number"},
      {"..", {range("2", "1")}, "empty-range", "2..1 is empty: its low end is above its high end"},
      {"..",
       {range("1e999999999", "1e999999998")},
       "empty-range",
       "1e999999999..1e999999998 is empty: its low end is above its high end"},
      {"..", {range("1", "x")}, "number", "\"x\" is no number"},
      {"..", {number("1")}, "predicate-arity", ".. takes a low end and a high end, not 1"},
      {"multiple_of?", {number("0")}, "multiple-of-zero", "multiple_of? takes a number that is not zero"},
      {"multiple_of?", {number("-0.0e9")}, "multiple-of-zero", "multiple_of? takes a number that is not zero"},
      {"multiple_of?", {range("1", "2")}, "predicate-arity", "multiple_of? takes a number, not 1..2"},
      {"starts_with?", {number("1")}, "predicate-arity", "starts_with? takes a string, not 1"},
      {"contains?", {Regex{"a", ""}}, "predicate-arity", "contains? takes a string, not a regex"},
      {"ends_with?", {Constant(Constant::Array{})}, "predicate-arity", "ends_with? takes a string, not an array"},
      {"re_matches?", {text("^\"\n")}, "predicate-arity", "re_matches? takes a regex, not \"^\\\"\\u000a\""},
      {"re_matches?", {}, "predicate-arity", "re_matches? takes a regex, not none"},
      {"uuid?", {number("0")}, "predicate-arity", "uuid? takes no argument or a version from 1 to 8, not 0"},
      {"uuid?", {number("9")}, "predicate-arity", "uuid? takes no argument or a version from 1 to 8, not 9"},
      {"uuid?", {number("4.0")}, "predicate-arity", "uuid? takes no argument or a version from 1 to 8, not 4.0"},
      {"uuid?", {text("4")}, "predicate-arity", "uuid? takes no argument or a version from 1 to 8, not \"4\""},
      {"date?", {number("1")}, "predicate-arity", "date? takes no argument, not 1"},
  };
  for (const Case& wrong : cases) {
    const auto operand = find(wrong.name)->prepare(wrong.args);
    ASSERT_FALSE(operand.has_value()) << wrong.message;
    EXPECT_EQ(operand.error().code, wrong.code) << wrong.message;
    EXPECT_EQ(operand.error().message, wrong.message);
    EXPECT_EQ(operand.error().index, wrong.index) << wrong.message;
    EXPECT_FALSE(operand.error().has_offset) << wrong.message;
  }
}

// No combination of argument shapes crashes a row, and a refusal always says something.
TEST(Arguments, EveryRowMeetsEveryShape) {
  const std::vector<Argument> shapes = {Constant(nullptr),
                                        Constant(true),
                                        number("1"),
                                        number("-1"),
                                        number("1.5"),
                                        number("1e999999999"),
                                        number("x"),
                                        text(""),
                                        text("x"),
                                        Constant(Constant::Array{Constant(1)}),
                                        Constant(Constant::Object{}),
                                        range("0", "1"),
                                        range("1", "0"),
                                        range("x", "y"),
                                        Regex{"a", ""},
                                        Regex{"(", ""},
                                        Regex{"a", "x"}};
  const auto meet = [](const Row& row, const std::vector<Argument>& args) {
    const auto operand = row.prepare(args);
    if (operand) return;
    EXPECT_FALSE(operand.error().code.empty()) << row.info.name;
    EXPECT_FALSE(operand.error().message.empty()) << row.info.name;
    EXPECT_LT(operand.error().index, std::max<std::size_t>(args.size(), 1)) << row.info.name;
  };
  for (const Row& row : table()) {
    meet(row, {});
    for (const Argument& one : shapes) {
      meet(row, {one});
      for (const Argument& other : shapes) meet(row, {one, other});
    }
  }
}

TEST(Arguments, LongOnesAreNotQuoted) {
  const auto operand = find("integer?")->prepare(std::vector<Argument>{Constant(std::string(1'000'000, 'x'))});
  ASSERT_FALSE(operand.has_value());
  EXPECT_EQ(operand.error().message, "integer? takes no argument, not a long string");
}

}  // namespace
}  // namespace norm::predicate
