// Trouble: a handler or an error topic that fails for a while holds up one partition, loses nothing, and never the end.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "kafka/mock_cluster.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::MockCluster;
using test::Stored;

constexpr std::int16_t kProduce = 0;  // Kafka's ApiKey
constexpr std::int16_t kOffsetCommit = 8;

TEST(Retry, CommitsOnlyTheUnbrokenRow) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  cluster.produce("t", test::numbers(0, 10));
  ConsumerOptions options = cluster.options({"t"});
  options.until_end = false;
  auto consumer = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  int refusals = 0;
  const auto summary = consumer->run([&](const Record& record, const Decoded*) {
    if (record.offset != 4) return Outcome::ok();
    if (++refusals == 5) consumer->stop();
    return Outcome::retry("never");
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->done, 4U);
  EXPECT_EQ(summary->read, summary->done + summary->uncommitted);
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, 4);
}

TEST(Retry, ErrorTopicThatRefusesGetsTheRecordAgain) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  std::vector<Stored> records = test::numbers(0, 30);
  for (std::size_t i = 0; i < records.size(); i += 3) records[i].value = "{}";
  cluster.produce("t", records);
  // Not one that librdkafka tries again by itself.
  rd_kafka_mock_push_request_errors(cluster.get(), kProduce, 2, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                                    RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  ConsumerOptions options = cluster.options({"t"});
  int failures = 0;
  options.on_event = [&](const Event& event) { failures += event.kind == Event::Kind::delivery_failed ? 1 : 0; };
  auto consumer = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->done, 20U);
  EXPECT_EQ(summary->error_topic, 10U);
  EXPECT_GT(summary->delivery_failures, 0U);
  EXPECT_GT(failures, 0);
  const std::vector<Stored> errors = cluster.read("t.errors");
  ASSERT_EQ(errors.size(), 10U);
  std::map<std::string, int> offsets;
  for (const Stored& error : errors) ++offsets[error.header("norm.error.offset")];
  EXPECT_EQ(offsets.size(), 10U) << "each once";
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, 30);
}

// What the error topic has of a bad record where so many requests are answered that it is too large: of each form its
// batch, and itself alone.
struct Refused {
  Summary summary;
  Stored error;
};
Refused after_refusals(MockCluster& cluster, const std::string& value, std::size_t times) {
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  cluster.produce("t", {{0, "k", value}});
  const std::vector answers(times, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  rd_kafka_mock_push_request_errors_array(cluster.get(), kProduce, times, answers.data());
  const auto summary = test::consume(cluster.options({"t"}));
  EXPECT_TRUE(summary) << summary.error().message;
  if (!summary) return {};
  EXPECT_EQ(summary->error_topic, 1U);
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, 1);
  const std::vector<Stored> errors = cluster.read("t.errors");
  EXPECT_EQ(errors.size(), 1U);
  if (errors.size() != 1) return {};
  EXPECT_EQ(errors[0].key, "k");
  return {*summary, errors[0]};
}

TEST(Retry, TooLargeRecordGoesWithoutItsExplanationAndARefusedCommitAgain) {
  MockCluster cluster;
  rd_kafka_mock_push_request_errors(cluster.get(), kOffsetCommit, 1, RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE);
  const auto [summary, error] = after_refusals(cluster, "{}", 2);
  EXPECT_EQ(error.header("norm.error.explain"), "");
  EXPECT_EQ(error.header("norm.error.explain.truncated"), "1");
  EXPECT_EQ(error.value, "{}");
  EXPECT_EQ(summary.commit_failures, 1U);
}

TEST(Retry, TooLargeInEveryFormButAPointer) {
  MockCluster cluster;
  const Stored error = after_refusals(cluster, R"({"n":"x"})", 4).error;
  ASSERT_TRUE(error.value);
  EXPECT_EQ(error.value->substr(0, 48), R"({"topic":"t","partition":0,"offset":0,"size":9,")");
  EXPECT_EQ(error.header("norm.error.value.size"), "9");
}

