// Large and deep schemas: cost stays linear, depth stays bounded. The sizes are such that a quadratic pass would run into
// the test's time limit, and a recursive one into the end of the stack.
#include <gtest/gtest.h>

#include "check/checked.h"

namespace norm::checking {
namespace {

constexpr std::uint32_t kMany = 100'000;

// Made without the parser, which is another's to measure: node i stands on line i + 1.
SourceSpan line(std::uint32_t i) { return {0, i, i + 1}; }

Spec name(std::uint32_t i) { return Spec(Node{Ref{fmt::format("A{}", i), 0}, line(i)}); }

Spec any_of(std::uint32_t i) { return Spec(Node{Predicate{"any?", {}}, line(i)}); }

Member field(std::string key, Spec spec, std::uint32_t i) {
  return {Field{Presence::optional, std::move(key), std::move(spec), {}}, {}, {}, line(i)};
}

// `A0 = …`, `A1 = …`
Library library_of(std::vector<Spec> specs) {
  Library library;
  library.files.resize(1);
  SchemaFile& file = library.files.front();
  file.name = "a.norm";
  file.text = std::string(kMany + 10, '\n');
  for (std::uint32_t i = 0; i < specs.size(); ++i) {
    file.definitions.push_back({fmt::format("A{}", i), std::move(specs[i]), {}, {}, line(i)});
  }
  return library;
}

TEST(Size, AChainOfNamesIsToldOnce) {
  std::vector<Spec> specs;
  for (std::uint32_t i = 0; i < kMany; ++i) specs.push_back(name(i + 1));
  specs.push_back(any_of(kMany));
  const Diagnostics found = check(library_of(std::move(specs)));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, "too-deep");
  EXPECT_EQ(found[0].message, "nests deeper than 200 through names");
  EXPECT_EQ(found[0].line, kMany - 199);
}

TEST(Size, ACycleOfManyNamesIsShownByItsEnds) {
  std::vector<Spec> specs;
  for (std::uint32_t i = 0; i < kMany; ++i) specs.push_back(name((i + 1) % kMany));
  const Diagnostics found = check(library_of(std::move(specs)));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, "unguarded-cycle");
  EXPECT_EQ(found[0].message, "unguarded cycle A0 -> A1 -> A2 -> A3 -> … -> A99997 -> A99998 -> A99999 -> A0");
}

TEST(Size, AChainThroughContainersHasNoEnd) {
  std::vector<Spec> specs;
  for (std::uint32_t i = 0; i < kMany; ++i) specs.push_back(Spec(Node{Schema{{}, {field("a", name(i + 1), i)}}, line(i)}));
  specs.push_back(any_of(kMany));
  EXPECT_EQ(check(library_of(std::move(specs))), Diagnostics());
}

TEST(Size, ManyKeys) {
  Schema schema;
  for (std::uint32_t i = 0; i < kMany; ++i) schema.members.push_back(field(fmt::format("k{}", i), any_of(i), i));
  schema.members.push_back({Require{{PresenceExpr::Kind::key, "k7", {}}}, {}, {}, line(kMany)});
  EXPECT_EQ(check(library_of({Spec(Node{schema, line(0)})})), Diagnostics());
  schema.members.push_back(field("k0", any_of(kMany), kMany));
  EXPECT_EQ(check(library_of({Spec(Node{schema, line(0)})})).size(), 1U);
}

TEST(Size, ManyTags) {
  Multi multi;
  multi.tag = {"t"};
  for (std::uint32_t i = 0; i < kMany; ++i) multi.arms.push_back({{Constant(i)}, any_of(i)});
  EXPECT_EQ(check(library_of({Spec(Node{multi, {}})})), Diagnostics());
  multi.arms.push_back({{Constant(Number("7e0"))}, any_of(kMany)});
  const Diagnostics found = check(library_of({Spec(Node{multi, {}})}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(shown(found[0]), fmt::format("{}:1 duplicate-tag: duplicate tag 7e0", kMany + 1));
}

TEST(Size, ManyMistakesOnOneLine) {
  std::string text = "A = schema {";
  for (int i = 0; i < 2000; ++i) text += " req \"é\", Nope";
  text += "}";
  const Diagnostics found = checked(text);
  ASSERT_GE(found.size(), 1000U);
  EXPECT_EQ(shown(found[0]), "1:23 unresolved-name: undefined spec Nope");
  EXPECT_EQ(shown(found[1]), "1:28 duplicate-key: duplicate key :\"é\"");
}

TEST(Size, IncludesThatMultiplyAreRefused) {
  std::string text = "A0 = schema { req :a }\n";
  for (int i = 1; i < 60; ++i) text += fmt::format("A{0} = schema {{ include A{1} include A{1} }}\n", i, i - 1);
  const Diagnostics found = checked(text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, "too-large");
}

TEST(Size, ALongChainOfIncludesIsTooDeep) {
  std::string text = "A0 = schema { req :a }\n";
  for (int i = 1; i < 1000; ++i) text += fmt::format("A{} = schema {{ include A{} }}\n", i, i - 1);
  const Diagnostics found = checked(text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, "too-deep");
}

// Between two containers names may nest 200 deep, and no deeper.
TEST(Depth, IsCountedFromTheNearestContainer) {
  const auto chain = [](int length) {
    std::string text = "A = coll_of(N0)\n";
    for (int i = 0; i < length; ++i) text += fmt::format("N{} = maybe(N{})\n", i, i + 1);
    return text + fmt::format("N{} = coll_of(N0)", length);
  };
  EXPECT_EQ(lines_of(chain(99)), std::vector<std::string>());
  EXPECT_EQ(lines_of(chain(120)).size(), 1U);
}

}  // namespace
}  // namespace norm::checking
