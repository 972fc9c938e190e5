// Questions about specs: the answers, and the payloads that show them.
#include <gtest/gtest.h>
#include <norm/norm.h>

#include <span>
#include <string>
#include <string_view>

namespace norm {
namespace {

Spec spec(std::string_view text) { return *load_expression(text); }

std::string told(const Result<Ruling, Diagnostics>& ruling) {
  if (!ruling) return to_text(ruling.error());
  switch (ruling->truth) {
    case Truth::yes: return "yes";
    case Truth::no: return "no: " + ruling->witness.value_or("no witness");
    case Truth::unknown: return "unknown: " + (ruling->unknowns.empty() ? "no reason" : ruling->unknowns.front().code);
  }
  return {};
}

TEST(Containment, Empty) {
  EXPECT_EQ(told(is_empty(spec("string? & integer?"))), "yes");
  EXPECT_EQ(told(is_empty(spec("integer? & > 3 & < 5"))), "no: 4");
  EXPECT_EQ(told(is_empty(spec("/^a{3}$/ & length?(4)"))), "yes");
  EXPECT_EQ(told(is_empty(spec("/^a{3}$/"))), "no: \"aaa\"");
  EXPECT_EQ(told(is_empty(spec("schema { req :a, never? }"))), "yes");
  EXPECT_EQ(told(is_empty(spec("date? & length?(11)"))), "yes");
  EXPECT_EQ(told(is_empty(spec("date_time? & date?"))), "yes");
}

// What was empty only while something else was thought to be is asked again.
TEST(Containment, EmptyForTheTimeBeing) {
  const auto module = load_text(
      "N = tuple(M) | tuple(K) | schema { }\nM = tuple(N)\nK = tuple(M, M)\n"
      "R = schema { req :n, N  req :m, M  req :k, K }");
  ASSERT_TRUE(module);
  EXPECT_EQ(told(is_empty(*module->last())), "no: {\"n\":{}, \"m\":[{}], \"k\":[[{}], [{}]]}");
}

TEST(Containment, OneElementForSeveralReasons) {
  EXPECT_EQ(told(is_empty(spec("coll_of(any?, max_count: 1) & !coll_of(integer?) & !coll_of(string?)"))), "no: [[]]");
  EXPECT_EQ(told(is_empty(spec("coll_of(any?, distinct: true) & tuple(enum(1, 2), lit(1))"))), "no: [2, 1]");
}

TEST(Containment, Within) {
  EXPECT_EQ(told(is_within(spec("integer?"), spec("number?"))), "yes");
  EXPECT_EQ(told(is_within(spec("number?"), spec("integer?"))), "no: 0.0");
  EXPECT_EQ(told(is_within(spec("uuid?(4)"), spec("uuid?"))), "yes");
  EXPECT_EQ(told(is_within(spec("date?"), spec("/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/"))), "yes");
  // An optional key is no excuse here.
  EXPECT_EQ(told(is_within(spec("schema { }"), spec("schema { opt :a, string? }"))), "no: {\"a\":0}");
}

TEST(Containment, Disjoint) {
  EXPECT_EQ(told(are_disjoint(spec("schema { req :t, lit(1) }"), spec("schema { req :t, lit(2) }"))), "yes");
  EXPECT_EQ(told(are_disjoint(spec("schema { opt :t, lit(1) }"), spec("schema { opt :t, lit(2) }"))), "no: {}");
}

TEST(Containment, ClosedSchemasMeetInWhatTheirKeySpecsAllow) {
  EXPECT_EQ(
      told(are_disjoint(spec("schema { req \"x-1\", string? }"), spec("schema(closed: true) { keys /^x-/, string? }"))),
      "no: {\"x-1\":\"\"}");
  EXPECT_EQ(
      told(are_disjoint(spec("schema { req \"y-1\", string? }"), spec("schema(closed: true) { keys /^x-/, string? }"))),
      "yes");
}

// No collision is excused, on either side.
TEST(Containment, UndeclaredKeysMayCarryAnything) {
  const Spec narrow = spec("schema { req :a, null? }");
  const Spec wide = spec("schema { req :a, null?  opt :b, null? }");
  EXPECT_EQ(told(is_within(wide, narrow)), "yes");
  EXPECT_EQ(told(is_within(narrow, wide)), R"(no: {"a":null, "b":0})");
  EXPECT_EQ(told(are_disjoint(narrow, spec("schema { req :b, lit(0) }"))), R"(no: {"a":null, "b":0})");
  EXPECT_EQ(told(are_disjoint(spec("schema { req :b, lit(0) }"), narrow)), R"(no: {"b":0, "a":null})");
}

TEST(Containment, Equal) {
  EXPECT_EQ(told(are_equal(spec("maybe(string?)"), spec("null? | string?"))), "yes");
  EXPECT_EQ(told(are_equal(spec("integer?"), spec("integral?"))), "no: 0.0");
  EXPECT_EQ(told(are_equal(spec("integral?"), spec("integer?"))), "no: 0.0");
}

TEST(Difference, TheHostPredicateOfAKeySpecIsNamed) {
  const auto old = load_text("extern luhn? : string?\nT = schema { keys luhn?, integer? }");
  const auto now = load_text("extern luhn? : string?\nT = schema { keys luhn?, integer?  opt :z, string? }");
  ASSERT_TRUE(old && now);
  const auto difference = diff(std::span(old->last(), 1), *now->last());
  ASSERT_TRUE(difference && difference->overall.unknowns.size() == 2);
  for (const Unknown& unknown : difference->overall.unknowns) {
    EXPECT_EQ(unknown.code, "host-predicate");
    EXPECT_EQ(unknown.reason, "only the host program knows what luhn? accepts");
    EXPECT_EQ(unknown.spec.text, "luhn?");
  }
}

TEST(Containment, MistakesOfTheSpecAreTold) {
  EXPECT_FALSE(is_empty(Spec(Node{Predicate{"integer?", {Constant(1)}}})));
  EXPECT_FALSE(diff({}, spec("any?")));
}

// However hard the question, it ends.
TEST(Budget, EndsInUnknown) {
  std::string many = "any?";
  for (int i = 0; i < 24; ++i) many += " & !schema { req :k" + std::to_string(i) + ", string? req :v, integer? }";
  const Spec hard = spec("schema { " + std::string("rest any? ") + "} & (" + many + ")");
  DiffBudget budget;
  budget.steps = 50;
  const auto ruling = is_within(hard, spec("schema(closed: true) { req :v, string? }"), budget);
  EXPECT_EQ(told(ruling), "unknown: budget");
}

}  // namespace
}  // namespace norm
