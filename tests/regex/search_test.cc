// Languages and the questions about them, on examples.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "regex/language.h"

namespace norm::regex {
namespace {

Language regex(std::string_view pattern, std::string_view flags = "") {
  const auto made = Language::of_regex(pattern, flags);
  EXPECT_TRUE(made.has_value()) << pattern;
  return made ? *made : Language::none();
}

std::string shortest(const std::vector<Constraint>& constraints, Length length = {}) {
  Budget budget;
  const Answer answer = find_shortest(constraints, length, budget);
  if (answer.outcome == Outcome::found) return "'" + answer.text + "'";
  return answer.outcome == Outcome::empty ? "empty" : "unknown";
}

std::string shortest(const Language& language, Length length = {}) {
  return shortest(std::vector{Constraint{language}}, length);
}

TEST(Search, Shortest) {
  EXPECT_EQ(shortest(Language::all()), "''");
  EXPECT_EQ(shortest(Language::none()), "empty");
  EXPECT_EQ(shortest(!Language::none()), "''");
  EXPECT_EQ(shortest(Language::all(), {3, 5}), "'aaa'");
  EXPECT_EQ(shortest(Language::all(), {4, 3}), "empty");
  EXPECT_EQ(shortest(regex("b")), "'b'");
  EXPECT_EQ(shortest(regex("^b$"), {2}), "empty");
  EXPECT_EQ(shortest(regex("b"), {3, 3}), "'aab'");
  EXPECT_EQ(shortest(regex("^[^a-z]+$")), "'0'");
  EXPECT_EQ(shortest(regex("^[^ -~]$")), "'\xc2\xa1'");
  EXPECT_EQ(shortest(regex("^(?:\xc3\xa9|[x~])(?:\xc3\xa9|!)$")), "'x!'");
  EXPECT_EQ(shortest(regex("^(?:a\xc3\xa9|~~)$")), "'~~'");
  EXPECT_EQ(shortest(regex("a^b")), "empty");
  EXPECT_EQ(shortest(regex("a^b", "m")), "empty");
  EXPECT_EQ(shortest(regex("a\\n^b", "m")), "'a\nb'");
  EXPECT_EQ(shortest(regex("\\x{d800}")), "empty");
  EXPECT_EQ(shortest(Language::of_text("h\xc3\xa9llo")), "'h\xc3\xa9llo'");
  EXPECT_EQ(shortest(Language::of_text("")), "''");
  EXPECT_EQ(shortest(Language::starting_with("ab"), {4}), "'abaa'");
  EXPECT_EQ(shortest(Language::ending_with("b") & Language::starting_with("b") & !Language::of_text("b")), "'bb'");
  EXPECT_EQ(shortest(Language::containing("b") & Language::containing("\n")), "'b\n'");
  EXPECT_EQ(shortest(Language::of_texts(std::vector<std::string>{"abc", "xy", "z z"}) & !Language::of_text("xy")),
            "'abc'");
  EXPECT_EQ(shortest(Language::of_texts({})), "empty");
}

TEST(Search, OfALeastLength) {
  const std::vector<Constraint> constraints = {{regex("x")}, {regex("y")}, {regex("z"), true}};
  EXPECT_EQ(shortest(constraints, {1}), "'xy'");
  EXPECT_EQ(shortest(constraints, {3}), "'axy'");
  EXPECT_EQ(shortest({{Language::containing("x")}, {Language::ending_with("ac")}}, {2}), "'xac'");
}

TEST(Search, Containment) {
  const Language uuid = regex("^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$", "i");
  const Language any_uuid = regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$");
  EXPECT_EQ(shortest({{uuid}, {any_uuid, true}}), "empty");
  EXPECT_EQ(shortest({{any_uuid}, {uuid, true}}), "'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'");
  EXPECT_EQ(shortest({{uuid}, {Language::of_length({36, 36}), true}}), "empty");
  EXPECT_EQ(shortest(uuid, {0, 35}), "empty");
  EXPECT_EQ(shortest({{regex("^a")}, {regex("^(?i:a)"), true}}), "empty");
  EXPECT_EQ(shortest({{regex("^k$", "i")}, {regex("^[kK]$"), true}}), "'\xe2\x84\xaa'");
}

TEST(Search, LengthsInsideOfFormulas) {
  const Language odd = Language::of_length({3, 5});
  EXPECT_EQ(shortest(!odd, {1}), "'a'");
  EXPECT_EQ(shortest(!odd, {3}), "'aaaaaa'");
  EXPECT_EQ(shortest(!odd, {3, 5}), "empty");
  EXPECT_EQ(shortest((odd | regex("^b{0,9}$")) & regex("^b*$"), {6}), "'bbbbbb'");
  EXPECT_EQ(shortest((odd | regex("^b{0,9}$")) & regex("^[ab]*$"), {10}), "empty");
  EXPECT_EQ(shortest((!Language::of_length({0, 2})) & !Language::of_length({4, Length::kUnbounded})), "'aaa'");
  EXPECT_EQ(shortest(!Language::all()), "empty");
  EXPECT_EQ(shortest(!Language::of_length({1, 0})), "''");
}

// A least length far beyond the states of the automata: the levels come again.
TEST(Search, LongLeastLengths) {
  const std::string long_text = shortest(regex("^(?:abc)*d$"), {3000});
  EXPECT_EQ(long_text.size(), 3003u);
  EXPECT_EQ(long_text.substr(0, 5), "'abca");
  EXPECT_EQ(long_text.substr(2998), "abcd'");
  EXPECT_EQ(shortest(regex("^(?:abc)*d$"), {3002, 3003}), "empty");
  EXPECT_EQ(shortest(regex("^(?:ab|c)*$") & regex("^(?:abc)*$"), {4}), "'abcabc'");
  Budget budget;
  EXPECT_EQ(find_shortest(std::vector{Constraint{regex("a")}}, {std::size_t{1} << 40}, budget).outcome,
            Outcome::unknown);
  budget = {};
  EXPECT_EQ(find_shortest(std::vector{Constraint{regex("^a{5}$")}}, {std::size_t{1} << 40}, budget).outcome,
            Outcome::empty);
}

TEST(Search, Distinct) {
  const auto several = [](const Language& language, std::size_t wanted, Length length = {}) {
    Budget budget;
    return find_distinct(std::vector{Constraint{language}}, length, wanted, budget);
  };
  EXPECT_EQ(several(Language::all(), 3).texts, (std::vector<std::string>{"", "a", "b"}));
  EXPECT_EQ(several(regex("^[ab]*$"), 5, {1}).texts, (std::vector<std::string>{"a", "b", "aa", "ab", "ba"}));
  EXPECT_EQ(several(regex("^(?:a|bc|d{3})$"), 9).texts, (std::vector<std::string>{"a", "bc", "ddd"}));
  EXPECT_EQ(several(regex("^(?:a|bc|d{3})$"), 9).outcome, Outcome::empty);
  EXPECT_EQ(several(regex("^(?:a|bc|d{3})$"), 3).outcome, Outcome::found);
  EXPECT_EQ(several(Language::none(), 1).outcome, Outcome::empty);
  EXPECT_EQ(several(Language::none(), 0).outcome, Outcome::found);
  EXPECT_EQ(several(regex("^[a-z]{2}$"), 1000).texts.size(), 676u);
  EXPECT_EQ(several(regex("^\\d+$"), 1000, {2}).texts.size(), 1000u);
  EXPECT_EQ(several(Language::all(), 7, {2, 3}).texts.front(), "aa");
}

TEST(Search, Relations) {
  Budget budget;
  EXPECT_EQ(includes(regex("a"), regex("a+b"), budget), Truth::yes);
  EXPECT_EQ(includes(regex("^a"), regex("a"), budget), Truth::no);
  EXPECT_EQ(are_equal(regex("^(?:a|b)*$"), regex("^[ab]*$"), budget), Truth::yes);
  EXPECT_EQ(are_equal(regex("^(?:a|b)*$"), regex("^[ab]+$"), budget), Truth::no);
  EXPECT_EQ(are_disjoint(regex("^a"), regex("^b"), budget), Truth::yes);
  EXPECT_EQ(are_disjoint(regex("^a"), regex("b$"), budget), Truth::no);
  EXPECT_EQ(is_empty(regex("a\\bb"), budget), Truth::yes);
  Budget nothing{0};
  EXPECT_EQ(includes(regex("^a"), regex("a"), nothing), Truth::unknown);
}

// Where determinising blows up there is an answer or "unknown", and soon.
TEST(Search, PathologicalRegexesEnd) {
  for (const char* pattern :
       {"^(a|b)*a(a|b){20}$", "a.{900}b", "(?s)(.*a){20}.{30}c", "^((a?){30}){30}$", "(x+x+)+y", "^(a{0,30}){30}b$",
        "\\pL{200}\\pN{200}", "(?i)[\\pL\\pN]{1,100}z{100}", "^(([a-z])+.)+[A-Z]([a-z])+$"}) {
    const Language language = regex(pattern);
    for (const bool complemented : {false, true}) {
      Budget budget{200'000};
      const std::vector<Constraint> constraints = {{language, complemented}, {regex("^[ab]*c?$")}};
      const Answer answer = find_shortest(constraints, {}, budget);
      if (answer.outcome == Outcome::found) {
        EXPECT_NE(language.contains(answer.text), complemented) << pattern;
      }
    }
  }
}

}  // namespace
}  // namespace norm::regex
