// Logs with holes, logs that were cut, and topics that are missing, deleted or denied: what only a real broker has.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "broker/admin.h"
#include "broker/records.h"
#include "broker/running.h"
#include "broker/transaction.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

class Log : public testing::Test {
 protected:
  void SetUp() override {
    if (!cluster().real()) GTEST_SKIP() << "the mock has none of this";
  }
  static Admin admin() { return Admin(cluster().brokers()); }
};

struct Seen {
  std::vector<std::int64_t> numbers;
  Result<Summary, Error> summary;
  std::vector<std::pair<std::int64_t, std::int64_t>> gone;  // first and last offset
};

/// Up to the end; the numbers in their order.
Seen see(ConsumerOptions options) {
  Seen seen;
  std::mutex mutex;
  options.on_event = [&](const Event& event) {
    const std::lock_guard lock(mutex);
    if (event.kind == Event::Kind::gone) seen.gone.push_back({event.offset, event.last_offset});
  };
  seen.summary = consume(std::move(options), [&](const Record&, const Decoded* document) {
    seen.numbers.push_back(document->json()["n"].GetInt64());
    return Outcome::ok();
  });
  if (!seen.summary) ADD_FAILURE() << seen.summary.error().message;
  return seen;
}

/// Fifty records, of which the group has read ten when retention takes those before `offset`.
void read_ten_and_lose(const Place& place, std::int64_t offset) {
  produce(place.topic, numbers(0, 50));
  ConsumerOptions ten = place.options();
  ten.max_records = 10;
  ASSERT_EQ(see(ten).numbers.size(), 10U);
  Admin(cluster().brokers()).delete_records_before(place.topic, 0, offset);
}

TEST_F(Log, AbortedRecordsAreSeenByNobody) {
  const Place place(1);
  {
    Transactions writer(place.topic);
    writer.commit({number(0), number(1)});
    writer.abort({number(2), R"({"n":"bad"})"});
    writer.commit({number(3)});
    writer.abort({number(4)});  // so that the log ends in what nobody is given
  }
  const Seen seen = see(place.options());
  EXPECT_EQ(seen.numbers, (std::vector<std::int64_t>{0, 1, 3}));
  EXPECT_EQ(seen.summary->read, 3U);
  EXPECT_EQ(seen.summary->done, 3U);
  EXPECT_TRUE(read(place.errors).empty());
  const PartitionOffsets partition = offsets(place.topic, place.group).at(0);
  EXPECT_EQ(partition.end, 10) << "six records and four markers";
  EXPECT_GT(partition.committed, 6) << "behind the last record that was seen";

  const Seen again = see(place.options());
  EXPECT_TRUE(again.numbers.empty());

  ConsumerOptions uncommitted = place.options();
  uncommitted.group += "-2";
  uncommitted.properties["consumer.isolation.level"] = "read_uncommitted";
  const Seen all = see(uncommitted);
  EXPECT_EQ(all.numbers, (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(all.summary->error_topic, 1U);
}

TEST_F(Log, ARecordOfAnOpenTransactionWaitsForItsEnd) {
  const Place place(1);
  ConsumerOptions options = place.options();
  options.until_end = false;
  Effects effects;
  Running member(options, [&](const Record& record, const Decoded*) {
    effects.add(record);
    return Outcome::ok();
  });
  Transactions writer(place.topic);
  writer.commit({number(0)});
  EXPECT_TRUE(eventually(30s, [&] { return effects.size() == 1; }));
  writer.begin({number(1), number(2)});
  pause_for(500ms);
  EXPECT_EQ(effects.size(), 1U);
  writer.end();
  EXPECT_TRUE(eventually(30s, [&] { return effects.size() == 3; }));
  const auto summary = member.end();
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->done, 3U);
}

TEST_F(Log, ACompactedLogHasHolesThatCommitsStepOver) {
  const Place place(1, {{"cleanup.policy", "compact"},
                        {"min.cleanable.dirty.ratio", "0.01"},
                        {"segment.ms", "100"},
                        {"min.compaction.lag.ms", "0"}});
  std::vector<Stored> records;
  for (int i = 0; i < 50; ++i)
    records.push_back({0, "k" + std::to_string(i % 5), number(i), {}, 1'700'000'000'000 + i});
  produce(place.topic, records);
  // A segment ends with the first record that comes too late for it.
  int more = 50;
  EXPECT_TRUE(eventually(60s, [&] {
    pause_for(300ms);
    produce(place.topic, {{0, "last", number(more), {}, 1'700'000'100'000 + more * 1000}});
    ++more;
    return read(place.topic).size() < 20;
  })) << "it was not compacted";
  ConsumerOptions options = place.options();
  options.max_pending = 3;
  const Seen seen = see(options);
  EXPECT_TRUE(std::is_sorted(seen.numbers.begin(), seen.numbers.end()));
  for (int last = 45; last < 50; ++last) {
    EXPECT_EQ(std::count(seen.numbers.begin(), seen.numbers.end(), last), 1) << last;
  }
  EXPECT_EQ(seen.numbers.back(), more - 1);
  EXPECT_LT(seen.numbers.size(), 30U);
  EXPECT_TRUE(seen.gone.empty()) << "holes are no loss";
  const PartitionOffsets partition = offsets(place.topic, place.group).at(0);
  EXPECT_EQ(partition.committed, partition.end);
}

TEST_F(Log, WhatRetentionTookIsSteppedOverAndSaid) {
  const Place place(1);
  ASSERT_NO_FATAL_FAILURE(read_ten_and_lose(place, 30));
  const Seen rest = see(place.options());
  ASSERT_EQ(rest.numbers.size(), 20U);
  EXPECT_EQ(rest.numbers.front(), 30);
  EXPECT_EQ(rest.gone, (decltype(rest.gone){{10, 29}}));
  EXPECT_EQ(rest.summary->gone, 20U);
  EXPECT_EQ(committed(place.topic, place.group), 50);
  EXPECT_TRUE(see(place.options()).gone.empty()) << "once";
}

TEST_F(Log, WhatRetentionTookStopsWhoAsksForIt) {
  const Place place(1);
  ASSERT_NO_FATAL_FAILURE(read_ten_and_lose(place, 30));
  ConsumerOptions options = place.options();
  options.on_gone = OnGone::stop;
  for (int run = 0; run < 2; ++run) {
    const auto stopped = consume(options);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().name, "GONE");
    EXPECT_NE(stopped.error().message.find("10 to 29"), std::string::npos) << stopped.error().message;
  }
  EXPECT_EQ(committed(place.topic, place.group), 10);
}

