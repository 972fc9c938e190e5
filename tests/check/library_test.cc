// Several mistakes at once, in order of place; mistakes between files; names of what could not be read.
#include <gtest/gtest.h>

#include <initializer_list>

#include "check/checked.h"

namespace norm::checking {
namespace {

using Lines = std::vector<std::string>;

Library library_of(std::initializer_list<std::string_view> texts) {
  Library library;
  for (const std::string_view text : texts) {
    const auto index = static_cast<std::uint32_t>(library.files.size());
    library.files.push_back(syntax::parse_file(text, fmt::format("{}.norm", index), index).file);
  }
  // `import "1.norm"` is file 1.
  for (SchemaFile& file : library.files) {
    for (Import& import : file.imports) import.file = static_cast<std::uint32_t>(import.path.front() - '0');
  }
  return library;
}

Lines lines(const Diagnostics& diagnostics) {
  Lines out;
  for (const Diagnostic& diagnostic : diagnostics) out.push_back(diagnostic.file + ":" + shown(diagnostic));
  return out;
}

TEST(AllMistakes, StandInOrderOfPlace) {
  EXPECT_EQ(lines_of("Z = A\n"
                     "A = B | Nope\n"
                     "B = schema {\n"
                     "  req :x, strin?\n"
                     "  opt :x, 2..1\n"
                     "}\n"
                     "A = 1"),
            (Lines{"2:9 unresolved-name: undefined spec Nope", "4:11 unresolved-name: unknown predicate strin?",
                   "5:3 req-and-opt: duplicate key :x, both req and opt",
                   "5:11 empty-range: " + checked("B = 2..1").at(0).message,
                   "7:1 duplicate-definition: duplicate definition of A"}));
}

TEST(Imports, BringNamesBareOrBehindAnAlias) {
  EXPECT_EQ(lines(check(library_of({"import \"1.norm\" as m\nimport \"2.norm\"\nA = m.X & Y", "X = any?", "Y = any?"}))),
            Lines());
}

TEST(Imports, DoNotBringWhatIsPrivateOrImported) {
  const Diagnostics found = check(library_of({"import \"1.norm\" as m\nA = m._P\nB = m.Y\nC = Y",
                                              "import \"2.norm\"\n_P = Y", "Y = any?"}));
  EXPECT_EQ(lines(found), (Lines{"0.norm:2:5 unresolved-name: undefined spec m._P",
                                 "0.norm:3:5 unresolved-name: undefined spec m.Y",
                                 "0.norm:4:5 unresolved-name: undefined spec Y"}));
  EXPECT_EQ(found.front().hint, "a name that begins with _ is private to its file");
}

TEST(Imports, Clash) {
  EXPECT_EQ(lines(check(library_of({"import \"1.norm\" as m\nimport \"2.norm\" as m\nA = any?", "X = any?", "X = any?"}))),
            (Lines{"0.norm:2:1 import-clash: two imports are named m"}));
  EXPECT_EQ(lines(check(library_of({"import \"1.norm\" as m\nm = any?", "X = any?"}))),
            (Lines{"0.norm:1:1 import-clash: m is a definition and the name of an import"}));
  EXPECT_EQ(lines(check(library_of({"import \"1.norm\"\nX = any?", "X = any?\n_Y = any?"}))),
            (Lines{"0.norm:1:1 import-clash: this import brings X, which is defined here too"}));
  EXPECT_EQ(lines(check(library_of({"import \"1.norm\"\nimport \"2.norm\"", "X = any?", "X = any?"}))),
            (Lines{"0.norm:2:1 import-clash: two imports bring X"}));
}

TEST(Imports, OfTheSameFileTwiceAndOfOneselfAreNoClash) {
  EXPECT_EQ(lines(check(library_of({"import \"1.norm\"\nimport \"1.norm\"\nimport \"0.norm\"\nA = X", "X = any?"}))),
            Lines());
}

TEST(Cycles, AreFoundAcrossFiles) {
  EXPECT_EQ(lines(check(library_of({"import \"1.norm\" as m\nA = m.B", "import \"0.norm\" as m\nB = m.A"}))),
            (Lines{"0.norm:2:1 unguarded-cycle: unguarded cycle A -> B -> A"}));
}

// One cycle must not hide another that shares a name with it.
TEST(Cycles, EachNameIsShownOnOne) {
  EXPECT_EQ(lines(check(library_of({"A = B | C\nB = A\nC = A\nD = D | E\nE = D"}))),
            (Lines{"0.norm:1:1 unguarded-cycle: unguarded cycle A -> C -> A",
                   "0.norm:2:1 unguarded-cycle: unguarded cycle B -> A -> B",
                   "0.norm:4:1 unguarded-cycle: unguarded cycle D -> D",
                   "0.norm:5:1 unguarded-cycle: unguarded cycle E -> D -> E"}));
  EXPECT_EQ(lines(check(library_of({"A = schema { include B  include C }\nB = schema { include A }\nC = A"}))).size(),
            2U);
}

TEST(Gaps, HideOnlyNamesThatMayStandThere) {
  const Library library =
      library_of({"import \"1.norm\" as m\nimport \"2.norm\"\nA = m.X\nB = m.Y\nC = Z\nD = Nope", "", ""});
  Gaps gaps;
  gaps.lost = {{}, {"X"}, {"Z"}};
  EXPECT_EQ(lines(check(library, gaps)), (Lines{"0.norm:4:5 unresolved-name: undefined spec m.Y",
                                                "0.norm:6:5 unresolved-name: undefined spec Nope"}));
  gaps.unread = {false, true, false};
  EXPECT_EQ(lines(check(library, gaps)), (Lines{"0.norm:6:5 unresolved-name: undefined spec Nope"}));
  gaps.unread = {false, true, true};
  EXPECT_EQ(lines(check(library, gaps)), Lines());
}

TEST(OneSpec, IsCheckedWithAllThatItReachesOnly) {
  const Library library = library_of({"A = B\nB = string?\nC = Nope"});
  const auto& definitions = library.files.front().definitions;
  EXPECT_EQ(lines(check(definitions[0].spec, &library)), Lines());
  EXPECT_EQ(lines(check(definitions[2].spec, &library)), (Lines{"0.norm:3:5 unresolved-name: undefined spec Nope"}));
  EXPECT_EQ(lines(check(definitions[0].spec, nullptr)), (Lines{":0:0 unresolved-name: undefined spec B"}));
}

}  // namespace
}  // namespace norm::checking
