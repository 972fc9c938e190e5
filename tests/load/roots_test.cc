// Which definitions stand for whole payloads.
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "load/loaded.h"

namespace norm {
namespace {

using Files = std::map<std::string, std::string>;

// The roots of the files, each as FILE#Name; the modules are in order of name.
Lines roots_of(const Files& files) {
  LoadOptions options;
  options.root = ".";
  options.source = SchemaSource{"", [&](const std::string& path) -> Result<std::optional<std::string>, std::string> {
                                  const auto file = files.find(path);
                                  return file == files.end() ? std::nullopt : std::optional(file->second);
                                }};
  std::vector<Module> modules;
  for (const auto& [name, text] : files) {
    const auto module = load_file(name, options);
    EXPECT_TRUE(module) << testing::PrintToString(lines_of(module));
    if (module) modules.push_back(*module);
  }
  Lines out;
  for (const Root& root : find_roots(modules)) {
    const Module& module = modules[root.module];
    out.push_back(module.library()->files.front().name + "#" + module.definitions()[root.definition].name);
  }
  return out;
}

TEST(Roots, AreWhatNoOtherDefinitionUses) {
  EXPECT_EQ(
      roots_of({{"a", "Id = integer?\nUser = schema { req :id, Id }\nOrder = schema { req :by, User }\nAlone = any?"}}),
      (Lines{"a#Order", "a#Alone"}));
  EXPECT_EQ(roots_of({{"a", ""}}), Lines());
}

TEST(Roots, MayUseThemselves) { EXPECT_EQ(roots_of({{"a", "Tree = schema { opt :left, Tree }"}}), Lines{"a#Tree"}); }

TEST(Roots, OfACircleAreItsLast) {
  EXPECT_EQ(roots_of({{"a", "A = coll_of(B)\nB = coll_of(C)\nC = coll_of(A)\nLeaf = any?\nX = A"}}),
            (Lines{"a#Leaf", "a#X"}));
  EXPECT_EQ(roots_of({{"a", "A = coll_of(B)\nB = coll_of(C)\nC = coll_of(A) | Leaf\nLeaf = any?"}}), Lines{"a#C"});
  EXPECT_EQ(roots_of({{"a", "Leaf = any?\nA = coll_of(B) | Leaf\nB = coll_of(A)\nC = coll_of(D)\nD = coll_of(C) | A"}}),
            Lines{"a#D"});
}

TEST(Roots, AreThoseWithATopicIfThereAreAny) {
  EXPECT_EQ(roots_of({{"a", "@topic(\"t\") A = any?\nB = A"}, {"b", "C = any?"}}), Lines{"a#A"});
}

TEST(Roots, AreNotPrivate) { EXPECT_EQ(roots_of({{"a", "_A = any?\nB = any?"}}), Lines{"a#B"}); }

TEST(Roots, AreSeenAcrossFiles) {
  const Files files = {{"a.norm", "import \"./sub/../b.norm\" as b\nA = b.B"},
                       {"b.norm", "import \"sub/c.norm\"\nB = coll_of(C)\nOther = any?"},
                       {"sub/c.norm", "C = any?"}};
  EXPECT_EQ(roots_of(files), (Lines{"a.norm#A", "b.norm#Other"}));
}

TEST(Roots, CostAsMuchAsTheTextIsLong) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += fmt::format("A{} = coll_of(A{})\n", i, (i + 1) % 20'000);
  EXPECT_EQ(roots_of({{"a", text}}), Lines{"a#A19999"});
}

}  // namespace
}  // namespace norm
