// The watermark of a partition as a table: what is read and ended, and what may be committed after it.
#include "kafka/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <ostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "kafka/ring.h"

namespace norm::kafka {
namespace {

// Takes a record all the way from waiting to its end.
bool end(Ledger& ledger, std::int64_t offset, RecordEvent last) {
  Entry* const entry = ledger.find(offset);
  if (entry == nullptr || !ledger.apply(*entry, RecordEvent::judge)) return false;
  if (last == RecordEvent::rejected) {
    (void)ledger.apply(*entry, RecordEvent::route);
    (void)ledger.apply(*entry, RecordEvent::send);
  }
  return ledger.apply(*entry, last);
}

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
  Ledger ledger;
  std::istringstream steps(GetParam().script);
  std::string step;
  while (steps >> step) {
    const bool refused = step.back() == '!';
    const std::int64_t offset = std::stoll(step.substr(1));
    bool taken = false;
    switch (step.front()) {
      case 'r': taken = ledger.add(offset) != nullptr; break;
      case 'd': taken = end(ledger, offset, RecordEvent::ok); break;
      case 's': taken = end(ledger, offset, RecordEvent::skip); break;
      case 'e': taken = end(ledger, offset, RecordEvent::rejected); break;
      default: FAIL() << step;
    }
    EXPECT_EQ(taken, !refused) << step;
  }
  EXPECT_EQ(ledger.watermark(), GetParam().watermark);
  EXPECT_EQ(ledger.open(), GetParam().open);
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

TEST(Ledger, CommitsOneAtATimeAndOnlyWhatIsNew) {
  Ledger ledger;
  EXPECT_EQ(ledger.begin_commit(), std::nullopt);
  ASSERT_TRUE(ledger.add(4));
  EXPECT_EQ(ledger.begin_commit(), std::nullopt);
  end(ledger, 4, RecordEvent::ok);
  EXPECT_EQ(ledger.begin_commit(), 5);
  EXPECT_EQ(ledger.begin_commit(), std::nullopt) << "one is under way";
  ASSERT_TRUE(ledger.add(5));
  end(ledger, 5, RecordEvent::rejected);
  ledger.end_commit(true);
  EXPECT_EQ(ledger.committed(), (EndingCounts{.done = 1})) << "what ended later is not in that commit";
  EXPECT_EQ(ledger.begin_commit(), 6);
  ledger.end_commit(true);
  EXPECT_EQ(ledger.committed(), (EndingCounts{.done = 1, .error_topic = 1}));
  EXPECT_EQ(ledger.begin_commit(), std::nullopt) << "nothing is new";
}

TEST(Ledger, TriesARefusedCommitAgain) {
  Ledger ledger;
  ASSERT_TRUE(ledger.add(0));
  end(ledger, 0, RecordEvent::skip);
  EXPECT_EQ(ledger.begin_commit(), 1);
  ledger.end_commit(false);
  EXPECT_EQ(ledger.committed().total(), 0U);
  EXPECT_EQ(ledger.ended().total(), 1U);
  EXPECT_EQ(ledger.begin_commit(), 1);
  ledger.end_commit(true);
  ledger.end_commit(true);
  EXPECT_EQ(ledger.committed().total(), 1U) << "an answer without a commit says nothing";
}

TEST(Ledger, CountsWhatIsUnderWay) {
  Ledger ledger;
  Entry* const entry = ledger.add(0);
  ASSERT_NE(entry, nullptr);
  ASSERT_TRUE(ledger.apply(*entry, RecordEvent::judge));
  EXPECT_EQ(ledger.judging(), 1U);
  ASSERT_TRUE(ledger.apply(*entry, RecordEvent::route));
  EXPECT_EQ(ledger.judging(), 0U);
  EXPECT_EQ(ledger.unsent(), 1U);
  ASSERT_TRUE(ledger.apply(*entry, RecordEvent::send));
  EXPECT_EQ(ledger.unsent(), 0U);
  EXPECT_EQ(ledger.outgoing(), 1U);
  EXPECT_FALSE(ledger.apply(*entry, RecordEvent::ok)) << "the handler is not asked twice";
  EXPECT_EQ(ledger.open(), 1U);
  ASSERT_TRUE(ledger.apply(*entry, RecordEvent::rejected));
  EXPECT_EQ(ledger.outgoing(), 0U);
  EXPECT_EQ(ledger.open(), 0U);
  EXPECT_TRUE(ledger.entries().empty());
}

// Against a judge that is slow and obvious, over random orders of ending.
TEST(Ledger, AgreesWithTheObviousDefinition) {
  std::mt19937 random(20240607);
  for (int round = 0; round < 300; ++round) {
    Ledger ledger;
    std::vector<std::int64_t> offsets;
    std::int64_t next = 0;
    for (int i = 0; i < 40; ++i) offsets.push_back(next += 1 + static_cast<std::int64_t>(random() % 3));
    std::vector<std::int64_t> unended;
    std::size_t read = 0;
    std::vector<bool> ended(offsets.size(), false);
    for (int i = 0; i < 120; ++i) {
      if (read < offsets.size() && random() % 2 == 0) {
        ASSERT_NE(ledger.add(offsets[read++]), nullptr);
      } else if (read > 0) {
        const std::size_t pick = random() % read;
        ASSERT_EQ(end(ledger, offsets[pick], RecordEvent::ok), !ended[pick]);
        ended[pick] = true;
      }
      std::optional<std::int64_t> expected;
      for (std::size_t k = 0; k < read && ended[k]; ++k) expected = offsets[k] + 1;
      ASSERT_EQ(ledger.watermark(), expected);
      ASSERT_EQ(ledger.open(), read - static_cast<std::size_t>(std::count(ended.begin(), ended.end(), true)));
    }
  }
}

TEST(Ring, KeepsItsMemoryWhileItIsNeededNowAndThen) {
  Ring<int> ring;
  const auto fill = [&](int count) {
    for (int i = 0; i < count; ++i) ring.push_back(i);
    for (int i = 0; i < count; ++i) ring.pop_front();
  };
  fill(5'000);
  const std::size_t full = ring.capacity();
  EXPECT_GE(full, 5'000U);
  for (std::size_t i = 1; i < Ring<int>::kPatience; ++i) fill(1);
  EXPECT_EQ(ring.capacity(), full);
  fill(5'000);
  for (std::size_t i = 1; i < Ring<int>::kPatience; ++i) fill(1);
  EXPECT_EQ(ring.capacity(), full) << "it was needed in between";
  fill(1);
  EXPECT_EQ(ring.capacity(), 0U);
}

}  // namespace
}  // namespace norm::kafka
