// Line, column and excerpt of places in schema text.
#include "spec/place.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace norm::spec {
namespace {

SchemaFile file(std::string text) { return SchemaFile{"a.norm", std::move(text), {}, {}, {}, {}}; }

TEST(Place, CountsCodePoints) {
  const SchemaFile text = file("é = x\nÄÖ = y\n");
  EXPECT_EQ(place_of(text, 0, 2), (SourcePlace{"a.norm", 1, 1, 1}));
  EXPECT_EQ(place_of(text, 2, 100), (SourcePlace{"a.norm", 1, 2, 4}));
  EXPECT_EQ(place_of(text, 7, 11), (SourcePlace{"a.norm", 2, 1, 2}));
  EXPECT_EQ(place_of(text, 11, 11), (SourcePlace{"a.norm", 2, 3, 0}));
}

TEST(Place, CountsCodePointsOfEveryLengthByWords) {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string line;
    for (std::size_t i = 0; i < size; ++i) line += std::array{"a", "é", "€", "😀"}[i % 4];
    const std::size_t end = line.size();
    const SourcePlace place = place_of(file("\n\n" + line + "\n"), 2 + end, 2 + end);
    EXPECT_EQ(place, (SourcePlace{"a.norm", 3, static_cast<std::uint32_t>(size + 1), 0})) << line;
  }
}

TEST(Place, OfLinesIsTheSame) {
  std::string long_lines;
  for (int i = 0; i < 120; ++i) long_lines += i % 50 == 49 ? "\n" : "aé€😀";
  for (const std::string& text : {std::string(), std::string("a"), std::string("\n"), std::string("a\n\nbé c\r\n"),
                                  std::string("\xEF\xBB\xBF"
                                              "ab\n\xEF\xBB\xBF\nc"),
                                  long_lines}) {
    const SchemaFile written = file(text);
    const Lines lines(written);
    // Nothing that is written begins at a byte order mark.
    for (std::size_t begin = text.starts_with('\xEF') ? 3 : 0; begin <= text.size() + 1; ++begin) {
      for (std::size_t end = 0; end <= text.size() + 1; ++end) {
        ASSERT_EQ(lines.place_of(begin, end), place_of(written, begin, end)) << text << begin << ' ' << end;
      }
    }
  }
}

TEST(Place, DiagnosticStaysOnItsLine) {
  const Diagnostic d = diagnostic_at(file("ab\r\ncdef\n"), 5, 900, "x", "m");
  EXPECT_EQ(d.line, 2u);
  EXPECT_EQ(d.column, 2u);
  EXPECT_EQ(d.length, 3u);
  EXPECT_EQ(d.excerpt, "cdef");
  const Diagnostic end = diagnostic_at(file("ab\r\n"), 2, 4, "x", "m");
  EXPECT_EQ(end.excerpt, "ab");
  EXPECT_EQ(end.length, 1u);
}

TEST(Place, EndOfTextIsAPlace) {
  const Diagnostic d = diagnostic_at(file("ab"), 99, 120, "x", "m");
  EXPECT_EQ(d.line, 1u);
  EXPECT_EQ(d.column, 3u);
}

TEST(Place, LongLinesAreCutAroundThePlace) {
  const Diagnostic early = diagnostic_at(file(std::string(1000, 'a')), 10, 12, "x", "m");
  EXPECT_EQ(early.excerpt.size(), 210u);
  EXPECT_EQ(early.column, 11u);
  EXPECT_EQ(early.excerpt_column, 1u);
  const Diagnostic late = diagnostic_at(file("q\n" + std::string(1000, 'a')), 502, 504, "x", "m");
  EXPECT_EQ(late.excerpt.size(), 400u);
  EXPECT_EQ(late.column, 501u);
  EXPECT_EQ(late.excerpt_column, 301u);
}

}  // namespace
}  // namespace norm::spec
