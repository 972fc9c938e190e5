// Regexes: what they mean, what is refused, and where in the pattern the mistake stands.
#include "predicate/regex.h"

#include "predicate/support.h"

namespace norm::predicate {
namespace {

bool matches(const char* pattern, const char* flags, std::string_view text) {
  const auto regex = CompiledRegex::compile(Regex{pattern, flags});
  EXPECT_TRUE(regex.has_value()) << pattern << ": " << regex.error().message;
  return regex && (*regex)->matches(text);
}

TEST(Regex, Meaning) {
  EXPECT_TRUE(matches("b", "", "abc"));
  EXPECT_FALSE(matches("^b", "", "abc"));
  EXPECT_FALSE(matches("^a$", "", "a\n"));
  EXPECT_FALSE(matches("^b$", "", "a\nb\nc"));
  EXPECT_TRUE(matches("^b$", "m", "a\nb\nc"));
  EXPECT_FALSE(matches("a.b", "", "a\nb"));
  EXPECT_TRUE(matches("a.b", "s", "a\nb"));
  EXPECT_TRUE(matches("^ÉA$", "i", "éa"));
  EXPECT_FALSE(matches("^ÉA$", "", "éa"));
  EXPECT_TRUE(matches("^.$", "", "\xf0\x9f\x98\x80"));
  EXPECT_TRUE(matches("^\\pL+$", "", "日本"));
  EXPECT_TRUE(matches("a\\nb", "", "a\nb"));
  EXPECT_TRUE(matches("^a.b$", "s", std::string_view("a\0b", 3)));
  EXPECT_TRUE(matches("^A.B$", "ism", "x\na\nb\ny"));
  EXPECT_TRUE(matches("(?i)a|b", "m", "B"));
  EXPECT_TRUE(matches("a|^b", "m", "x\nb"));
  EXPECT_TRUE(matches("^a{1000}$", "", std::string(1000, 'a')));
}

TEST(Regex, EscapedSlashIsASlash) {
  EXPECT_TRUE(matches("^a\\/b$", "", "a/b"));
  EXPECT_TRUE(matches("^[\\/]$", "", "/"));
  EXPECT_TRUE(matches("^\\\\\\/$", "", "\\/"));
  EXPECT_TRUE(matches("^\\Qa\\/b.\\E\\/.$", "", "a/b./x"));
  EXPECT_FALSE(matches("^\\Qa\\/b\\E$", "", "a\\/b"));
  EXPECT_TRUE(matches("^a/b$", "", "a/b"));
}

struct Mistake {
  const char* pattern;
  const char* flags;
  const char* message;
  int offset;  // -1: none
};

TEST(Regex, MistakesHaveAPlace) {
  const std::vector<Mistake> mistakes = {
      {"(a", "", "missing )", 0},
      {"a(b)(c", "", "missing )", 4},
      {"[(](a\\)", "m", "missing )", 3},
      {"a)b", "", "unexpected )", 1},
      {"[)]\\)(a))", "", "unexpected )", 8},
      {"\\Q)\\E)", "", "unexpected )", 5},
      {"ab[c", "", "missing ]: [c", 2},
      {"[a]x[a", "", "missing ]: [a", 4},
      {"[[:](", "", "missing )", 4},
      {"\\*a|*", "", "no argument for repetition operator: *", 4},
      {"\\*a|*", "m", "no argument for repetition operator: *", 4},
      {"[*]\\*\\Q*\\E(?:*)", "", "no argument for repetition operator: *", 13},
      {"a\\d\\q", "", "invalid escape sequence: \\q", 3},
      {"\\\\q\\q\\q", "", "invalid escape sequence: \\q", 3},
      {"a{1001}", "", "invalid repetition size: {1001}", 1},
      {"\\{1001}a{1001}", "i", "invalid repetition size: {1001}", 8},
      {"a**", "", "bad repetition operator: **", 1},
      {"x[z-a]", "", "invalid character class range: z-a", 2},
      {"[[:foo:]]", "", "invalid character class range: [:foo:]", 1},
      {"a(?=b)", "", "invalid perl operator: (?=", 1},
      {"a(?<!b)", "", "invalid perl operator: (?<", 1},
      {"(a)\\1", "", "invalid escape sequence: \\1", 3},
      {"\\\\1(a)\\1", "", "invalid escape sequence: \\1", 6},
      {"ab\\", "", "trailing \\", 2},
      {"\\Qa\\/\\/\\E\\q", "", "invalid escape sequence: \\q", 9},
      {"\\x{41}\\x{", "", "invalid escape sequence: \\x{", 6},
      {"\\C", "", "\\C is refused: it matches a byte and could split a character", 0},
      {"a\\\\C[C]\\Q\\C\\E\\C", "", "\\C is refused: it matches a byte and could split a character", 13},
      {"a", "x", "unknown regex flag x: there are i, m and s", 2},
      {"abc", "ig", "unknown regex flag g: there are i, m and s", 5},
  };
  for (const Mistake& wrong : mistakes) {
    const auto regex = CompiledRegex::compile(Regex{wrong.pattern, wrong.flags});
    ASSERT_FALSE(regex.has_value()) << wrong.pattern;
    EXPECT_EQ(regex.error().code, "invalid-regex");
    EXPECT_EQ(regex.error().message, wrong.message) << wrong.pattern;
    EXPECT_EQ(regex.error().has_offset ? static_cast<int>(regex.error().offset) : -1, wrong.offset) << wrong.pattern;
  }
}

// A pattern whose complaint has a long way to its place and many innocent look-alikes before it.
TEST(Regex, HostilePatterns) {
  std::string stars;
  while (stars.size() < 20'000) stars += "\\*";
  auto regex = CompiledRegex::compile(Regex{stars + "|*", ""});
  ASSERT_FALSE(regex.has_value());
  EXPECT_EQ(regex.error().offset, stars.size() + 1);

  regex = CompiledRegex::compile(Regex{std::string(100'000, '('), ""});
  ASSERT_FALSE(regex.has_value());
  EXPECT_LT(regex.error().message.size(), 100u);

  std::string bomb = "a";
  for (int i = 0; i < 3; ++i) bomb = "(?:" + bomb + "){1000}";
  regex = CompiledRegex::compile(Regex{bomb, ""});
  ASSERT_FALSE(regex.has_value());
  EXPECT_LT(regex.error().message.size(), 100u);

  regex = CompiledRegex::compile(Regex{"\xff", ""});
  ASSERT_FALSE(regex.has_value());
}

// Patterns that blow up a backtracking matcher.
TEST(Regex, SearchIsLinear) {
  const std::string as(1'000'000, 'a');
  EXPECT_FALSE(matches("^(a+)+$", "", as + "b"));
  EXPECT_FALSE(matches("^(a|a)*$", "", as + "b"));
  EXPECT_FALSE(matches("(x+x+)+y", "", std::string(1'000'000, 'x')));
  EXPECT_FALSE(matches("(a|b)*a(a|b){100}c", "", as));
  EXPECT_FALSE(matches("^a+$", "", "\xff"));
}

}  // namespace
}  // namespace norm::predicate
