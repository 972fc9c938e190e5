// The reports for people, compared as a whole with golden/*.txt; UPDATE_GOLDEN=1 rewrites them, to be reviewed like
// code.
#include <norm/report.h>

#include <gtest/gtest.h>

#include <string>

#include "report/golden.h"

namespace norm {
namespace {

// The problem of the first place where `value` stands in `bytes`.
Problem problem_at(std::string_view bytes, Segments path, std::string_view value, std::string predicate,
                   std::string message) {
  Problem out;
  out.path = std::move(path);
  out.val = std::string(value);
  out.predicate = std::move(predicate);
  out.code = "test";
  out.message = std::move(message);
  const std::size_t begin = bytes.find(value);
  if (begin != std::string_view::npos) out.span = ByteSpan{begin, begin + value.size()};
  out.source = {"comments.norm", 7, 11};
  out.via = {"CommentCreated", "UserId"};
  return out;
}

const std::string kPretty = R"({
  "msg_id": "8700635f",
  "data": {
    "user_id": "x",
    "mgs": "hello",
	"size": "Medium"
  }
})";

DecodeError pretty_error() {
  DecodeError error;
  error.problems.push_back(problem_at(kPretty, {"data", "user_id"}, "\"x\"", "integer?", "must be an integer"));
  error.problems.push_back(problem_at(kPretty, {"data", "user_id"}, "\"x\"", "re_matches?(/^[0-9A-F]{8}$/i)",
                                      "must match /^[0-9A-F]{8}$/i"));
  const std::string object = kPretty.substr(kPretty.find("{\n    "), kPretty.size() - 2 - kPretty.find("{\n    "));
  Problem missing = problem_at(kPretty, {"data", "msg"}, object, "required", "is missing");
  missing.val = R"({"user_id":"x","mgs":"hello","size":"Medium"})";
  error.problems.push_back(missing);
  Problem size = problem_at(kPretty, {"data", "size"}, "\"Medium\"", "enum(\"small\", \"medium\")", "must be one of 2");
  size.code = "enum";
  size.params = {{"values", R"(["small", 1, {"x": "Medium"}, "medium"])"}};
  error.problems.push_back(size);
  return error;
}

TEST(Text, QuotesTheLinesOfADocument) {
  expect_golden("document", to_text(pretty_error(), kPretty, "payload.json"));
}

TEST(Text, QuotesTheValuesOfWhatHasNoBytes) {
  DecodeError error = pretty_error();
  for (Problem& problem : error.problems) problem.span.reset();
  expect_golden("values", to_text(error, {}, "payload.json"));
}

TEST(Text, IsPaintedOnRequest) {
  TextStyle style;
  style.colour = Colour::on;
  expect_golden("colour", to_text(pretty_error(), kPretty, "payload.json", style));
}

TEST(Text, CutsALineOfAMegabyte) {
  const std::string bytes =
      "{\"a\":\"" + std::string(500000, 'a') + "\",\"b\":17,\"c\":\"" + std::string(500000, 'c') + "\"}";
  DecodeError error;
  error.problems.push_back(problem_at(bytes, {"b"}, "17", "string?", "must be a string"));
  error.problems.push_back(problem_at(bytes, {"a"}, "\"" + std::string(500000, 'a') + "\"", "max_length?(3)", ""));
  error.truncated = true;
  TextStyle style;
  style.width = 60;
  expect_golden("megabyte", to_text(error, bytes, "big.json:1", style));
}

TEST(Text, SendsNoControlToTheTerminal) {
  const std::string bytes = "{\"\x7f\xc2\x9b\":\"\xe2\x80\xae\t日本\"}";
  DecodeError error;
  Problem problem = problem_at(bytes, {"\x7f\xc2\x9b"}, "\"\xe2\x80\xae\t日本\"", "lit(\"\x1b\")", "not\x1b[2J this\n");
  problem.via = {"\x1b]0;title\x07"};
  problem.branch = {"\xc2\x9b"};
  problem.source.file = "a\x1b.norm";
  problem.on_key = true;
  error.problems.push_back(problem);
  std::string text = to_text(error, bytes, "a\x1b\n.json");
  expect_golden("controls", text);
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << int{c};
  EXPECT_EQ(text.find('\x7f'), std::string::npos);
  EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
}

TEST(Text, NamesMalformedPlaces) {
  DecodeError error;
  const std::string bytes = "{\n  \"a\": 1,\n  \"secret\": tru\n}";
  error.malformed = DecodeError::Malformed{bytes.find("tru"), "syntax", "expected a value"};
  TextStyle quoted;
  quoted.malformed = Malformed::quoted;
  expect_golden("malformed", to_text(error, bytes, "payload.json", quoted));
  EXPECT_EQ(to_text(error, bytes, "payload.json"), "payload.json: malformed JSON at byte 24: expected a value\n");
  error.malformed = DecodeError::Malformed{3, "syntax", "expected '}'"};
  EXPECT_EQ(to_text(error, "[1,", "-", quoted),
            "-: malformed JSON at byte 3: expected '}'\n      1 | [1,\n        |    ^\n");
}

TEST(Text, OfARecordCountsItsLinesFromWhereItStands) {
  DecodeError error;
  error.problems.push_back(problem_at("[1,\n2]", {std::size_t{1}}, "2", "string?", "must be a string"));
  TextStyle style;
  style.first_line = 41;
  EXPECT_NE(to_text(error, "[1,\n2]", "a.json", style).find(" 42 | 2]\n"), std::string::npos);
}

TEST(Text, OfTheRootOfABareValue) {
  DecodeError error;
  Problem problem;
  problem.val = "1";
  problem.predicate = "string?";
  error.problems.push_back(problem);
  EXPECT_EQ(to_text(error, "", "value"),
            "value: 1 problem\n  the document\n        | 1\n        | ^\n    fails spec: string?\n");
}

// A span that is not of these bytes must not be read.
TEST(Text, DoesNotTrustSpans) {
  DecodeError error;
  Problem problem;
  problem.val = "1";
  problem.predicate = "string?";
  problem.span = ByteSpan{100, 200};
  error.problems.push_back(problem);
  EXPECT_NE(to_text(error, "1", "value").find("| 1\n"), std::string::npos);
}

TEST(Text, OfDiagnostics) {
  const Diagnostics diagnostics = {
      {"unresolved-name", Severity::error, "undefined spec Nope", "schemas/a.norm", 3, 9, 4, "req :a, Nope", 1,
       "did you mean Note?"},
      {"syntax", Severity::error, "expected a spec", "a.norm", 1234, 8, 1, "\treq :é,", 1, ""},
      {"curly-quotes", Severity::info, "curly quotes", "a.norm", 1, 1, 3, "“a”", 1, ""},
      {"missing-kind", Severity::warning, "no kind\x1b", "a.norm", 2, 90, 4,
       "A = schema { " + std::string(70, 'x') + " here  " + std::string(200, 'y'), 1, ""},
      {"number", Severity::error, "not a number: x", "", 0, 0, 1, "", 1, ""},
      {"io", Severity::error, "no such file", "missing.norm", 0, 0, 1, "", 1, ""},
      {"syntax", Severity::error, "far out on a long line", "a.norm", 1, 5003, 2, "xxx here yyy", 4999, ""},
  };
  expect_golden("diagnostics", to_text(diagnostics));
  TextStyle style;
  style.colour = Colour::on;
  expect_golden("diagnostics_colour", to_text(diagnostics, style));
}

}  // namespace
}  // namespace norm
