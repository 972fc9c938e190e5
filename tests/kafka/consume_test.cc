// The whole way on a mock cluster: good records to the handler, the others to the error topic, offsets behind them.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "kafka/mock_cluster.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using test::consume;
using test::MockCluster;
using test::Stored;

TEST(Consume, AllGood) {
  MockCluster cluster;
  cluster.create_topic("t", 2);
  cluster.create_topic("t.errors", 2);
  cluster.produce("t", test::numbers(0, 300));
  cluster.produce("t", test::numbers(1, 200));
  std::vector<std::vector<std::int64_t>> seen(2);
  bool alike = true;
  const auto summary = consume(cluster.options({"t"}), [&](const Record& record, const Decoded* document) {
    seen[static_cast<std::size_t>(record.partition)].push_back(record.offset);
    alike = alike && document != nullptr && document->json()["n"].GetInt64() == record.offset &&
            document->bytes() == *record.value && *record.key == "k" + std::to_string(record.offset);
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_TRUE(alike);
  EXPECT_EQ(summary->read, 500U);
  EXPECT_EQ(summary->done, 500U);
  EXPECT_EQ(summary->uncommitted, 0U);
  EXPECT_EQ(summary->assigned, 2U);
  ASSERT_EQ(seen[0].size(), 300U);
  ASSERT_EQ(seen[1].size(), 200U);
  EXPECT_TRUE(std::is_sorted(seen[0].begin(), seen[0].end()));
  for (const PartitionOffsets& partition : cluster.offsets("t", "g")) EXPECT_EQ(partition.committed, partition.end);
  EXPECT_TRUE(cluster.read("t.errors").empty());
}

// What else they have there: tests/broker/delivery_test.cc.
TEST(Consume, AnErrorTopicOfFewerPartitionsGetsTheOthersByKey) {
  MockCluster cluster;
  cluster.create_topic("t", 3);
  cluster.create_topic("t.errors", 2);
  const std::vector<Stored> bad = {{0, "a", "{}"}, {1, "b", "{}"}, {2, "c", "{}"}, {2, "d", "{}"}};
  cluster.produce("t", bad);
  const auto summary = consume(cluster.options({"t"}), [](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->error_topic, bad.size());
  const std::vector<Stored> found = cluster.read("t.errors");
  ASSERT_EQ(found.size(), bad.size());
  for (const Stored& error : found) {
    const std::string from = error.header("norm.error.partition");
    EXPECT_EQ(from == "2", *error.key == "c" || *error.key == "d");
    if (from != "2") {
      EXPECT_EQ(std::to_string(error.partition), from) << *error.key;
    }
  }
}

TEST(Consume, EachOutcomeEndsWhereItSays) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  cluster.create_topic("next", 1);
  std::vector<Stored> records = test::numbers(0, 6);
  records[5].value = std::nullopt;
  records[1].headers = {{"norm.error.hops", "1"}, {"a", std::nullopt}};
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.produces = {"next"};
  options.max_attempts = 2;
  int calls_of_4 = 0;
  bool tombstone_seen = false;
  const auto summary = consume(options, [&](const Record& record, const Decoded* document) -> Outcome {
    switch (record.offset) {
      case 0: return Outcome::ok();
      case 1: return Outcome::pass_on("next");
      case 2: return Outcome::skip("not for us");
      case 3: return Outcome::payload_error("no such user");
      case 4: ++calls_of_4; throw std::runtime_error("thrown");
      default: tombstone_seen = document == nullptr && !record.value; return Outcome::ok();
    }
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->read, 6U);
  EXPECT_EQ(summary->done, 3U);
  EXPECT_EQ(summary->skipped, 1U);
  EXPECT_EQ(summary->error_topic, 2U);
  EXPECT_EQ(calls_of_4, 2) << "an exception means retry; the second attempt was the last";
  EXPECT_TRUE(tombstone_seen);

  const std::vector<Stored> next = cluster.read("next");
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].value, records[1].value);
  EXPECT_EQ(next[0].key, records[1].key);
  EXPECT_EQ(next[0].headers, records[1].headers) << "a record that is passed on keeps what it has";
  EXPECT_EQ(next[0].timestamp_ms, records[1].timestamp_ms);

  const std::vector<Stored> errors = cluster.read("t.errors");
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].header("norm.error.class"), "handler");
  EXPECT_EQ(errors[0].header("norm.error.stage"), "handle");
  EXPECT_EQ(errors[0].header("norm.error.explain"), "no such user");
  EXPECT_EQ(errors[1].header("norm.error.class"), "exhausted");
  EXPECT_EQ(errors[1].header("norm.error.attempts"), "2");
  EXPECT_EQ(errors[1].header("norm.error.explain"), "thrown");
}

TEST(Consume, ABeginningAtTheEndIsKeptWhereNothingWasRead) {
  MockCluster cluster;
  cluster.create_topic("t", 2);
  cluster.create_topic("t.errors", 2);
  cluster.produce("t", test::numbers(0, 5));
  ConsumerOptions options = cluster.options({"t"});
  options.start_at = StartAt::latest;
  const auto summary = consume(options);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->read, 0U);
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, 5) << "else the next run would begin at the end of then";
  EXPECT_EQ(cluster.offsets("t", "g").at(1).committed, 0);
}

TEST(Consume, FatalStopsAndTheNextRunGoesOnThere) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  cluster.produce("t", test::numbers(0, 20));
  auto consumer = Consumer::create(cluster.options({"t"}), test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto stopped = consumer->run([](const Record& record, const Decoded*) {
    return record.offset == 7 ? Outcome::fatal("the disk is gone") : Outcome::ok();
  });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().name, "HANDLER_FATAL");
  EXPECT_TRUE(stopped.error().fatal);
  EXPECT_NE(stopped.error().message.find("the disk is gone"), std::string::npos);
  EXPECT_EQ(consumer->summary().read, 8U);
  EXPECT_EQ(consumer->summary().done, 7U) << "what ended before is committed";
  EXPECT_EQ(consumer->summary().uncommitted, 1U);
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, 7);

  ConsumerOptions options = cluster.options({"t"});
  options.max_records = 5;
  std::vector<std::int64_t> seen;
  const auto summary = consume(options, [&](const Record& record, const Decoded*) {
    seen.push_back(record.offset);
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(seen, (std::vector<std::int64_t>{7, 8, 9, 10, 11}));
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, 12) << "max_records is exact";
}

TEST(Consume, CommitsNothingThatTheHandlerHasNotSecured) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  cluster.produce("t", test::numbers(0, 10));
  ConsumerOptions options = cluster.options({"t"});
  options.before_commit = [] { return false; };
  const auto summary = consume(options, [](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->uncommitted, 10U);
  EXPECT_EQ(summary->finished_uncommitted, 10U);
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, -1);
}

}  // namespace
}  // namespace norm::kafka
