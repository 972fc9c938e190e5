// The deck's wording byte for byte, a row a case.
#include <norm/report.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm {
namespace {

Problem problem(Segments path, std::string val, std::string predicate) {
  Problem out;
  out.path = std::move(path);
  out.val = std::move(val);
  out.predicate = std::move(predicate);
  return out;
}

struct LineRow {
  Segments path;
  std::string val;
  std::string predicate;
  std::string line;
};

std::string repeated(std::string_view text, int times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

TEST(Lines, AreTheWordingOfTheDeck) {
  const std::vector<LineRow> rows = {
      {{"data", "user_id"}, "\"x\"", "integer?", "In :data/:user_id, val: \"x\" fails spec: integer?"},
      {{}, "1", "string?", "val: 1 fails spec: string?"},
      {{"msg_id"}, "{}", "required", "In :msg_id, val: {} fails spec: required"},
      {{"tags", std::size_t{0}}, "1.50", "string?", "In :tags/[0], val: 1.50 fails spec: string?"},
      {{std::size_t{12}, "a b"}, "null", "> 0", "In [12]/:\"a b\", val: null fails spec: > 0"},
      {{"phone"}, "<redacted>", "re_matches?(/^\\+/)", "In :phone, val: <redacted> fails spec: re_matches?(/^\\+/)"},
      {{"k"}, repeated("x", 80), "p?", "In :k, val: " + repeated("x", 80) + " fails spec: p?"},
      {{"k"}, repeated("x", 81), "p?", "In :k, val: " + repeated("x", 80) + "… fails spec: p?"},
      {{"k"}, repeated("😀", 80), "p?", "In :k, val: " + repeated("😀", 80) + " fails spec: p?"},
      {{"k"}, repeated("é", 200), "p?", "In :k, val: " + repeated("é", 80) + "… fails spec: p?"},
  };
  for (const LineRow& row : rows) {
    EXPECT_EQ(to_line(problem(row.path, row.val, row.predicate)), row.line);
  }
}

TEST(Lines, JoinWithoutANewlineAfterTheLast) {
  EXPECT_EQ(to_lines(std::vector<Problem>{}), "");
  EXPECT_EQ(to_lines(std::vector<Problem>{problem({"a"}, "1", "string?"), problem({"b"}, "2", "null?")}),
            "In :a, val: 1 fails spec: string?\nIn :b, val: 2 fails spec: null?");
}

TEST(Lines, SayWhereAMalformedDocumentBreaks) {
  DecodeError error;
  error.malformed = DecodeError::Malformed{17, "syntax", "expected ',' or '}'"};
  EXPECT_EQ(to_lines(error), "malformed JSON at byte 17: expected ',' or '}'");
  DecodeError conforming_to_nothing;
  conforming_to_nothing.problems = {problem({}, "1", "never?")};
  EXPECT_EQ(to_lines(conforming_to_nothing), "val: 1 fails spec: never?");
}

struct PathRow {
  Segments path;
  std::string text;
  std::string pointer;
};

TEST(Paths, AreKeysOfTheLanguageAndPointersOfRfc6901) {
  const std::vector<PathRow> rows = {
      {{}, "", ""},
      {{"data", "user_id", std::size_t{0}}, ":data/:user_id/[0]", "/data/user_id/0"},
      {{"ok?"}, ":ok?", "/ok?"},
      {{"ok!"}, ":ok!", "/ok!"},
      {{"ok??"}, ":\"ok??\"", "/ok??"},
      {{"_"}, ":_", "/_"},
      {{"req"}, ":req", "/req"},
      {{"9lives"}, ":\"9lives\"", "/9lives"},
      {{"0"}, ":\"0\"", "/0"},
      {{""}, ":\"\"", "/"},
      {{"a/b"}, ":\"a/b\"", "/a~1b"},
      {{"m~n"}, ":\"m~n\"", "/m~0n"},
      {{"~1"}, ":\"~1\"", "/~01"},
      {{"say \"hi\"\\"}, ":\"say \\\"hi\\\"\\\\\"", "/say \"hi\"\\"},
      {{"é"}, ":\"é\"", "/é"},
      {{"a\nb"}, ":\"a\\nb\"", "/a\nb"},
      {{std::string("\x1b[2J")}, ":\"\\u001b[2J\"", "/\x1b[2J"},
      {{"x-id"}, ":\"x-id\"", "/x-id"},
  };
  for (const PathRow& row : rows) {
    EXPECT_EQ(to_path(row.path), row.text);
    EXPECT_EQ(to_pointer(row.path), row.pointer);
  }
}

}  // namespace
}  // namespace norm
