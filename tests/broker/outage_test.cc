// Brokers that hang, die and come back: the end comes within its deadlines, and nothing is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "broker/records.h"
#include "broker/running.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Every fifth is bad.
std::vector<Stored> mixed(std::int32_t partition, int count) {
  std::vector<Stored> records = numbers(partition, count);
  for (std::size_t i = 0; i < records.size(); i += 5) records[i].value = R"({"n":"no number"})";
  return records;
}

bool is_bad(std::int64_t offset) { return offset % 5 == 0; }

/// Every record of both partitions is in exactly one place, and all are committed.
void expect_nothing_lost(const Place& place, const Effects& effects, int count) {
  std::set<std::pair<std::string, std::string>> rejected;
  for (const Stored& error : read(place.errors)) {
    rejected.emplace(error.header("norm.error.partition"), error.header("norm.error.offset"));
  }
  for (std::int32_t partition = 0; partition < 2; ++partition) {
    for (std::int64_t offset = 0; offset < count; ++offset) {
      const bool in_errors = rejected.contains({std::to_string(partition), std::to_string(offset)});
      EXPECT_EQ(in_errors, is_bad(offset)) << partition << ' ' << offset;
      EXPECT_EQ(effects.has(partition, offset), !is_bad(offset)) << partition << ' ' << offset;
    }
  }
  for (const PartitionOffsets& partition : offsets(place.topic, place.group)) EXPECT_EQ(partition.committed, count);
}

ConsumerOptions patient(const Place& place) {
  ConsumerOptions options = place.options();
  options.until_end = false;
  options.properties["consumer.socket.timeout.ms"] = "3000";
  options.properties["producer.socket.timeout.ms"] = "3000";
  options.properties["reconnect.backoff.max.ms"] = "500";
  return options;
}

TEST(Outage, StopEndsOnABrokerThatHangsWithACommitOutstanding) {
  const Place place(1);
  produce(place.topic, numbers(0, 100));
  ConsumerOptions options = place.options();
  options.until_end = false;
  options.commit_interval = 10ms;
  options.drain_timeout = 500ms;
  options.commit_timeout = 500ms;
  options.close_timeout = 500ms;
  std::atomic<bool> frozen{false};
  Effects effects;
  std::optional<Running> member(std::in_place, options, [&](const Record& record, const Decoded*) {
    if (record.offset == 50 && !frozen.exchange(true)) cluster().freeze();
    if (record.offset > 50) pause_for(10ms);  // so that commits are asked for, and not answered
    effects.add(record);
    return Outcome::ok();
  });
  EXPECT_TRUE(eventually(30s, [&] { return effects.size() == 100; }));
  const auto stopped_at = Clock::now();
  const auto summary = member->end();
  EXPECT_LT(Clock::now() - stopped_at, 2500ms) << "the three deadlines are 500 ms each";
  member.reset();
  EXPECT_LT(Clock::now() - stopped_at, 8s) << "librdkafka's threads wake once a second";
  cluster().thaw();
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->read, 100U);
  EXPECT_GT(summary->finished_uncommitted, 0U);
  const std::int64_t behind = std::max<std::int64_t>(committed(place.topic, place.group), 0);
  EXPECT_GE(behind, static_cast<std::int64_t>(summary->done)) << "a commit may have arrived whose answer did not";
  Effects again;
  const auto rest = consume(place.options(), [&](const Record& record, const Decoded*) {
    again.add(record);
    return Outcome::ok();
  });
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(again.size(), 100U - static_cast<std::size_t>(behind));
  EXPECT_EQ(committed(place.topic, place.group), 100);
}

/// Half-way through both partitions something happens to the cluster; in the end nothing is lost.
void expect_to_survive(int count, const std::function<void()>& outage) {
  const Place place(2);
  produce(place.topic, mixed(0, count));
  produce(place.topic, mixed(1, count));
  Effects effects;
  std::atomic<bool> half{false};
  Running member(patient(place), [&](const Record& record, const Decoded*) {
    if (record.offset == count / 2 + 1) half = true;
    if (record.offset % 100 == 1) pause_for(5ms);
    effects.add(record);
    return Outcome::ok();
  });
  EXPECT_TRUE(eventually(30s, [&] { return half.load(); }));
  outage();
  EXPECT_TRUE(eventually(60s, [&] { return committed(place.topic, place.group, 0) == count; }));
  EXPECT_TRUE(eventually(60s, [&] { return committed(place.topic, place.group, 1) == count; }));
  const auto summary = member.end();
  ASSERT_TRUE(summary) << summary.error().message;
  expect_nothing_lost(place, effects, count);
}

TEST(Outage, ABrokerThatIsKilledInTheMiddleCostsNothing) {
  expect_to_survive(2'000, [] {
    cluster().kill(1);
    pause_for(1s);
    cluster().restart(1);
  });
}

TEST(Outage, ABrokerThatHangsForLongerThanASessionCostsNothing) {
  expect_to_survive(1'000, [] {
    cluster().freeze();
    pause_for(6s);
    cluster().thaw();
  });
}

TEST(Outage, EachNodeInTurnIsKilledAndCostsNothing) {
  if (cluster().nodes() < 3) GTEST_SKIP() << "KAFKA_NODES=3 runs it";
  const Place place(2, {{"min.insync.replicas", "2"}}, {{"min.insync.replicas", "2"}});
  constexpr int kCount = 6'000;
  produce(place.topic, mixed(0, kCount));
  produce(place.topic, mixed(1, kCount));
  Effects effects;
  Running member(patient(place), [&](const Record& record, const Decoded*) {
    if (record.offset % 10 == 1) pause_for(10ms);
    effects.add(record);
    return Outcome::ok();
  });
  for (int node = 1; node <= cluster().nodes(); ++node) {
    const std::size_t before = effects.size();
    cluster().kill(node);
    EXPECT_TRUE(eventually(60s, [&] { return effects.size() > before + 100 || effects.size() == 2 * kCount * 4 / 5; }))
        << "two nodes are enough";
    cluster().restart(node);
  }
  EXPECT_TRUE(eventually(120s, [&] { return committed(place.topic, place.group, 0) == kCount; }));
  EXPECT_TRUE(eventually(60s, [&] { return committed(place.topic, place.group, 1) == kCount; }));
  const auto summary = member.end();
  ASSERT_TRUE(summary) << summary.error().message;
  expect_nothing_lost(place, effects, kCount);
}

}  // namespace
}  // namespace norm::kafka::test