TEST_F(Log, ALogThatRetentionEmptiedIsSaidAtItsEnd) {
  const Place place(1);
  ASSERT_NO_FATAL_FAILURE(read_ten_and_lose(place, 50));
  const Seen rest = see(place.options());
  EXPECT_TRUE(rest.numbers.empty());
  EXPECT_EQ(rest.gone, (decltype(rest.gone){{10, 49}}));
}

TEST_F(Log, LatestIsForGroupsWithoutOffsetsOnly) {
  const Place place(1);
  produce(place.topic, numbers(0, 50));
  ConsumerOptions options = place.options();
  options.max_records = 10;
  ASSERT_EQ(see(options).numbers.size(), 10U);
  admin().delete_records_before(place.topic, 0, 30);
  options.max_records = 0;
  options.start_at = StartAt::latest;
  const Seen rest = see(options);
  EXPECT_EQ(rest.numbers.size(), 20U) << "what retention has left is not skipped as well";
  EXPECT_EQ(rest.gone, (decltype(rest.gone){{10, 29}}));
}

TEST_F(Log, WhatRetentionTakesBehindARunningConsumerIsSteppedOverAndSaid) {
  const Place place(1);
  produce(place.topic, numbers(0, 5));
  ConsumerOptions options = place.options();
  options.until_end = false;
  std::atomic<bool> waits{false};
  std::atomic<bool> cut{false};
  Effects effects;
  Running member(options, [&](const Record& record, const Decoded*) {
    if (record.offset == 4 && !cut) {
      waits = true;
      return Outcome::retry("until the log is cut");
    }
    effects.add(record);
    return Outcome::ok();
  });
  ASSERT_TRUE(eventually(30s, [&] { return waits.load(); }));
  produce(place.topic, numbers(0, 50));  // its partition is paused: none of these is fetched
  admin().delete_records_before(place.topic, 0, 40);
  cut = true;
  EXPECT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group) == 55; }));
  const auto summary = member.end();
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(effects.size(), 5U + 15U) << "the one that was held is done although the log has it no more";
  EXPECT_EQ(summary->gone, 35U) << "offsets 5 to 39";
}

