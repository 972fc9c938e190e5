// Members of one group: what one gives up the other goes on with, and nothing is left out, however the change came.
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "broker/records.h"
#include "broker/running.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

constexpr int kRecords = 300;

void produce_everywhere(const Place& place, int partitions) {
  for (std::int32_t partition = 0; partition < partitions; ++partition) {
    produce(place.topic, numbers(partition, kRecords));
  }
}

class Rebalance : public testing::TestWithParam<const char*> {};

TEST_P(Rebalance, LosesNothingAndRepeatsNothing) {
  const Place place(4);
  produce_everywhere(place, 4);
  ConsumerOptions options = place.options();
  options.until_end = false;
  options.properties["consumer.partition.assignment.strategy"] = GetParam();
  Effects effects;
  std::atomic<bool> first_waits{false};
  std::atomic<bool> second_reads{false};
  // Stands still half-way in each partition until the other member has some of them.
  Running first(options, [&](const Record& record, const Decoded*) {
    if (record.offset >= kRecords / 2 && !second_reads) {
      first_waits = true;
      return Outcome::retry("waiting for the other member");
    }
    effects.add(record);
    return Outcome::ok();
  });
  ASSERT_TRUE(eventually(30s, [&] { return first_waits.load(); }));
  Running second(options, [&](const Record& record, const Decoded*) {
    second_reads = true;
    effects.add(record);
    return Outcome::ok();
  });
  EXPECT_TRUE(eventually(40s, [&] { return effects.size() == 4U * kRecords; })) << effects.size();
  const auto left = second.end();  // its partitions go back, and there is nothing more in them
  ASSERT_TRUE(left) << left.error().message;
  produce(place.topic, numbers(0, 1));
  produce(place.topic, numbers(3, 1));
  EXPECT_TRUE(eventually(40s, [&] { return effects.size() == 4U * kRecords + 2; }));
  const auto stayed = first.end();
  ASSERT_TRUE(stayed) << stayed.error().message;
  EXPECT_GT(left->read, 0U);
  EXPECT_GT(stayed->revoked + stayed->lost, 0U);
  // What was done was committed before it was given up; the mock refuses commits while members are joining.
  if (stayed->commit_failures + left->commit_failures == 0) {
    EXPECT_EQ(effects.repeated(), 0U);
  }
  if (cluster().real()) {
    EXPECT_EQ(stayed->lost + left->lost, 0U);
  }
  for (const Summary& summary : {*left, *stayed}) {
    EXPECT_EQ(summary.read, summary.done + summary.error_topic + summary.skipped + summary.uncommitted);
  }
  std::int64_t behind = 0;
  for (const PartitionOffsets& partition : offsets(place.topic, place.group)) {
    EXPECT_LE(partition.committed, partition.end);
    behind += partition.end - partition.committed;
  }
  // The mock may refuse the last commit, too: who ends while the group is joining again says so.
  EXPECT_LE(behind, static_cast<std::int64_t>(stayed->commit_failures == 0 ? 0 : stayed->uncommitted));
}

INSTANTIATE_TEST_SUITE_P(Strategies, Rebalance, testing::Values("range,roundrobin", "cooperative-sticky"),
                         [](const auto& strategy) {
                           return std::string(strategy.param).find("cooperative") == 0 ? "Cooperative" : "Eager";
                         });

TEST(Group, AHandlerThatTakesTooLongLosesThePartitionAndNoRecord) {
  const Place place(1);
  produce(place.topic, numbers(0, 20));
  ConsumerOptions options = place.options();
  options.until_end = false;
  options.properties["consumer.max.poll.interval.ms"] = "4000";
  Effects effects;
  std::atomic<bool> slept{false};
  Running member(options, [&](const Record& record, const Decoded*) {
    if (record.offset == 10 && !slept.exchange(true)) pause_for(8s);
    effects.add(record);
    return Outcome::ok();
  });
  EXPECT_TRUE(eventually(60s, [&] { return committed(place.topic, place.group) == 20; }));
  const auto summary = member.end();
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(effects.size(), 20U);
  EXPECT_EQ(summary->lost, 1U);
  EXPECT_EQ(summary->assigned, 2U);
  EXPECT_EQ(summary->read, summary->done + summary->uncommitted);
}

TEST(Group, AStaticMemberThatComesBackInTimeDisturbsNobody) {
  if (!cluster().real()) GTEST_SKIP() << "the mock does not know static members";
  const Place place(4);
  produce_everywhere(place, 4);
  ConsumerOptions options = place.options();
  options.until_end = false;
  options.properties["consumer.session.timeout.ms"] = "10000";
  Effects effects;
  const Handler handler = [&](const Record& record, const Decoded*) {
    effects.add(record);
    return Outcome::ok();
  };
  const auto named = [&](const char* name) {
    ConsumerOptions own = options;
    own.properties["consumer.group.instance.id"] = name;
    return own;
  };
  Running stays(named("stays"), handler);
  std::optional<Running> goes(std::in_place, named("goes"), handler);
  ASSERT_TRUE(eventually(30s, [&] { return effects.size() == 4U * kRecords; }));
  // The second may still be on its way in, and the first so on its way to half of the partitions.
  pause_for(3s);
  const auto gone = goes->end();
  ASSERT_TRUE(gone) << gone.error().message;
  goes.reset();
  ASSERT_EQ(gone->assigned, 2U);
  produce_everywhere(place, 4);
  goes.emplace(named("goes"), handler);
  EXPECT_TRUE(eventually(30s, [&] { return effects.size() == 8U * kRecords; }));
  const auto back = goes->end();
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->assigned, 2U);
  const auto stayed = stays.end();
  ASSERT_TRUE(stayed) << stayed.error().message;
  EXPECT_LE(stayed->assigned, 6U) << "all four, or its two, when the other came for the first time; never again";
  EXPECT_EQ(effects.repeated(), 0U);
}

TEST(Group, AMemberWhoseNameIsTakenEnds) {
  if (!cluster().real()) GTEST_SKIP() << "the mock does not know static members";
  const Place place(1);
  produce(place.topic, numbers(0, 20));
  ConsumerOptions options = place.options();
  options.until_end = false;
  options.properties["consumer.group.instance.id"] = "one";
  Effects effects;
  const Handler handler = [&](const Record& record, const Decoded*) {
    effects.add(record);
    return Outcome::ok();
  };
  std::optional<Running> first(std::in_place, options, handler);
  ASSERT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group) == 20; }));
  Running second(options, handler);
  const auto begun = std::chrono::steady_clock::now();
  const auto fenced = first->join();
  ASSERT_FALSE(fenced);
  EXPECT_EQ(fenced.error().name, "FENCED_INSTANCE_ID");
  EXPECT_TRUE(fenced.error().fatal);
  first.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
  produce(place.topic, numbers(0, 20));
  EXPECT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group) == 40; }));
  EXPECT_TRUE(second.end());
}

}  // namespace
}  // namespace norm::kafka::test
