// What a decoder's memory does over many messages: no allocation once warm, and a giant's memory given back.
#include "decode/memory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "decode/allocation_count.h"
#include "decode/random_json.h"
#include "decode/tree.h"

namespace norm::decode {
namespace {

using testing::allocations;
using testing::live_bytes;
using testing::RandomJson;

const Limits kLimits = clamped(std::size_t{64} << 20, 128);

std::vector<std::string> messages() {
  std::vector<std::string> texts;
  for (std::uint64_t seed = 0; seed < 400; ++seed) texts.push_back(RandomJson(seed).text());
  return texts;
}

TEST(Memory, TheCounterCounts) {
  const std::size_t before = allocations();
  const std::size_t live = live_bytes();
  {
    const auto block = std::make_unique<std::string>(1000, 'x');
    EXPECT_GE(allocations(), before + 2);
    EXPECT_GE(live_bytes(), live + 1000);
  }
  EXPECT_EQ(live_bytes(), live);
  void* volatile c = std::malloc(10);
  EXPECT_GE(allocations(), before + 3);
  std::free(c);
}

TEST(Memory, NoAllocationOnceWarm) {
  const std::vector<std::string> texts = messages();
  Tree tree(kLimits);
  for (const std::string& text : texts) ASSERT_FALSE(tree.read(text));
  ASSERT_FALSE(tree.read(texts[0]));  // grows to what the last one needed
  const std::size_t before = allocations();
  std::size_t lost = 0;
  for (int round = 0; round < 5; ++round) {
    for (const std::string& text : texts) {
      lost += tree.read(text) ? 1000 : 0;
      lost += tree.numbers().empty() ? 0 : 1;
    }
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_GT(lost, 0u) << "the messages have numbers that are kept aside";
  EXPECT_LT(lost, 5000u);
}

TEST(Memory, NoAllocationForMalformedMessages) {
  std::vector<std::string> texts = messages();
  Tree tree(kLimits);
  for (const std::string& text : texts) ASSERT_FALSE(tree.read(text));
  ASSERT_FALSE(tree.read(texts[0]));
  for (std::string& text : texts) text.resize(text.size() / 2);
  const std::size_t before = allocations();
  std::size_t refused = 0;
  for (const std::string& text : texts) refused += tree.read(text) ? 1 : 0;
  EXPECT_EQ(allocations(), before);
  EXPECT_GT(refused, 100u);
}

TEST(Memory, AGiantIsReadAgainWithoutAllocation) {
  std::string giant = "[";
  for (int i = 0; i < 100'000; ++i) giant += R"({"a":[1,2,3],"b":"text","c":0.10000000000000000001},)";
  giant.back() = ']';
  Tree tree(kLimits);
  ASSERT_FALSE(tree.read(giant));
  ASSERT_FALSE(tree.read(giant));
  const std::size_t before = allocations();
  ASSERT_FALSE(tree.read(giant));
  EXPECT_EQ(allocations(), before);
  EXPECT_EQ(tree.root().Size(), 100'000u);
}

TEST(Memory, AGiantsMemoryIsGivenBack) {
  std::string giant = "[";
  for (int i = 0; i < 200'000; ++i) giant += R"(["text",0.10000000000000000001],)";
  giant.back() = ']';
  const std::string small = R"({"a":[1,2,3],"b":"text","c":0.10000000000000000001})";
  Tree tree(kLimits);
  const std::size_t empty = live_bytes();
  ASSERT_FALSE(tree.read(giant));
  EXPECT_GT(live_bytes(), empty + giant.size());
  for (std::size_t i = 0; i < 2 * Ebb::kWindow + 2; ++i) ASSERT_FALSE(tree.read(small));
  EXPECT_LT(live_bytes(), empty + (std::size_t{64} << 10));
  const std::size_t before = allocations();
  for (std::size_t i = 0; i < 3 * Ebb::kWindow; ++i) ASSERT_FALSE(tree.read(small));
  EXPECT_EQ(allocations(), before) << "small messages find memory that stays";
}

// What the documentation of Decoder promises, of payloads that have much of one thing.
TEST(Memory, IsBoundedByWhatTheMessageHolds) {
  struct Giant {
    std::string_view piece;
    std::size_t members, elements;  // of a piece, itself an element of the whole
  };
  for (const Giant& giant : {Giant{"1", 0, 1}, Giant{"[]", 0, 1}, Giant{"[[[1]]]", 0, 4}, Giant{R"({"a":1})", 1, 1},
                             Giant{R"({"a":{"b":{}}})", 2, 1}, Giant{R"("a text of some length, \n escaped")", 0, 1}}) {
    for (const std::size_t count : {1'000, 200'000}) {
      std::string text = "[";
      for (std::size_t i = 0; i < count; ++i) text.append(giant.piece) += ',';
      text.back() = ']';
      const std::size_t before = live_bytes();
      Tree tree(kLimits);
      for (int i = 0; i < 3; ++i) ASSERT_FALSE(tree.read(text));
      const std::size_t values = count * (32 * giant.members + 16 * giant.elements);
      const std::size_t index = text.size() <= TokenIndex::kMostBytes ? 4 * text.size() : 0;
      EXPECT_LE(live_bytes() - before, text.size() + values * 5 / 2 + index + (std::size_t{100} << 10)) << giant.piece;
    }
  }
}

TEST(Memory, NothingLeaks) {
  const std::size_t before = live_bytes();
  {
    Tree tree(kLimits);
    for (std::uint64_t seed = 0; seed < 50; ++seed) ASSERT_FALSE(tree.read(RandomJson(seed).text()));
    ASSERT_TRUE(tree.read("[1,2,{\"a\":[[[["));
  }
  EXPECT_EQ(live_bytes(), before);
}

TEST(Ebb, WaitsForAWholeWindowFarBelow) {
  const std::size_t large = 100 * Ebb::kKeep;
  const auto window = [](Ebb& ebb, std::size_t most) {
    for (std::size_t i = 1; i < Ebb::kWindow; ++i) EXPECT_FALSE(ebb.note(i == 7 ? most : 100));
    return ebb.note(100);
  };
  Ebb ebb;
  EXPECT_FALSE(window(ebb, large));
  EXPECT_FALSE(window(ebb, large / 8)) << "one that needs the memory keeps it";
  EXPECT_TRUE(window(ebb, large / 8 - 1));
  EXPECT_TRUE(window(ebb, 100));
  EXPECT_FALSE(window(ebb, 100)) << "nothing is left to give back";
  Ebb small;
  EXPECT_FALSE(window(small, Ebb::kKeep));
  EXPECT_FALSE(window(small, 1)) << "small memory stays";
}

}  // namespace
}  // namespace norm::decode
