// A place in a text as a line with carets, whatever the size of the text.
#include "report/excerpt.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report/glyph.h"

namespace norm::report {
namespace {

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size(); at += glyph_at(text, at).size) columns += glyph_at(text, at).columns;
  return columns;
}

std::string drawn(const Excerpt& excerpt) {
  return excerpt.text + '\n' + std::string(excerpt.indent, ' ') + std::string(excerpt.carets, '^');
}

TEST(Excerpt, ShowsTheLineOfThePlace) {
  const std::string text = "{\n  \"a\": 1,\r\n  \"b\": \"x\"\n}";
  EXPECT_EQ(drawn(excerpt_of(text, 9, 10, 80)), "  \"a\": 1,\n       ^");
  EXPECT_EQ(drawn(excerpt_of(text, 0, text.size(), 80)), "{\n^");  // carets stop at the line's end
  EXPECT_EQ(drawn(excerpt_of(text, text.size(), text.size(), 80)), "}\n ^");
  EXPECT_EQ(drawn(excerpt_of("", 0, 0, 80)), "\n^");
}

TEST(Excerpt, CutsALongLineAroundThePlace) {
  const std::string text = std::string(500000, 'a') + "HERE" + std::string(500000, 'b');
  EXPECT_EQ(drawn(excerpt_of(text, 500000, 500004, 24)), "…aaaaaaaHEREbbbbbbbbbbb…\n        ^^^^");
  EXPECT_EQ(drawn(excerpt_of(text, 0, 1, 24)), "aaaaaaaaaaaaaaaaaaaaaa…\n^");
  EXPECT_EQ(drawn(excerpt_of(text, text.size() - 1, text.size(), 24)), "…bbbbbbbbbbbbbbbbbbbbbb\n                      ^");
}

TEST(Excerpt, AlignsByColumnsNotBytes) {
  EXPECT_EQ(drawn(excerpt_of("é日\t!", 6, 7, 80)), "é日→!\n    ^");
  EXPECT_EQ(drawn(excerpt_of("\x1b!", 1, 2, 80)), "␛!\n ^");
}

TEST(Excerpt, FitsTheWidthWhateverThePlace) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += i % 7 == 0 ? "\xff" : i % 5 == 0 ? "日" : i % 3 == 0 ? "\xe2\x80\xae" : "x";
  for (std::size_t columns = 20; columns < 60; columns += 7) {
    for (std::size_t begin = 0; begin < text.size(); begin += glyph_at(text, begin).size) {
      const Excerpt excerpt = excerpt_of(text, begin, text.size(), columns);
      EXPECT_LE(columns_of(excerpt.text), columns);
      EXPECT_LE(excerpt.indent + excerpt.carets, columns);
    }
  }
}

TEST(Excerpt, OfARunWithoutColumnsIsBounded) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "\xcc\x81";
  EXPECT_LT(excerpt_of(text, 100000, 100002, 80).text.size(), std::size_t{80} * 16 * 3);
}

TEST(Lines, AreCountedForOffsetsInAnyOrder) {
  EXPECT_EQ(lines_of("a\nb\n\nc", {5, 0, 2, 4, 1, 99}), (std::vector<std::size_t>{4, 1, 2, 3, 1, 4}));
}

}  // namespace
}  // namespace norm::report
