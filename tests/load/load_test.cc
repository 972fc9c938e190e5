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

// What a syntax error leaves whole is checked as if it were not there; what it may have swallowed breeds no others.
TEST(LoadText, ChecksWhatASyntaxErrorLeavesOfItsDefinition) {
  const std::string_view rows[][2] = {
      {"A = schema {\n req :a, intege?\n req b, string?\n}", "2:10 unresolved-name 3:6 syntax "},
      {"@topic(1)\nA = schema(closd: true) {\n @pii(1) req :a, 10..1\n req b\n req :c, /a(/, dox: 1\n}",
       "1:8 annotation-argument 2:12 unknown-option 3:2 annotation-argument 3:18 empty-range 4:6 syntax "
       "5:12 invalid-regex 5:16 unknown-option "},
      {"A = Nope |", "1:5 unresolved-name 1:11 syntax "},
      {"A = maybe(Nope | coll_of(Gone, foo? bar)) & B",
       "1:11 unresolved-name 1:26 unresolved-name 1:32 unresolved-name "
       "1:37 syntax "},
      {"A = multi(:t) {\n 1 => nope?\n 1 => any?\n \"b\" = any?\n \"c\" => gone?\n}",
       "2:7 unresolved-name 3:2 duplicate-tag 4:6 syntax 5:9 unresolved-name "},
      {"A = schema { req :a, nope? req b }", "1:22 unresolved-name 1:32 syntax "},
      // A key is there twice in one schema only.
      {"A = schema {\n req :a\n req b\n req :a\n}", "3:6 syntax 4:2 duplicate-key "},
      {"A = schema {\n req :a, any? &\n req :a\n}", "3:2 syntax 3:2 duplicate-key "},
      {"A = schema {\n req :a, schema {\n  req b\n  req :x\n }\n req :x\n}", "3:7 syntax "},
      {"A = schema {\nreq :a, schema {\nreq b\nreq :x\n}\nreq :x\n}", "3:5 syntax "},
      {"A = schema {\nreq b\nreq :a, schema {\nreq :x d }\nreq :x\n}", "2:5 syntax 4:8 syntax "},
      // The rest may declare what is missing, and define it.
      {"A = schema {\n include B\n include C\n check :x < :y\n req b, any?\n}\n"
       "B = schema { req :k }\nC = schema { req :k, string? }",
       "5:6 syntax "},
      {"A = schema {\n req :a, C\n req b\n  C = string?\n}\nB = C", "3:6 syntax "},
      {"extern foo\nA = foo?", "1:8 syntax "},
      {"A = A.", "1:7 syntax "},
      // What is whole inside is checked to the end.
      {"A = schema {\n req :a, schema { req :c  require :d }\n req b\n}", "2:35 unknown-key 3:6 syntax "},
  };
  for (const auto& [text, expected] : rows) {
    const auto module = load_text(text);
    ASSERT_FALSE(module) << text;
    std::string found;
    for (const Diagnostic& d : module.error()) found += fmt::format("{}:{} {} ", d.line, d.column, d.code);
    EXPECT_EQ(found, expected) << text;
  }
}

TEST(LoadExpression, TellsMistakesOfSyntaxAndMeaningTogether) {
  EXPECT_EQ(lines_of(load_expression("schema { req :a, nope?  req b }", "-e")),
            (Lines{"-e:1:18 unresolved-name: unknown predicate nope?", "-e:1:29 syntax: expected a key, such as :id"}));
  EXPECT_EQ(lines_of(load_expression("coll_of() | Nope", "-e")),
            (Lines{"-e:1:1 combinator-arity: coll_of takes 1 spec, not 0 (arity)",
                   "-e:1:13 unresolved-name: undefined spec Nope"}));
}

TEST(LoadText, TellsNoMoreThanIsAskedForAndHowMany) {
  LoadOptions options;
  options.max_diagnostics = 2;
  EXPECT_EQ(lines_of(load_text("A = X\nB = Y\nC = Z", "x.norm", options)),
            (Lines{"x.norm:1:5 unresolved-name: undefined spec X", "x.norm:2:5 unresolved-name: undefined spec Y",
                   "x.norm:0:0 and-more: and 1 more"}));
}

TEST(LoadText, AByteOrderMarkIsNoCharacterOfTheFirstLine) {
  for (const std::string_view text : {"\xEF\xBB\xBF" "A = nope?", "\xEF\xBB\xBF" "A = ", "\xEF\xBB\xBF" "A = A"}) {
    const auto module = load_text(text);
    ASSERT_FALSE(module);
    const Diagnostic& found = module.error().front();
    EXPECT_EQ(found.excerpt, text.substr(3));
    EXPECT_EQ(found.excerpt_column, 1U);
    EXPECT_EQ(found.column, found.code == "unguarded-cycle" ? 1U : found.code == "syntax" ? 4U : 5U);
  }
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