TEST(Retry, ABatchThatIsTooLargeSaysNothingOfItsRecords) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  cluster.create_topic("next", 1);
  std::vector<Stored> records = test::numbers(0, 60);
  records[0].headers = {{"a", std::nullopt}, {"a", ""}};
  records[0].value = "";
  for (std::size_t i = 2; i < records.size(); i += 2) records[i].value = "{}";
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.produces = {"next"};
  options.flood.action = OnFlood::go_on;
  // One for either topic: their batches of some thirty records are one request each.
  options.properties.emplace("producer.linger.ms", "300");
  rd_kafka_mock_push_request_errors(cluster.get(), kProduce, 2, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
                                    RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE);
  const auto summary = test::consume(options, [](const Record&, const Decoded*) { return Outcome::pass_on("next"); });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->done, 30U);
  EXPECT_EQ(summary->error_topic, 30U);
  EXPECT_EQ(summary->delivery_failures, 0U);
  EXPECT_EQ(cluster.read("next").size(), 30U);
  const std::vector<Stored> errors = cluster.read("t.errors");
  ASSERT_EQ(errors.size(), 30U);
  for (const Stored& error : errors) {
    const Stored& was = records.at(std::stoul(error.header("norm.error.offset")));
    EXPECT_EQ(error.header("norm.error.class"), "payload");
    EXPECT_EQ(error.header("norm.error.explain.truncated"), "(absent)") << "in its full form";
    EXPECT_EQ(error.value, was.value);
    EXPECT_EQ(error.key, was.key);
    EXPECT_EQ(error.timestamp_ms, was.timestamp_ms);
    if (was.value->empty()) {
      EXPECT_TRUE(std::equal(was.headers.begin(), was.headers.end(), error.headers.begin()));
    }
  }
}

TEST(Retry, AProducersBatchThatIsTooLargeGoesRecordByRecord) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  rd_kafka_mock_push_request_errors(cluster.get(), kProduce, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  const std::vector<Stored> records = test::numbers(0, 40);
  cluster.produce("t", records);
  const std::vector<Stored> found = cluster.read("t");
  ASSERT_EQ(found.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(found[i].value, records[i].value);
  rd_kafka_mock_push_request_errors(cluster.get(), kProduce, 2, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
                                    RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  auto producer = Producer::create(cluster.brokers());
  ASSERT_TRUE(producer);
  Record record;
  record.topic = "t";
  record.value = "{}";
  ASSERT_TRUE(producer->send(record));
  const auto flushed = producer->flush(20s);
  ASSERT_FALSE(flushed) << "alone it is too large";
  EXPECT_EQ(flushed.error().name, "MSG_SIZE_TOO_LARGE");
}

TEST(Shutdown, EndsWhileTheBrokerIsGone) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  std::vector<Stored> records = test::numbers(0, 20);
  records[10].value = "{}";
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.until_end = false;
  options.commit_interval = 1h;
  options.drain_timeout = 500ms;
  options.commit_timeout = 500ms;
  options.close_timeout = 500ms;
  Clock::time_point stopped_at;
  Clock::time_point returned_at;
  Summary summary;
  {
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    const auto ran = consumer->run([&](const Record& record, const Decoded*) {
      if (record.offset == 9) cluster.broker_down();
      if (record.offset == 19) {
        stopped_at = Clock::now();
        consumer->stop();
      }
      return Outcome::ok();
    });
    returned_at = Clock::now();
    ASSERT_TRUE(ran) << ran.error().message;
    summary = *ran;
  }
  EXPECT_LT(returned_at - stopped_at, 2500ms) << "the three deadlines are 500 ms each";
  EXPECT_LT(Clock::now() - returned_at, 5s) << "librdkafka's threads wake once a second";
  EXPECT_EQ(summary.read, 20U);
  EXPECT_EQ(summary.uncommitted, 20U);
  EXPECT_EQ(summary.finished_uncommitted, 19U) << "the one for the error topic has not ended";
  cluster.broker_up();
  EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, -1);
}

}  // namespace
}  // namespace norm::kafka
