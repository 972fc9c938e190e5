// What a terminal is shown of outside bytes.
#include "report/glyph.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm::report {
namespace {

struct Row {
  std::string text;
  std::string shown;
  std::size_t columns;
};

TEST(Glyph, ShowsWhatATerminalWouldObeyOrHide) {
  const std::vector<Row> rows = {
      {"plain", "plain", 5},
      {"a\tb", "a→b", 3},
      {"\n\r", "␊␍", 2},
      {std::string("\0", 1), "␀", 1},
      {"\x1b[31m", "␛[31m", 5},
      {"\x7f", "␡", 1},
      {"\xc2\x9b", "<U+009B>", 8},          // CSI of C1
      {"\xe2\x80\xae", "<U+202E>", 8},      // right-to-left override
      {"\xef\xbb\xbf", "<U+FEFF>", 8},
      {"\xf3\xa0\x81\x81", "<U+E0041>", 9},
      {"é", "é", 1},
      {"e\xcc\x81", "e\xcc\x81", 1},        // combining acute
      {"日本", "日本", 4},
      {"😀", "😀", 2},
      {"\xff", "<FF>", 4},
      {"\xc3", "<C3>", 4},                  // cut short
      {"\xc0\xaf", "<C0><AF>", 8},          // overlong
      {"\xed\xa0\x80", "<ED><A0><80>", 12}, // a surrogate
      {"\xf4\x90\x80\x80", "<F4><90><80><80>", 16},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(visible(row.text), row.shown);
    std::size_t columns = 0;
    for (std::size_t at = 0; at < row.text.size(); at += glyph_at(row.text, at).size) {
      columns += glyph_at(row.text, at).columns;
    }
    EXPECT_EQ(columns, row.columns) << row.shown;
  }
}

// Walking back finds the same glyphs as walking on, over every text of three bytes out of these.
TEST(Glyph, IsTheSameFromBothSides) {
  const std::string bytes = "a\x80\xbf\xc3\xe2\xed\xf0\xff\x1b";
  for (const char a : bytes) {
    for (const char b : bytes) {
      for (const char c : bytes) {
        for (const char d : bytes) {
          const std::string text{a, b, c, d};
          std::vector<std::size_t> on, back;
          for (std::size_t at = 0; at < text.size(); at += glyph_at(text, at).size) on.push_back(at);
          for (std::size_t end = text.size(); end > 0;) {
            end -= glyph_before(text, end).size;
            back.insert(back.begin(), end);
          }
          EXPECT_EQ(on, back) << visible(text);
        }
      }
    }
  }
}

TEST(Glyph, CountsCodePointsFromTheFront) {
  EXPECT_EQ(first_code_points("aé😀b", 3), "aé😀");
  EXPECT_EQ(first_code_points("ab", 9), "ab");
  EXPECT_EQ(first_code_points("ab", 0), "");
}

}  // namespace
}  // namespace norm::report
