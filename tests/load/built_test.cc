// Specs built in C++: the same check, modules from C++, and specs of several modules in one.
#include <gtest/gtest.h>

#include "load/loaded.h"

namespace norm {
namespace {

Lines codes_of(const Spec& spec) {
  Lines out;
  const auto validator = compile(spec);
  if (validator) return out;
  for (const Diagnostic& diagnostic : validator.error()) out.push_back(diagnostic.code + ": " + diagnostic.message);
  return out;
}

TEST(Compile, RefusesWhatTextCouldNotSay) {
  EXPECT_EQ(codes_of(gt("1,5")), Lines{"number: 1,5 is no JSON number"});
  EXPECT_EQ(codes_of(lit(Number("01"))), Lines{"number: 01 is no JSON number"});
  EXPECT_EQ(codes_of(range("", 1)), Lines{"number:  is no JSON number"});
  EXPECT_EQ(codes_of(coll_of(any(), Counts{-1, {}, {}})), Lines{"count: min_count is a count: an integer from 0 up, not -1"});
  EXPECT_EQ(codes_of(coll_of(any(), Counts{{}, 1.5, {}})), Lines{"count: max_count is a count: an integer from 0 up, not 1.5"});
  EXPECT_EQ(codes_of(enum_()), Lines{"empty-enum: enum() has no value that it accepts"});
  EXPECT_EQ(codes_of(one_of({})), Lines{"arity: wrong arity: one_of needs at least one"});
  EXPECT_EQ(codes_of(all_of({})), Lines{"arity: wrong arity: all_of needs at least one"});
  EXPECT_EQ(codes_of(alt({})), Lines{"arity: wrong arity: alt needs at least one"});
  EXPECT_EQ(codes_of(multi({}, {on("a", any())})), Lines{"arity: wrong arity: multi needs a path of at least one key"});
  EXPECT_EQ(codes_of(schema({req("a"), check({}, Relation::eq, {"a"})})),
            Lines{"arity: wrong arity: check needs a path of at least one key"});
  EXPECT_EQ(codes_of(schema({req("\xff")})), Lines{"utf8: a string is not valid UTF-8"});
  EXPECT_EQ(codes_of(map_of(string(), any(), Counts{{}, {}, true})), Lines{"unknown-option: map_of takes no option distinct:"});
  EXPECT_EQ(codes_of(schema({req("a"), opt("a")})), Lines{"req-and-opt: duplicate key :a, both req and opt"});
  EXPECT_EQ(codes_of(ref("X")), Lines{"unresolved-name: undefined spec X"});
  EXPECT_EQ(codes_of(pick(string(), {"a"})), Lines{"not-a-schema: pick needs a schema, not string?"});
  EXPECT_EQ(codes_of(re_matches("(")).size(), 1U);
}

TEST(Compile, TakesEmptyTuples) { EXPECT_EQ(codes_of(tuple({})), Lines()); }

TEST(Compile, BoundsDepth) {
  Spec deep = any();
  for (int i = 0; i < 200; ++i) deep = coll_of(deep);
  EXPECT_EQ(codes_of(deep), Lines());
  EXPECT_EQ(codes_of(coll_of(deep)), Lines{"too-deep: nests deeper than 200"});
  Spec far = any();
  for (int i = 0; i < 5000; ++i) far = maybe(far);
  EXPECT_EQ(codes_of(far), Lines{"too-deep: nests deeper than 200"});
  Constant nested = 1;
  for (int i = 0; i < 300; ++i) nested = Constant(Constant::Array{nested});
  EXPECT_EQ(codes_of(lit(nested)), Lines{"too-deep: nests deeper than 200"});
}

TEST(Compile, ChecksWhatIsSharedOnce) {
  Spec shared = ref("X");
  for (int i = 0; i < 60; ++i) shared = tuple({shared, shared});  // 2^60 ways
  EXPECT_EQ(codes_of(shared), Lines{"unresolved-name: undefined spec X"});
}

TEST(Compile, NeedsExterns) {
  const auto module = load_text("extern luhn? : string?\nCard = luhn?");
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  const auto missing = compile(*module->find("Card"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().front().code, "extern-missing");
  CompileOptions options;
  options.externs["luhn?"] = [](const Json& value, std::span<const Constant>) { return value.GetStringLength() == 2; };
  const auto validator = compile(*module->find("Card"), options);
  ASSERT_TRUE(validator);
  rapidjson::Document document;
  EXPECT_TRUE(validator->valid(json_of(document, "\"ok\"")));
  EXPECT_FALSE(validator->valid(json_of(document, "\"no!\"")));
  EXPECT_FALSE(validator->valid(json_of(document, "12")));
  EXPECT_TRUE(compile(coll_of(pred("luhn?")), options));  // from C++ it needs no declaration
}

TEST(Define, BindsNamesInEachOther) {
  const auto module =
      define({{"Tree", schema({req("value", ref("Value")), opt("children", coll_of(ref("Tree")))})}, {"Value", integer()}});
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  const auto validator = compile(*module->find("Tree"));
  ASSERT_TRUE(validator);
  rapidjson::Document document;
  EXPECT_TRUE(validator->valid(json_of(document, R"({"value":1,"children":[{"value":2}]})")));
  EXPECT_FALSE(validator->valid(json_of(document, R"({"value":1,"children":[{"value":"2"}]})")));
}

TEST(Define, TellsMistakesByTheDefinition) {
  const auto module = define({{"A", ref("Nope")}, {"A", any()}, {"schema", any()}, {"b c", any()}, {"C", maybe(ref("C"))}});
  ASSERT_FALSE(module);
  Lines found = lines_of(module);
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (Lines{":0:0 duplicate-definition: duplicate definition of A", ":0:0 name: \"b c\" is no name of a definition",
                          ":0:0 name: schema is a word of the language", ":0:0 unguarded-cycle: unguarded cycle C -> C",
                          ":0:0 unresolved-name: undefined spec Nope"}));
}

TEST(Define, TriesDefaults) {
  const auto module = define({{"A", schema({opt("a", integer(), {.default_value = "x"})})}});
  EXPECT_EQ(lines_of(module), (Lines{":0:0 default-fails: default of :a does not conform: val: \"x\" fails spec: integer?"}));
}

// Names keep what they mean in the module where they were found.
TEST(Several, ModulesInOneSpec) {
  const auto one = load_text("A = coll_of(Same)\nSame = integer?", "one.norm");
  const auto two = load_text("B = coll_of(Same)\nSame = string?", "two.norm");
  ASSERT_TRUE(one);
  ASSERT_TRUE(two);
  rapidjson::Document document;

  const auto inside = compile(tuple({*one->find("A"), ref("Same")}));  // C++ names mean the only module's
  ASSERT_TRUE(inside) << testing::PrintToString(lines_of(inside));
  EXPECT_TRUE(inside->valid(json_of(document, "[[1],2]")));
  EXPECT_FALSE(inside->valid(json_of(document, "[[1],\"x\"]")));

  const auto both = compile(tuple({*one->find("A"), *two->find("B")}));
  ASSERT_TRUE(both) << testing::PrintToString(lines_of(both));
  EXPECT_TRUE(both->valid(json_of(document, "[[1],[\"x\"]]")));
  EXPECT_FALSE(both->valid(json_of(document, "[[\"x\"],[1]]")));
  const std::vector<Problem> problems = both->explain(json_of(document, "[[1],[2]]"));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].source, (SourcePlace{"two.norm", 2, 8, 7}));

  const auto module = define({{"Same", boolean()}, {"C", tuple({*two->find("B"), ref("Same")})}});
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  const auto third = compile(*module->find("C"));
  ASSERT_TRUE(third);
  EXPECT_TRUE(third->valid(json_of(document, "[[\"x\"],true]")));
  EXPECT_FALSE(third->valid(json_of(document, "[[true],true]")));
}

}  // namespace
}  // namespace norm
