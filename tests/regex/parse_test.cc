// What each construct of RE2's dialect becomes, by the tree's text.
#include "regex/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "predicate/regex.h"

namespace norm::regex {
namespace {

struct Case {
  const char* pattern;
  const char* flags;
  const char* tree;
};

TEST(Parse, Trees) {
  const std::vector<Case> cases = {
      {"", "", "{}"},
      {"a", "", "a"},
      {"ab", "", "{a b}"},
      {"a|b|", "", "<a | b | {}>"},
      {"|", "", "<{} | {}>"},
      {"()", "", "{}"},
      {"(?:a(b)(?P<n>c))", "", "{a b c}"},
      {"((((a))))", "", "a"},
      {"a*b+c?", "", "{a{0,} b{1,} c{0,1}}"},
      {"a*?b+?c??", "", "{a{0,} b{1,} c{0,1}}"},
      {"a{2}b{2,}c{2,3}d{0}", "", "{a{2,2} b{2,} c{2,3} d{0,0}}"},
      {"a{2}?", "", "a{2,2}"},
      {"a{,2}", "", "{a \\x{7b} , 2 \\x{7d}}"},
      {"a{01}", "", "{a \\x{7b} 0 1 \\x{7d}}"},
      {"{", "", "\\x{7b}"},
      {"a{999999999999}", "", "{a \\x{7b} 9 9 9 9 9 9 9 9 9 9 9 9 \\x{7d}}"},
      {"(a*)*", "", "a{0,}{0,}"},
      {"a*(?i)*", "", "a{0,}{0,}"},
      {"a*\\Q\\E+", "", "a{0,}{1,}"},
      {"\\Qa.*\\E+", "", "{a . *{1,}}"},
      {"\\Qa", "", "a"},
      {"\\Qa\\/b\\\\E", "", "{a / b \\x{5c}}"},
      {"a\\/[\\/]", "", "{a / /}"},
      {"^a$", "", "{^text a text$}"},
      {"^a$", "m", "{^line a line$}"},
      {"\\A(?m)^a$\\z", "", "{^text ^line a line$ text$}"},
      {"(?m:^)^(?-m)$", "", "{^line ^text text$}"},
      {"\\ba\\B", "", "{\\b a \\B}"},
      {".", "", "[\\x{0}-\\x{9}\\x{b}-\\x{d7ff}\\x{e000}-\\x{10ffff}]"},
      {".", "s", "[\\x{0}-\\x{d7ff}\\x{e000}-\\x{10ffff}]"},
      {"(?s).(?-s:.)", "",
       "{[\\x{0}-\\x{d7ff}\\x{e000}-\\x{10ffff}] [\\x{0}-\\x{9}\\x{b}-\\x{d7ff}\\x{e000}-\\x{10ffff}]}"},
      {"a", "i", "[Aa]"},
      {"k", "i", "[Kk\\x{212a}]"},
      {"\xc5\xbf", "i", "[Ss\\x{17f}]"},
      {"(?i)a(?-i)b|c", "", "<{[Aa] b} | c>"},
      {"(?i:a)b", "", "{[Aa] b}"},
      {"(a(?i)b)c", "", "{{a [Bb]} c}"},
      {"(?iU)a", "", "[Aa]"},
      {"[a-c]", "", "[a-c]"},
      {"[^a]", "", "[\\x{0}-`b-\\x{d7ff}\\x{e000}-\\x{10ffff}]"},
      {"[]a]", "", "[\\x{5d}a]"},
      {"[^]]", "", "[\\x{0}-\\x{5c}\\x{5e}-\\x{d7ff}\\x{e000}-\\x{10ffff}]"},
      {"[a-]", "", "[\\x{2d}a]"},
      {"[-a-c-]", "", "[\\x{2d}a-c]"},
      {"[[:digit:]a[:^ascii:]]", "", "[0-9a\\x{80}-\\x{d7ff}\\x{e000}-\\x{10ffff}]"},
      {"[[:]", "", "[:\\x{5b}]"},
      {"[[:a]", "", "[:\\x{5b}a]"},
      {"[k]", "i", "[Kk\\x{212a}]"},
      {"\\d\\s", "", "{[0-9] [\\x{9}-\\x{a}\\x{c}-\\x{d}\\x{20}]}"},
      {"\\w", "i", "[0-9A-Z_a-z\\x{17f}\\x{212a}]"},
      {"[\\W]", "i",
       "[\\x{0}-/:-@\\x{5b}-\\x{5e}`\\x{7b}-\\x{17e}\\x{180}-\\x{2129}\\x{212b}-\\x{d7ff}\\x{e000}-\\x{10ffff}]"},
      {"\\x41\\x{1F600}\\101\\0\\012\\*\\n", "", "{A \\x{1f600} A \\x{0} \\x{a} * \\x{a}}"},
      {"\\pN", "", nullptr},
      {"\\p{Zl}\\p{^Zl}", "", "{\\x{2028} [\\x{0}-\\x{2027}\\x{2029}-\\x{d7ff}\\x{e000}-\\x{10ffff}]}"},
      {"\\x{d800}", "", "[]"},
      {"\\p{Cs}", "", "[]"},
      {"\xe2\x82\xac", "", "\\x{20ac}"},
  };
  for (const Case& wanted : cases) {
    const auto ast = parse(wanted.pattern, wanted.flags);
    ASSERT_TRUE(ast.has_value()) << wanted.pattern;
    if (wanted.tree != nullptr) {
      EXPECT_EQ(to_text(*ast), wanted.tree) << wanted.pattern;
    }
    EXPECT_TRUE(predicate::CompiledRegex::compile(Regex{wanted.pattern, wanted.flags}).has_value()) << wanted.pattern;
  }
}

TEST(Parse, InvalidIsWhatRe2Refuses) {
  const std::vector<std::string> invalid = {
      "(",       ")",         "a)b",        "*",    "a|*",    "(*)",     "a**",   "a+*",         "a{2}{3}", "a{2,1}",
      "a{1001}", "a{1,1001}", "a{1001,}",   "[",    "[a",     "[^",      "[]",    "[b-a]",       "[a-\\d]", "[[:foo:]]",
      "\\",      "\\1",       "\\8",        "\\q",  "\\Z",    "\\x",     "\\x{}", "\\x{110000}", "\\xg0",   "\\p",
      "\\p{",    "\\p{Foo}",  "\\pQ",       "(?",   "(?a)",   "(?i",     "(?-)",  "(?i-)",       "(?=a)",   "(?<!a)",
      "(?P<",    "(?P<>a)",   "(?P<a b>c)", "\xff", "[\xff]", "\\Q\xff", "(?i)*", "a\\C\\1",     "^^*+",
  };
  for (const std::string& pattern : invalid) {
    const auto ast = parse(pattern, "");
    ASSERT_FALSE(ast.has_value()) << pattern;
    EXPECT_EQ(ast.error().reason, Refusal::Reason::invalid) << pattern;
    EXPECT_FALSE(predicate::CompiledRegex::compile(Regex{pattern, ""}).has_value()) << pattern;
  }
  for (const char* flags : {"x", "ii", "g", "I"}) EXPECT_FALSE(parse("a", flags).has_value()) << flags;
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(Parse, HostilePatternsEnd) {
  const auto reason = [](const std::string& pattern) {
    const auto ast = parse(pattern, "i");
    return ast ? -1 : static_cast<int>(ast.error().reason);
  };
  const int invalid = static_cast<int>(Refusal::Reason::invalid), large = static_cast<int>(Refusal::Reason::too_large);
  EXPECT_EQ(reason(repeated("(", 1'000'000)), invalid);
  EXPECT_EQ(reason(repeated("(", 100'000) + "a" + repeated(")", 100'000)), -1);
  EXPECT_EQ(reason(repeated("(", 10'000) + "a" + repeated("b)*", 10'000)), large);
  EXPECT_EQ(reason("((((a{1000}){1000}){1000}){1000}){1000}"), large);
  EXPECT_EQ(reason("a" + repeated("(?:)*", 30'000)), -1);
  EXPECT_EQ(reason("a" + repeated("(?i)*", 30'000)), large);
  EXPECT_EQ(reason("[" + repeated("[:", 200'000)), invalid);
  EXPECT_EQ(reason(repeated("\\p{L", 200'000)), invalid);
  EXPECT_EQ(reason("\\p{" + repeated("L", 1'000'000)), invalid);
  EXPECT_EQ(reason(repeated("\\pL", 100'000)), large);
  EXPECT_EQ(reason("[" + repeated("\\pL", 100'000) + "]"), large);
  EXPECT_EQ(reason(repeated("[a-z]", 200'000)), large);
  EXPECT_EQ(reason(repeated("a|", 200'000)), large);
  EXPECT_EQ(reason(repeated("(?i)(?-i)", 200'000)), -1);
}

}  // namespace
}  // namespace norm::regex
