// What librdkafka may fetch ahead, and when it is woken.
#include "kafka/prefetch.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace norm::kafka {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

// Records of any size: as many as the limits let in, and what each costs librdkafka.
TEST(Prefetch, StaysWithinItsBudgetWhateverTheRecordsSize) {
  for (const std::size_t budget : {4 * kMiB, 16 * kMiB, 64 * kMiB, 1024 * kMiB}) {
    const PrefetchLimits limits = prefetch_limits(budget);
    for (std::size_t size = 1; size < budget; size *= 2) {
      const std::size_t records = std::min(limits.records, limits.kbytes * 1024 / size);
      EXPECT_LE(records * (size + 330), budget) << size << " bytes a record";
    }
  }
}

TEST(Prefetch, WakesOnceWhatWasFullIsHalfEmpty) {
  Prefetch prefetch(1000, 1 << 20);
  EXPECT_FALSE(prefetch.wants_waking(0)) << "nothing was ever fetched";
  EXPECT_FALSE(prefetch.wants_waking(1000));
  EXPECT_FALSE(prefetch.wants_waking(501));
  EXPECT_TRUE(prefetch.wants_waking(500));
  EXPECT_FALSE(prefetch.wants_waking(499)) << "once";
  EXPECT_FALSE(prefetch.wants_waking(1200)) << "it was woken, and has filled it again";
  EXPECT_TRUE(prefetch.wants_waking(600));
}

TEST(Prefetch, WakesAgainWhereTheRestIsStillTooMuch) {
  Prefetch prefetch(1000, 1 << 20);
  EXPECT_FALSE(prefetch.wants_waking(8000));  // one answer brought more than all that is allowed
  EXPECT_TRUE(prefetch.wants_waking(4000));
  EXPECT_TRUE(prefetch.wants_waking(2000));
  EXPECT_TRUE(prefetch.wants_waking(1000));
  EXPECT_TRUE(prefetch.wants_waking(500));
  EXPECT_TRUE(prefetch.wants_waking(250));
  EXPECT_FALSE(prefetch.wants_waking(125)) << "it is long awake: 250 were not full";
}

TEST(Prefetch, LeavesAQueueAloneThatWasNeverFull) {
  Prefetch prefetch(1000, 1 << 20);
  for (const std::size_t length : {100U, 400U, 10U, 450U, 0U}) EXPECT_FALSE(prefetch.wants_waking(length)) << length;
}

TEST(Prefetch, TakesFewerLargeRecordsAtATime) {
  Prefetch prefetch(1000, 1 << 20);
  EXPECT_EQ(prefetch.batch(), 64U);
  for (int i = 0; i < 1000; ++i) prefetch.took(1'000'000);
  EXPECT_EQ(prefetch.batch(), 2U);
  for (int i = 0; i < 1000; ++i) prefetch.took(100);
  EXPECT_EQ(prefetch.batch(), 64U);
}

TEST(Prefetch, KnowsAQueueThatIsFullOfBytes) {
  Prefetch prefetch(1'000'000, 1024);
  for (int i = 0; i < 1000; ++i) prefetch.took(10'000);
  EXPECT_FALSE(prefetch.wants_waking(40)) << "40 * 10,000 bytes are less than half of 1 MiB";
  EXPECT_FALSE(prefetch.wants_waking(1));
  EXPECT_FALSE(prefetch.wants_waking(100));
  EXPECT_TRUE(prefetch.wants_waking(50));
}

}  // namespace
}  // namespace norm::kafka
