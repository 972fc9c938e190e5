// load_text and load_expression: what they give, and all mistakes of a text at once.
#include <gtest/gtest.h>

#include "load/loaded.h"

namespace norm {
namespace {

TEST(LoadText, FindsDefinitions) {
  const auto module = load_text("module m\nUserId = integer?\nUser = schema { req :id, UserId }");
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  EXPECT_EQ(module->definitions().size(), 2U);
  EXPECT_EQ(module->find("Nope"), nullptr);
  EXPECT_EQ(module->last(), module->find("User"));
  ASSERT_NE(module->find("UserId"), nullptr);
  EXPECT_EQ(*module->find("UserId"), integer());
}

TEST(LoadText, WithoutADefinitionIsAModule) {
  const auto module = load_text("# nothing yet\n");
  ASSERT_TRUE(module);
  EXPECT_EQ(module->last(), nullptr);
}

TEST(LoadText, SpecsOutliveTheirModule) {
  auto module = load_text("A = schema { opt :b, B }\nB = coll_of(A)");
  ASSERT_TRUE(module);
  const Spec spec = *module->find("A");
  module = load_text("X = any?");
  const auto validator = compile(spec);
  ASSERT_TRUE(validator) << testing::PrintToString(lines_of(validator));
  rapidjson::Document document;
  EXPECT_TRUE(validator->valid(json_of(document, R"({"b":[{},{"b":[]}]})")));
  EXPECT_FALSE(validator->valid(json_of(document, R"({"b":[1]})")));
}

TEST(LoadText, TellsMistakesOfSyntaxAndMeaningTogetherInOrder) {
  const auto module = load_text("A = Nope\nB = schema { req }\nC = B | Gone\n", "x.norm");
  ASSERT_FALSE(module);
  const Diagnostics& found = module.error();
  ASSERT_EQ(found.size(), 3U) << testing::PrintToString(lines_of(module));
  EXPECT_EQ(shown(found[0]), "x.norm:1:5 unresolved-name: undefined spec Nope");
  EXPECT_EQ(found[1].code, "syntax");
  EXPECT_EQ(found[1].line, 2U);
  EXPECT_EQ(shown(found[2]), "x.norm:3:9 unresolved-name: undefined spec Gone");  // B is there, if broken
}

TEST(LoadText, TellsNoMoreThanIsAskedForAndHowMany) {
  LoadOptions options;
  options.max_diagnostics = 2;
  EXPECT_EQ(lines_of(load_text("A = X\nB = Y\nC = Z", "x.norm", options)),
            (Lines{"x.norm:1:5 unresolved-name: undefined spec X", "x.norm:2:5 unresolved-name: undefined spec Y",
                   "x.norm:0:0 and-more: and 1 more"}));
}

TEST(LoadText, RefusesBytesThatAreNoText) {
  EXPECT_EQ(lines_of(load_text("A = any? # caf\xe9\n", "x.norm")),
            (Lines{"x.norm:1:15 utf8: byte 14 is not UTF-8 (0xe9)"}));
  EXPECT_EQ(lines_of(load_text("A = \"\xed\xa0\x80\"", "x.norm")),
            (Lines{"x.norm:1:6 utf8: byte 5 is not UTF-8 (0xed)"}));
  EXPECT_EQ(lines_of(load_text(std::string((16U << 20) + 1, ' '), "x.norm")),
            (Lines{"x.norm:0:0 io: the schema is larger than 16 MiB"}));
}

TEST(LoadText, NotesCurlyQuotes) {
  const auto module = load_text("A = schema {\n  req :a, lit(“x”)\n  req “b c”, \"“y”\"\n}", "x.norm");
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  ASSERT_EQ(module->notes().size(), 2U);
  EXPECT_EQ(shown(module->notes()[0]), "x.norm:2:15 curly-quotes: curly quotes are read as plain ones");
  EXPECT_EQ(shown(module->notes()[1]), "x.norm:3:7 curly-quotes: curly quotes are read as plain ones");
  EXPECT_EQ(module->notes()[0].severity, Severity::info);
  EXPECT_EQ(module->notes()[0].length, 3U);
  EXPECT_TRUE(load_text("A = \"“x”\"")->notes().empty());
}

TEST(LoadExpression, GivesASpecThatCompiles) {
  const auto spec = load_expression("string? & length?(1..2)");
  ASSERT_TRUE(spec) << testing::PrintToString(lines_of(spec));
  EXPECT_EQ(*spec, string() & length(1, 2));
  EXPECT_TRUE(compile(*spec));
}

TEST(LoadExpression, TellsItsMistakes) {
  EXPECT_EQ(lines_of(load_expression("Nope | strin?", "-e")),
            (Lines{"-e:1:1 unresolved-name: undefined spec Nope", "-e:1:8 unresolved-name: unknown predicate strin?"}));
  const auto broken = load_expression("string? &");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().front().code, "syntax");
}

}  // namespace
}  // namespace norm
