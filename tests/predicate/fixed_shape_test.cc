// Patterns of fixed shape: which are, and that they mean what RE2 says they mean.
#include "predicate/fixed_shape.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "predicate/regex.h"

namespace norm::predicate {
namespace {

constexpr const char* kUuid = "^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$";

TEST(FixedShape, WhatIsOne) {
  for (const char* pattern : {kUuid, "^$", "^a$", "^[a-c]{1}x{2}$", "^\\d{4}-\\d{2}$", "^[\\w-]{11}$", "^[a-]$",
                              "^a\\.b\\/c\\-$", "^ ~$", "^[.*+?]{3}$", "^id:[0-9a-f]{64}$", "^]$", "^[+--]$"}) {
    EXPECT_TRUE(FixedShape::compile(pattern, "").has_value()) << pattern;
  }
  for (const char* pattern :
       {"a$",        "^a",        "^a*$",   "^a+$",    "^a?$",   "^a{1,2}$", "^a{1,}$", "^a{2}?$",
        "^a{2}{2}$", "^a|b$",     "^(a)$",  "^.$",     "^é$",    "^[^a]$",   "^[é]$",   "^[[:alpha:]]$",
        "^\\s$",     "^\\D$",     "^\\bA$", "^a{08}$", "^\\pL$", "^\\x41$",  "^a$b$",   "^^a$",
        "^a{257}$",  "^\\Qa\\E$", "^a\\z$", "^[\\s]$", "^[]a]$", "(?i)^a$",  ""}) {
    EXPECT_FALSE(FixedShape::compile(pattern, "").has_value()) << pattern;
  }
  EXPECT_FALSE(FixedShape::compile("^a$", "m").has_value());
  EXPECT_FALSE(FixedShape::compile("^aBcDeFgHiJ$", "").has_value()) << "more than eight boxes";
}

TEST(FixedShape, AUuidOfEveryFault) {
  const auto shape = FixedShape::compile(kUuid, "i");
  ASSERT_TRUE(shape.has_value());
  EXPECT_TRUE(shape->is_exact());
  const std::string good = "8700635f-1802-417E-89e7-595ad3600104";
  EXPECT_TRUE(shape->matches(good));
  EXPECT_TRUE(shape->matches_by_bytes(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = good;
      text[i] = static_cast<char>(byte);
      ASSERT_EQ(shape->matches(text), shape->matches_by_bytes(text)) << text;
    }
    EXPECT_FALSE(shape->matches(good.substr(0, i)));
  }
  EXPECT_FALSE(shape->matches(good + "0"));
}

// With the flag i RE2 takes two characters outside of ASCII for letters.
TEST(FixedShape, FoldingBeyondAscii) {
  const auto regex = CompiledRegex::compile(Regex{"^[a-z]{2}$", "i"});
  ASSERT_TRUE(regex.has_value());
  EXPECT_TRUE((*regex)->matches("Sk"));
  EXPECT_TRUE((*regex)->matches("\u017f\u212a"));
  EXPECT_FALSE((*regex)->matches("\u00e9e"));
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return engine_() % bound; }

 private:
  std::mt19937 engine_;
};

struct Sample {
  std::string pattern;
  std::string text;  // which it matches
};

Sample random_sample(Random& random) {
  struct Piece {
    const char* pattern;
    std::string_view takes;
  };
  static constexpr Piece kPieces[] = {{"a", "a"},       {"-", "-"},       {"\\.", "."},          {"[0-9]", "059"},
                                      {"[a-f]", "acf"}, {"\\d", "179"},   {"[A-Za-z]", "AksZz"}, {"\\w", "_aZ0"},
                                      {"[-_]", "-_"},   {" ", " "},       {"[x\\]y]", "x]y"},    {"[!-/]", "!$/"},
                                      {"[k-s]", "kms"}, {"[\\d-]", "0-"}, {"[+--]", "+,-"}};
  Sample out{"^", ""};
  for (std::size_t count = 1 + random.below(9); count > 0; --count) {
    const Piece& piece = kPieces[random.below(std::size(kPieces))];
    const std::size_t times = random.below(2) == 0 ? 1 : 1 + random.below(12);
    out.pattern += piece.pattern;
    if (times > 1) out.pattern += '{' + std::to_string(times) + '}';
    for (std::size_t i = 0; i < times; ++i) out.text += piece.takes[random.below(piece.takes.size())];
  }
  out.pattern += '$';
  return out;
}

// Against RE2 itself: parentheses keep the shape from being found.
TEST(FixedShape, MeansWhatRe2Says) {
  Random random(1);
  std::size_t shapes = 0;
  for (int i = 0; i < 500; ++i) {
    const auto [pattern, text] = random_sample(random);
    const std::string flags = random.below(2) == 0 ? "i" : "";
    const auto shape = FixedShape::compile(pattern, flags);
    if (!shape) continue;
    ++shapes;
    const auto re2 = CompiledRegex::compile(Regex{"(?:" + pattern + ")", flags});
    const auto ours = CompiledRegex::compile(Regex{pattern, flags});
    ASSERT_TRUE(re2.has_value() && ours.has_value()) << pattern;
    EXPECT_TRUE(shape->matches(text)) << pattern << " of " << text;
    EXPECT_TRUE((*re2)->matches(text)) << pattern << " of " << text;
    for (int round = 0; round < 60; ++round) {
      std::string changed = text;
      changed[random.below(changed.size())] = static_cast<char>(' ' + random.below(95));
      if (round % 8 == 0) changed.insert(random.below(changed.size()), "\u017f");
      if (round % 9 == 0) changed.pop_back();
      EXPECT_EQ(shape->matches(changed), shape->matches_by_bytes(changed)) << pattern << " of " << changed;
      EXPECT_EQ((*ours)->matches(changed), (*re2)->matches(changed)) << pattern << " of " << changed;
    }
  }
  EXPECT_GT(shapes, 200U);
}

// Exactly sized blocks: a sanitizer sees what is read beyond them.
TEST(FixedShape, ReadsNothingBeyondTheText) {
  for (std::size_t size = 1; size <= 70; ++size) {
    const auto shape = FixedShape::compile("^[0-9]{" + std::to_string(size) + "}$", "");
    ASSERT_TRUE(shape.has_value());
    const std::unique_ptr<char[]> block(new char[size]);
    std::fill(block.get(), block.get() + size, '7');
    EXPECT_TRUE(shape->matches({block.get(), size}));
    EXPECT_FALSE(size > 1 && shape->matches({block.get(), size - 1}));
  }
}

}  // namespace
}  // namespace norm::predicate
