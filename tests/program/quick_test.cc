// The quick way to a verdict, printed: what stands behind `=>`, and at `+` what was appended for it.
#include <gtest/gtest.h>
#include <norm/dsl.h>

#include "program/compile.h"

namespace norm::program {
namespace {

std::string dumped(const Spec& spec) {
  CompileOptions options;
  options.externs["host?"] = [](const Json&, std::span<const Constant>) { return true; };
  const auto program = program::compile(spec, options);
  return program ? '\n' + dump(**program) : program.error().front().message;
}

Spec named(std::vector<std::pair<std::string, Spec>> definitions) {
  auto library = std::make_shared<Library>();
  SchemaFile& file = library->files.emplace_back();
  for (auto& [name, spec] : definitions) file.definitions.push_back(Definition{name, spec, {}, {}, {}});
  return Spec(file.definitions.back().spec, library);
}

bool has(const std::string& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

TEST(Quick, AConjunctionIsOneTest) {
  EXPECT_EQ(dumped(string() & min_length(2)), R"(
   0  kinds string
   1  test min_length?(2) on string
   2> all 0 1  => test min_length?(2) on string
)");
  EXPECT_EQ(dumped(string() & min_length(2) & max_length(5)), R"(
   0  kinds string
   1  test min_length?(2) on string
   2  test max_length?(5) on string
   3> all 0 1 2  => tests min_length?(2), max_length?(5) on string
)");
  EXPECT_EQ(dumped(number() & string()), R"(
   0  kinds integer|float
   1  kinds string
   2> all 0 1  => kinds none
)");
}

TEST(Quick, KindsGuardAHost) {
  EXPECT_EQ(dumped(string() & pred("host?")), R"(
   0  kinds string
   1  host host?
   2> all 0 1  => all 3 1
   3+ kinds string
)");
  EXPECT_EQ(dumped(pred("host?") & string()), R"(
   0  host host?
   1  kinds string
   2> all 0 1  => all 3 0
   3+ kinds string
)");
}

TEST(Quick, AGuardThatRefusesNothingIsLeftOut) {
  EXPECT_TRUE(has(dumped(object() & schema({req("a")})), "=> schema req :a"));
}

TEST(Quick, UnionsOfKindsAreOneLook) {
  EXPECT_TRUE(has(dumped(string() | null() | !any()), "=> kinds null|string"));
  EXPECT_TRUE(has(dumped(maybe(boolean())), "=> kinds null|boolean"));
}

TEST(Quick, AlternativesOfDifferentKindsAreAJump) {
  EXPECT_EQ(dumped(integer() | (string() & min_length(2))), R"(
   0  kinds integer
   1  kinds string
   2  test min_length?(2) on string
   3  all 1 2  => test min_length?(2) on string
   4> any 0 3  => by_kind integer=6 string=3
   5+ kinds none
   6+ kinds any
)");
}

Spec tagged(const char* value, Spec inside) { return schema({req("type", lit(value)), req("x", std::move(inside))}); }

TEST(Quick, DisjointLiteralsAreATag) {
  EXPECT_EQ(dumped(tagged("a", integer()) | tagged("b", string())), R"(
   0  lit("a")  => text "a"
   1  kinds integer
   2  schema req :type=0 req :x=1
   3  lit("b")  => text "b"
   4  kinds string
   5  schema req :type=3 req :x=4
   6> any 2 5  => by_tag :type 2 5
   7+ kinds none
   8+ by_tag :type 2 5
)");
}

TEST(Quick, TagsAreSeenThroughNamesEnumsAndNestedUnions) {
  const Spec spec = named({{"A", tagged("a", integer())},
                           {"B", schema({req("type", enum_("b", 1)), req("y", string())})},
                           {"AB", ref("A") | ref("B")},
                           {"C", object() & schema({req("x", lit("a")), req("type", string() & lit(nullptr))})},
                           {"All", alt({{"ab", ref("AB")}, {"c", ref("C")}, {"n", null()}})}});
  EXPECT_TRUE(has(dumped(spec), "by_tag :type")) << dumped(spec);
}

TEST(Quick, NoTagWhereAConstantIsTakenTwiceOrMayBeAbsent) {
  EXPECT_FALSE(has(dumped(tagged("a", integer()) | tagged("a", string())), "by_tag"));
  EXPECT_FALSE(has(dumped(schema({req("t", lit(1))}) | schema({req("t", lit("1.0")), req("u", lit(1))})), "by_tag :u"));
  EXPECT_FALSE(has(dumped(schema({opt("t", lit("a"))}) | schema({req("t", lit("b"))})), "by_tag"));
  EXPECT_FALSE(has(dumped(schema({req("t", lit(1))}) | schema({req("t", lit(1.0))})), "by_tag")) << "1.0 equals 1";
  EXPECT_TRUE(has(dumped(schema({req("t", lit("1.0"))}) | schema({req("t", lit(1.0))})), "by_tag"));
}

TEST(Quick, RememberedCallsStay) {
  EXPECT_TRUE(
      has(dumped(named({{"A", schema({opt("x", ref("A"))}) | schema({opt("x", ref("A")), opt("y", string())})}})),
          "call 5 A remember\n"));
}

TEST(Quick, NamesAreEntered) {
  EXPECT_EQ(dumped(named({{"Leaf", integer()}, {"Root", coll_of(ref("Leaf"))}})), R"(
   0  call 2 Leaf  => kinds integer
   1> coll_of 0
   2  kinds integer
)");
}

}  // namespace
}  // namespace norm::program
