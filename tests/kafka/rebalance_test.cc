// Two members, one group: what one gives back the other goes on with, and nothing is left out.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "kafka/mock_cluster.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using test::MockCluster;

void loses_nothing(const char* strategy) {
  MockCluster cluster;
  cluster.create_topic("t", 4);
  cluster.create_topic("t.errors", 4);
  constexpr int kRecords = 500;
  for (std::int32_t partition = 0; partition < 4; ++partition) cluster.produce("t", test::numbers(partition, kRecords));
  ConsumerOptions options = cluster.options({"t"});
  options.until_end = false;
  options.properties["consumer.partition.assignment.strategy"] = strategy;

  std::mutex mutex;
  std::map<std::pair<std::int32_t, std::int64_t>, int> seen;
  std::atomic<bool> first_blocked{false};
  std::atomic<bool> second_reads{false};
  auto first = Consumer::create(options, test::number_validator());
  auto second = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(second) << second.error().message;
  const auto note = [&](const Record& record) {
    const std::lock_guard lock(mutex);
    ++seen[{record.partition, record.offset}];
    if (seen.size() == 4U * kRecords) {
      first->stop();
      second->stop();
    }
  };

  Summary first_summary;
  std::thread first_thread([&] {
    // Stands still half-way in each partition until the other member has some of them.
    const auto summary = first->run([&](const Record& record, const Decoded*) {
      if (record.offset >= kRecords / 2 && !second_reads) {
        first_blocked = true;
        return Outcome::retry("waiting for the other member");
      }
      note(record);
      return Outcome::ok();
    });
    EXPECT_TRUE(summary) << summary.error().message;
    if (summary) first_summary = *summary;
  });
  while (!first_blocked) std::this_thread::yield();
  const auto second_summary = second->run([&](const Record& record, const Decoded*) {
    second_reads = true;
    note(record);
    return Outcome::ok();
  });
  first_thread.join();
  ASSERT_TRUE(second_summary) << second_summary.error().message;
  EXPECT_EQ(seen.size(), 4U * kRecords) << "every record reached a handler";
  EXPECT_GT(second_summary->read, 0U);
  EXPECT_GT(first_summary.revoked + first_summary.lost, 0U);
  for (const Summary& summary : {first_summary, *second_summary}) {
    EXPECT_EQ(summary.read, summary.done + summary.error_topic + summary.skipped + summary.uncommitted);
  }
  // A member that the machine starves is put out of the group, and then may commit nothing.
  const bool taken = first_summary.lost + second_summary->lost != 0;
  for (const PartitionOffsets& partition : cluster.offsets("t", "g")) {
    if (!taken) {
      EXPECT_GE(partition.committed, kRecords / 2) << "what was done before the rebalance is committed";
    }
    EXPECT_LE(partition.committed, partition.end);
  }
}

// The other member is alive and stands still: that is all that this one can say, and it is not the end.
void ends_only_with_the_group() {
  MockCluster cluster;
  cluster.create_topic("t", 2);
  cluster.create_topic("t.errors", 2);
  cluster.produce("t", test::numbers(0, 10));
  cluster.produce("t", test::numbers(1, 10));
  ConsumerOptions options = cluster.options({"t"});
  auto reads = Consumer::create(options, test::number_validator());
  options.until_end = false;
  auto stands = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(reads) << reads.error().message;
  ASSERT_TRUE(stands) << stands.error().message;
  std::atomic<int> standing{0};
  std::thread thread([&] {
    EXPECT_TRUE(stands->run([&](const Record& record, const Decoded*) {
      if (record.offset != 3) return Outcome::ok();
      ++standing;
      return Outcome::retry("it stands still");
    }));
  });
  while (standing < 2) std::this_thread::yield();
  const auto summary = reads->run([](const Record&, const Decoded*) { return Outcome::ok(); });
  stands->stop();
  thread.join();
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().name, "NOT_ALL_READ");
  EXPECT_NE(summary.error().message.find("the group is at 3 of 10"), std::string::npos) << summary.error().message;
  EXPECT_EQ(reads->summary().uncommitted, 0U) << "what was its own is committed all the same";
}

// Side by side: nearly all of their time is the mock's waiting for members.
TEST(Rebalance, LosesNothingAndUntilEndIsTheGroups) {
  std::thread eager(loses_nothing, "range,roundrobin");
  std::thread ends(ends_only_with_the_group);
  loses_nothing("cooperative-sticky");
  eager.join();
  ends.join();
}

}  // namespace
}  // namespace norm::kafka
