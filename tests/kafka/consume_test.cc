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

TEST(Consume, OthersGoToTheErrorTopicAsTheyWere) {
  MockCluster cluster;
  cluster.create_topic("t", 3);
  cluster.create_topic("t.errors", 2);  // fewer: partition 2 goes by key
  const std::vector<Stored> bad = {
      {0,
       "a",
       "{\"n\":\"x\"}",
       {{"traceparent", "00-1"}, {"h", "1"}, {"h", std::nullopt}, {"h", ""}},
       1'600'000'000'123},
      {0, std::nullopt, "", {}, 1'600'000'000'124},  // empty is not null
      {1, "", "{\"n\":1", {{"norm.error.hops", "4"}, {"x", "y"}}, 1'600'000'000'125},
      {1, "b", std::nullopt, {}, 1'600'000'000'126},  // a tombstone, by policy
      {2, std::string("c\0d", 3), std::string("\xff\0\x01", 3), {}, 1'600'000'000'127},
  };
  cluster.produce("t", bad);
  cluster.produce("t", test::numbers(2, 3));
  ConsumerOptions options = cluster.options({"t"});
  options.tombstones = Tombstones::error;
  std::vector<std::string> rejected;
  options.on_rejection = [&](const Rejection& rejection) { rejected.emplace_back(rejection.explain); };
  int handled = 0;
  const auto summary = consume(options, [&](const Record&, const Decoded*) {
    ++handled;
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(handled, 3) << "what does not conform never reaches the handler";
  EXPECT_EQ(summary->read, 8U);
  EXPECT_EQ(summary->done, 3U);
  EXPECT_EQ(summary->error_topic, 5U);
  EXPECT_EQ(rejected.size(), 5U);

  std::vector<Stored> found = cluster.read("t.errors");
  ASSERT_EQ(found.size(), bad.size());
  std::sort(found.begin(), found.end(),
            [](const Stored& a, const Stored& b) { return a.timestamp_ms < b.timestamp_ms; });
  for (std::size_t i = 0; i < bad.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(found[i].key, bad[i].key);
    EXPECT_EQ(found[i].value, bad[i].value);
    EXPECT_EQ(found[i].timestamp_ms, bad[i].timestamp_ms);
    if (bad[i].partition < 2) {
      EXPECT_EQ(found[i].partition, bad[i].partition);
    }
    EXPECT_EQ(found[i].header("norm.error.topic"), "t");
    EXPECT_EQ(found[i].header("norm.error.partition"), std::to_string(bad[i].partition));
    EXPECT_EQ(found[i].header("norm.error.group"), "g");
    EXPECT_EQ(found[i].header("norm.error.schema"), "numbers.norm#Number");
    EXPECT_EQ(found[i].header("norm.error.class"), "payload");
    EXPECT_EQ(found[i].header("norm.error.stage"), i == 0 ? "validate" : "decode");
    EXPECT_EQ(found[i].header("norm.error.hops"), i == 2 ? "5" : "1");
  }
  EXPECT_EQ(found[0].header("norm.error.explain"), "In :n, val: \"x\" fails spec: integer?");
  ASSERT_GE(found[0].headers.size(), 4U);
  EXPECT_EQ(std::vector(found[0].headers.begin(), found[0].headers.begin() + 4), bad[0].headers);
  EXPECT_EQ(found[2].headers.front(), (std::pair<std::string, std::optional<std::string>>("x", "y")))
      << "ours are replaced";
  for (const PartitionOffsets& partition : cluster.offsets("t", "g")) EXPECT_EQ(partition.committed, partition.end);
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