// librdkafka 2.0.2 never destroys a consumer whose topic was deleted: src/kafka/README.md.
TEST_F(Log, ATopicThatIsDeletedWhileItIsReadKeepsNobodyFromGoing) {
  const Place place(3);
  for (std::int32_t i = 0; i < 3; ++i) produce(place.topic, numbers(i, 5));
  ConsumerOptions options = place.options();
  options.until_end = false;
  std::atomic<int> left_behind{0};
  options.on_event = [&](const Event& event) { left_behind += event.kind == Event::Kind::left_behind ? 1 : 0; };
  Effects effects;
  std::optional<Running> member(std::in_place, options, [&](const Record& record, const Decoded*) {
    effects.add(record);
    return Outcome::ok();
  });
  EXPECT_TRUE(eventually(30s, [&] { return effects.size() == 15; }));
  admin().delete_topic(place.topic);
  pause_for(2s);  // until librdkafka has heard of it
  const auto stopped = std::chrono::steady_clock::now();
  const auto summary = member->end();
  member.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - stopped, 4s);
  EXPECT_EQ(left_behind, 0);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->done, 15U);
}

TEST_F(Log, ATopicThatBeginsAnewIsReadFromItsBeginning) {
  const Place place(1);
  produce(place.topic, numbers(0, 30));
  ASSERT_EQ(see(place.options()).numbers.size(), 30U);
  admin().delete_topic(place.topic);
  EXPECT_TRUE(eventually(30s, [&] {
    try {
      cluster().create_topic(place.topic, 1);
      return true;
    } catch (const std::runtime_error&) {
      return false;  // it is still going away
    }
  }));
  produce(place.topic, numbers(0, 5));
  const Seen seen = see(place.options());
  EXPECT_EQ(seen.numbers.size(), 5U);
  EXPECT_EQ(committed(place.topic, place.group), 5);
}

TEST_F(Log, AMissingTopicIsSaidAtTheStart) {
  const Place place(1);
  ConsumerOptions options = place.options();
  options.topics = {"nobody-made-this"};
  auto missing = consume(options);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().name, "TOPIC_MISSING");
  options = place.options();
  options.error_topic = "nor-this";
  missing = consume(options);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().name, "TOPIC_MISSING");
  options = place.options();
  options.produces = {"nor-that"};
  missing = consume(options);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().name, "TOPIC_MISSING");
}

TEST_F(Log, ADeniedTopicIsSaidAtTheStart) {
  const Place place(1);
  for (const std::string& topic : {place.topic, place.errors}) {
    admin().deny(Resource::topic, topic, topic == place.topic ? Right::read : Right::write);
    const auto denied = consume(place.options());
    ASSERT_FALSE(denied) << topic;
    EXPECT_EQ(denied.error().name, "TOPIC_AUTHORIZATION_FAILED");
    EXPECT_NE(denied.error().message.find(topic), std::string::npos) << denied.error().message;
    admin().undeny(Resource::topic, topic);
  }
}

TEST_F(Log, ADeniedGroupEndsTheRun) {
  const Place place(1);
  produce(place.topic, numbers(0, 5));
  admin().deny(Resource::group, place.group, Right::read);
  ConsumerOptions options = place.options();
  options.until_end = false;
  const auto denied = consume(options);
  admin().undeny(Resource::group, place.group);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().name, "GROUP_AUTHORIZATION_FAILED");
}

TEST_F(Log, AGroupThatIsDeniedInTheMiddleEndsTheRunAndCommitsNoFurther) {
  const Place place(1);
  produce(place.topic, numbers(0, 5));
  ConsumerOptions options = place.options();
  options.until_end = false;
  Effects effects;
  Running member(options, [&](const Record& record, const Decoded*) {
    effects.add(record);
    return Outcome::ok();
  });
  ASSERT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group) == 5; }));
  admin().deny(Resource::group, place.group, Right::read);
  produce(place.topic, numbers(0, 5));
  const auto denied = member.join();
  admin().undeny(Resource::group, place.group);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().name, "GROUP_AUTHORIZATION_FAILED");
  EXPECT_GE(committed(place.topic, place.group), 5);
  EXPECT_LE(committed(place.topic, place.group), static_cast<std::int64_t>(effects.size()));
}

}  // namespace
}  // namespace norm::kafka::test
