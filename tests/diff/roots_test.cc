// Definitions through several versions: which is compared with which, and what all of them say together.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/diff_roots.h>
#include <norm/norm.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm {
namespace {

/// A version of one file or several, each `name: text`.
SchemaTree tree(std::string_view folder, const std::vector<std::pair<std::string, std::string>>& files) {
  SchemaTree out{std::string(folder), {}};
  for (const auto& [name, text] : files) {
    const auto module = load_text(text, fmt::format("{}/{}", folder, name));
    EXPECT_TRUE(module) << to_text(module.error());
    if (module) out.modules.push_back(*module);
  }
  return out;
}

SchemaTree old_tree(const std::string& text) { return tree("old", {{"a.norm", text}}); }
SchemaTree new_tree(const std::string& text) { return tree("new", {{"a.norm", text}}); }

/// `name: old, old -> now`, a definition a line; `-` where a version has none.
std::string matched(const std::vector<SchemaTree>& olds, const SchemaTree& now, const Renamed& renamed = {}) {
  const auto histories = match_roots(olds, now, renamed);
  if (!histories) return histories.error().front().code + ": " + histories.error().front().hint;
  const auto name = [](const std::optional<RootSpec>& spec) { return spec ? spec->name : std::string("-"); };
  std::string out;
  for (const RootHistory& history : *histories) {
    out += history.name + ":";
    for (const std::optional<RootSpec>& old : history.olds) out += " " + name(old);
    out += " -> " + name(history.now) + "\n";
  }
  return out;
}

TEST(MatchRoots, ByName) {
  EXPECT_EQ(matched({old_tree("A = any?\nB = null?")}, new_tree("B = null?\nC = any?")),
            "B: B -> B\nC: - -> C\nA: A -> -\n");
}

TEST(MatchRoots, ByTheNameOfTheModuleToo) {
  EXPECT_EQ(matched({old_tree("module m\nA = any?")}, new_tree("module n\nA = any?")), "n.A: - -> A\nm.A: A -> -\n");
}

TEST(MatchRoots, ByTheFileWhereANameStandsTwice) {
  const SchemaTree old = tree("old", {{"x/a.norm", "A = null?"}, {"y/a.norm", "A = any?"}});
  const SchemaTree now = tree("new", {{"y/a.norm", "A = any?"}, {"x/a.norm", "A = null?"}});
  EXPECT_EQ(matched({old}, now), "y/a.norm#A: A -> A\nx/a.norm#A: A -> A\n");
}

TEST(MatchRoots, WhatSomethingNewUsesIsNotGone) {
  EXPECT_EQ(matched({old_tree("A = integer?")}, new_tree("A = integer?\nB = coll_of(A)")), "B: - -> B\nA: A -> A\n");
}

TEST(MatchRoots, ATopicIsGoneWithoutItsMark) {
  EXPECT_EQ(matched({old_tree("@topic(\"a\") A = any?\n@topic(\"b\") B = any?")},
                    new_tree("A = any?\n@topic(\"b\") B = any?")),
            "B: B -> B\nA: A -> -\n");
}

TEST(MatchRoots, ThroughARename) {
  const SchemaTree old = old_tree("module m\nA = any?");
  EXPECT_EQ(matched({old}, new_tree("module m\nB = any?"), {{"A", "B"}}), "m.B: A -> B\n");
  EXPECT_EQ(matched({old}, new_tree("module m\nB = any?"), {{"m.A", "m.B"}}), "m.B: A -> B\n");
  EXPECT_EQ(matched({old}, new_tree("module m\nBook = any?"), {{"A", "m.Bok"}}), "unknown-root: did you mean m.Book?");
  EXPECT_EQ(matched({old}, new_tree("module m\nB = any?"), {{"X", "B"}}), "unknown-root: the roots are m.A");
}

TEST(MatchRoots, TwoThatBecameOneAreTwo) {
  EXPECT_EQ(matched({old_tree("A = null?\nB = any?")}, new_tree("B = any?"), {{"A", "B"}}), "B: A -> B\nB: B -> B\n");
}

TEST(MatchRoots, ThroughSeveralVersions) {
  EXPECT_EQ(matched({old_tree("A = any?\nB = any?"), old_tree("B = any?")}, new_tree("A = any?\nB = any?")),
            "A: A - -> A\nB: B B -> B\n");
}

RootsDifference compared(const std::vector<SchemaTree>& olds, const SchemaTree& now, const DiffOptions& options = {}) {
  auto histories = match_roots(olds, now);
  EXPECT_TRUE(histories);
  auto found = diff_roots(std::move(*histories), options);
  EXPECT_TRUE(found);
  return *found;
}

TEST(DiffRoots, ANewOneGrows) {
  const RootsDifference found = compared({old_tree("A = null?")}, new_tree("A = null?\nB = any?"));
  EXPECT_EQ(found.overall.verdict, Verdict::growth);
  ASSERT_EQ(found.roots.size(), 2U);
  EXPECT_EQ(found.roots[0].difference.overall.verdict, Verdict::same);
  ASSERT_EQ(found.roots[1].difference.overall.changes.size(), 1U);
  EXPECT_EQ(found.roots[1].difference.overall.changes[0].kind, ChangeKind::root_added);
}

TEST(DiffRoots, OneThatIsGoneBreaksBoth) {
  const RootsDifference found = compared({old_tree("A = null?\nB = any?")}, new_tree("A = null?"));
  EXPECT_EQ(found.overall.verdict, Verdict::breaks_both);
  EXPECT_FALSE(found.overall.breaks_producers);
  ASSERT_EQ(found.overall.changes.size(), 1U);
  EXPECT_EQ(found.overall.changes[0].kind, ChangeKind::root_removed);
  DiffOptions consumer;
  consumer.role = Role::consumer;
  EXPECT_EQ(compared({old_tree("A = null?\nB = any?")}, new_tree("A = null?"), consumer).overall.verdict,
            Verdict::breaks_producers);
}

TEST(DiffRoots, EachOldVersionHasItsPair) {
  const std::vector olds = {old_tree("A = integer?\nB = any?"), old_tree("A = number?")};
  const RootsDifference found = compared(olds, new_tree("A = number?\nB = any?"));
  ASSERT_EQ(found.pairs.size(), 2U);
  EXPECT_EQ(found.pairs[0].verdict, Verdict::breaks_consumers);
  EXPECT_EQ(found.pairs[1].verdict, Verdict::growth);  // B came back
  EXPECT_EQ(found.overall.verdict, Verdict::breaks_consumers);
}

TEST(DiffRoots, FingerprintsTellBreakagesApart) {
  const auto fingerprint = [](const std::string& old, const std::string& now) {
    return compared({old_tree(old)}, new_tree(now)).roots.front().fingerprint;
  };
  EXPECT_EQ(fingerprint("A = integer?", "A = string?"), fingerprint("A = integer?", "A = string?"));
  EXPECT_NE(fingerprint("A = integer?", "A = string?"), fingerprint("A = integer?", "A = null?"));
  EXPECT_NE(fingerprint("A = integer?", "A = string?"), fingerprint("B = integer?", "B = string?"));
}

// What is shared by many roots costs each of them little.
TEST(DiffRoots, OfManyRootsEachIsDecided) {
  const auto text = [](std::string_view type) {
    std::string out = "S = schema { req :s, " + std::string(type) + " }\n";
    for (int i = 0; i < 100; ++i) out += fmt::format("R{} = schema {{ req :r{}, S opt :next, R{} }}\n", i, i, i);
    return out;
  };
  const RootsDifference found = compared({old_tree(text("integer?"))}, new_tree(text("number?")));
  EXPECT_EQ(found.roots.size(), 100U);
  for (const RootDifference& root : found.roots) {
    EXPECT_EQ(root.difference.overall.verdict, Verdict::breaks_consumers) << root.root.name;
  }
}

}  // namespace
}  // namespace norm
