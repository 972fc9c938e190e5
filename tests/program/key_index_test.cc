// The hash table of keys: finds what was added and nothing else.
#include "program/key_index.h"

#include <gtest/gtest.h>

namespace norm::program {
namespace {

TEST(KeyIndex, EmptyFindsNothing) {
  const KeyIndex index;
  EXPECT_EQ(index.find("a"), KeyIndex::kAbsent);
  EXPECT_EQ(index.find(""), KeyIndex::kAbsent);
}

TEST(KeyIndex, FindsEveryKeyOfManyLengths) {
  KeyIndex index;
  for (std::uint32_t i = 0; i < 20'000; ++i) index.add(std::string(i % 40, 'k') + std::to_string(i), i);
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    EXPECT_EQ(index.find(std::string(i % 40, 'k') + std::to_string(i)), i);
    EXPECT_EQ(index.find(std::string(i % 40, 'q') + std::to_string(i) + "x"), KeyIndex::kAbsent);
  }
}

TEST(KeyFilter, HoldsNoKeyBack) {
  KeyFilter filter;
  EXPECT_FALSE(filter.may_have(""));
  EXPECT_FALSE(filter.may_have("a"));
  for (int i = 0; i < 12; ++i) {
    const std::string key = std::string(i, 'q') + std::to_string(i * i);
    filter.add(key);
    EXPECT_TRUE(filter.may_have(key));
  }
  filter.add("");
  EXPECT_TRUE(filter.may_have(""));
  int told = 0;
  for (int i = 0; i < 1000; ++i) told += filter.may_have("other_" + std::to_string(i)) ? 0 : 1;
  EXPECT_GT(told, 500);
}

TEST(KeyIndex, TheFirstOfANameStands) {
  KeyIndex index;
  index.add("a", 1);
  index.add("a", 2);
  EXPECT_EQ(index.find("a"), 1u);
  EXPECT_EQ(index.size(), 1u);
}

TEST(KeyIndex, KeysMayHoldNulAndBeEmpty) {
  KeyIndex index;
  index.add("", 1);
  index.add(std::string_view("\0", 1), 2);
  index.add(std::string_view("\0\0", 2), 3);
  EXPECT_EQ(index.find(""), 1u);
  EXPECT_EQ(index.find(std::string_view("\0", 1)), 2u);
  EXPECT_EQ(index.find(std::string_view("\0\0", 2)), 3u);
}

TEST(KeyIndex, FewKeysHaveSlotsOfTheirOwn) {
  for (const std::uint32_t count : {1U, 2U, 5U, 20U, 64U, 100U, 128U}) {
    KeyIndex index;
    for (std::uint32_t i = 0; i < count; ++i) index.add(std::string(i % 30, 'k') + std::to_string(i), i);
    index.settle();
    EXPECT_TRUE(index.is_perfect()) << count;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string key = std::string(i % 30, 'k') + std::to_string(i);
      EXPECT_EQ(index.find(key), i);
      EXPECT_EQ(index.find(key + "x"), KeyIndex::kAbsent);
    }
    EXPECT_EQ(index.find(""), KeyIndex::kAbsent);
  }
}

TEST(KeyIndex, KeysThatDifferInTheirMiddleOnly) {
  KeyIndex index;
  for (std::uint32_t i = 0; i < 20; ++i) {
    index.add("the same beginning " + std::to_string(100 + i) + " the same end", i);
  }
  index.settle();
  EXPECT_FALSE(index.is_perfect());
  for (std::uint32_t i = 0; i < 20; ++i) {
    EXPECT_EQ(index.find("the same beginning " + std::to_string(100 + i) + " the same end"), i);
    EXPECT_EQ(index.find("the same beginning " + std::to_string(200 + i) + " the same end"), KeyIndex::kAbsent);
  }
}

TEST(KeyIndex, EmptyKeysAndNulHaveSlotsToo) {
  KeyIndex index;
  index.add(std::string_view("\0", 1), 2);
  index.add(std::string_view("\0\0", 2), 3);
  index.add("", 1);
  index.settle();
  EXPECT_TRUE(index.is_perfect());
  EXPECT_EQ(index.find(""), 1u);
  EXPECT_EQ(index.find(std::string_view("\0", 1)), 2u);
  EXPECT_EQ(index.find(std::string_view("\0\0", 2)), 3u);
  EXPECT_EQ(index.find(std::string_view("\0\0\0", 3)), KeyIndex::kAbsent);
}

// Words overlap; nothing beyond either text is read.
TEST(SameText, EveryLengthAndEveryDifference) {
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string text(size, 'x');
    EXPECT_TRUE(same_text(text, std::string(size, 'x')));
    EXPECT_FALSE(same_text(text, std::string(size + 1, 'x')));
    for (std::size_t i = 0; i < size; ++i) {
      std::string other = text;
      other[i] = 'y';
      EXPECT_FALSE(same_text(text, other)) << size << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace norm::program
