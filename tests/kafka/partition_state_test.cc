// The watermark of a partition as a table: what is read and ended, and what may be committed after it.
#include "kafka/partition_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <ostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace norm::kafka {
namespace {

// A script of steps, each a letter and an offset: `r5` read, `d5` done, `s5` skipped, `e5` error topic. `!` after a
// step: it is refused.
struct WatermarkCase {
  std::string script;
  std::optional<std::int64_t> watermark;
  std::size_t open;
  friend std::ostream& operator<<(std::ostream& out, const WatermarkCase& c) { return out << c.script; }
};

class Watermark : public testing::TestWithParam<WatermarkCase> {};

TEST_P(Watermark, IsTheEndOfTheUnbrokenRow) {
  PartitionState state(7);
  std::istringstream steps(GetParam().script);
  std::string step;
  while (steps >> step) {
    const bool refused = step.back() == '!';
    const std::int64_t offset = std::stoll(step.substr(1));
    bool taken = false;
    switch (step.front()) {
      case 'r': taken = state.read(offset); break;
      case 'd': taken = state.end(7, offset, Ending::done); break;
      case 's': taken = state.end(7, offset, Ending::skipped); break;
      case 'e': taken = state.end(7, offset, Ending::error_topic); break;
      default: FAIL() << step;
    }
    EXPECT_EQ(taken, !refused) << step;
  }
  EXPECT_EQ(state.watermark(), GetParam().watermark);
  EXPECT_EQ(state.open(), GetParam().open);
}

INSTANTIATE_TEST_SUITE_P(Kafka, Watermark,
                         testing::ValuesIn(std::vector<WatermarkCase>{
                             {"", std::nullopt, 0},
                             {"r0", std::nullopt, 1},
                             {"r0 d0", 1, 0},
                             {"r0 r1 d1", std::nullopt, 1},
                             {"r0 r1 d1 d0", 2, 0},
                             {"r0 r1 r2 d0 d2", 1, 1},
                             {"r0 r1 r2 d2 d1 e0", 3, 0},
                             {"r10 s10", 11, 0},
                             {"r3 r9 d3", 4, 1},           // a gap: compaction took 4 to 8
                             {"r3 r9 d9 d3", 10, 0},       //
                             {"r0 d0 d0!", 1, 0},          // ended twice
                             {"r0 d1!", std::nullopt, 1},  // never read
                             {"r0 r2 d1!", std::nullopt, 2},
                             {"r5 r5!", std::nullopt, 1},  // the log begins again
                             {"r5 r4!", std::nullopt, 1},
                             {"r5 d5 r5!", 6, 0},
                         }));

TEST(PartitionState, KnowsAnotherEpoch) {
  PartitionState state(2);
  ASSERT_TRUE(state.read(0));
  EXPECT_FALSE(state.end(1, 0, Ending::done));
  EXPECT_EQ(state.watermark(), std::nullopt);
  EXPECT_TRUE(state.end(2, 0, Ending::done));
  EXPECT_EQ(state.watermark(), 1);
}

TEST(PartitionState, CommitsOneAtATimeAndOnlyWhatIsNew) {
  PartitionState state(1);
  EXPECT_EQ(state.begin_commit(), std::nullopt);
  ASSERT_TRUE(state.read(4));
  EXPECT_EQ(state.begin_commit(), std::nullopt);
  state.end(1, 4, Ending::done);
  EXPECT_EQ(state.begin_commit(), 5);
  EXPECT_EQ(state.begin_commit(), std::nullopt) << "one is under way";
  ASSERT_TRUE(state.read(5));
  state.end(1, 5, Ending::error_topic);
  state.end_commit(1, true);
  EXPECT_EQ(state.committed(), (EndingCounts{.done = 1})) << "what ended later is not in that commit";
  EXPECT_EQ(state.begin_commit(), 6);
  state.end_commit(1, true);
  EXPECT_EQ(state.committed(), (EndingCounts{.done = 1, .error_topic = 1}));
  EXPECT_EQ(state.begin_commit(), std::nullopt) << "nothing is new";
}

TEST(PartitionState, TriesARefusedCommitAgain) {
  PartitionState state(1);
  ASSERT_TRUE(state.read(0));
  state.end(1, 0, Ending::skipped);
  EXPECT_EQ(state.begin_commit(), 1);
  state.end_commit(9, true);
  EXPECT_TRUE(state.committing()) << "another epoch's answer";
  state.end_commit(1, false);
  EXPECT_EQ(state.committed().total(), 0U);
  EXPECT_EQ(state.ended().total(), 1U);
  EXPECT_EQ(state.begin_commit(), 1);
}

// Against a judge that is slow and obvious, over random orders of ending.
TEST(PartitionState, AgreesWithTheObviousDefinition) {
  std::mt19937 random(20240607);
  for (int round = 0; round < 300; ++round) {
    PartitionState state(1);
    std::vector<std::int64_t> offsets;
    std::int64_t next = 0;
    for (int i = 0; i < 40; ++i) offsets.push_back(next += 1 + static_cast<std::int64_t>(random() % 3));
    std::vector<std::int64_t> unended;
    std::size_t read = 0;
    std::vector<bool> ended(offsets.size(), false);
    for (int i = 0; i < 120; ++i) {
      if (read < offsets.size() && random() % 2 == 0) {
        ASSERT_TRUE(state.read(offsets[read++]));
      } else if (read > 0) {
        const std::size_t pick = random() % read;
        ASSERT_EQ(state.end(1, offsets[pick], Ending::done), !ended[pick]);
        ended[pick] = true;
      }
      std::optional<std::int64_t> expected;
      for (std::size_t k = 0; k < read && ended[k]; ++k) expected = offsets[k] + 1;
      ASSERT_EQ(state.watermark(), expected);
      ASSERT_EQ(state.open(), read - static_cast<std::size_t>(std::count(ended.begin(), ended.end(), true)));
    }
  }
}

}  // namespace
}  // namespace norm::kafka
