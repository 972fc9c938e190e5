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

}  // namespace
}  // namespace norm::program
