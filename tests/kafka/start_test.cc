// What is refused at the start, and in which words.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>

#include "kafka/mock_cluster.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using test::MockCluster;

Error refused(ConsumerOptions options) {
  auto consumer = Consumer::create(std::move(options), test::number_validator());
  EXPECT_FALSE(consumer);
  return consumer ? Error{} : consumer.error();
}

TEST(Start, NeedsNames) {
  ConsumerOptions options;
  EXPECT_EQ(refused(options).message, "no brokers are named");
  options.brokers = "127.0.0.1:1";
  EXPECT_EQ(refused(options).message, "no group is named");
  options.group = "g";
  EXPECT_EQ(refused(options).message, "no topic is named");
  options.topics = {"t"};
  options.error_topic = "";
  EXPECT_EQ(refused(options).message, "no error topic is named");
}

TEST(Start, NamesTheOptionAndItsValue) {
  const auto why = [](const auto& change) {
    ConsumerOptions options;
    options.brokers = "127.0.0.1:1";
    options.group = "g";
    options.topics = {"t"};
    change(options);
    const Error error = refused(options);
    return error.name == "CONFIG" ? error.message : error.name;
  };
  using O = ConsumerOptions;
  EXPECT_EQ(why([](O& o) { o.flood.share = 9; }), "flood.share is 9, it must be from 0 to 1");
  EXPECT_EQ(why([](O& o) { o.flood.share = std::nan(""); }), "flood.share is nan, it must be from 0 to 1");
  EXPECT_EQ(why([](O& o) { o.flood.window = static_cast<std::size_t>(-1); }),
            "flood.window is 18446744073709551615, it must be from 1 to 1000000");
  EXPECT_EQ(why([](O& o) { o.flood.window = 1'000'001; }), "flood.window is 1000001, it must be from 1 to 1000000");
  EXPECT_EQ(why([](O& o) { o.max_hops = 0; }), "max_hops is 0, it must be at least 1");
  EXPECT_EQ(why([](O& o) { o.workers = 1025; }), "workers is 1025, it must be from 0 to 1024");
  EXPECT_EQ(why([](O& o) { o.max_pending = 0; }), "max_pending is 0, it must be from 1 to 10000000");
  EXPECT_EQ(why([](O& o) { o.backoff.base = 0ms; }), "backoff.base is 0 ms, it must be from 1 to 31622400000 ms");
  EXPECT_EQ(why([](O& o) { o.circuit.backoff.max = 1ms; }),
            "circuit.backoff.max is 1 ms, it must be from 500 to 31622400000 ms");
  EXPECT_EQ(why([](O& o) { o.drain_timeout = -1ms; }), "drain_timeout is -1 ms, it must be from 0 to 31622400000 ms");
  EXPECT_EQ(why([](O& o) { o.idempotence.lease = std::chrono::milliseconds::max(); }),
            "idempotence.lease is 9223372036854775807 ms, it must be from 0 to 31622400000 ms");
  EXPECT_EQ(why([](O& o) { o.topics = {"t", "u", "t"}; }), "the topic t is named twice");
}

TEST(Start, SaysThatNoBrokerAnswers) {
  ConsumerOptions options;
  options.brokers = "127.0.0.1:1";
  options.group = "g";
  options.topics = {"t"};
  options.start_timeout = 300ms;
  const Error error = refused(options);
  EXPECT_EQ(
      error.message.find("cannot reach 127.0.0.1:1: no broker answers; check the address, and that the cluster is up"),
      0U)
      << error.message;
  EXPECT_TRUE(error.retriable);
}

TEST(Start, SaysWhichTopicIsMissing) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  rd_kafka_mock_topic_set_error(cluster.get(), "u", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  rd_kafka_mock_topic_set_error(cluster.get(), "t.errors", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  EXPECT_EQ(refused(cluster.options({"u"})).message, "the topic u does not exist; create it, or check its name");
  const Error error = refused(cluster.options({"t"}));
  EXPECT_EQ(error.message,
            "the error topic t.errors does not exist; create it with as many partitions as t has, or name another");
  EXPECT_EQ(error.name, "TOPIC_MISSING");
  cluster.create_topic("v", 1);
  cluster.create_topic("v.errors", 1);
  rd_kafka_mock_topic_set_error(cluster.get(), "v.seen", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  ConsumerOptions options = cluster.options({"v"});
  options.idempotence = {.store = memory_store(), .audit_topic = "{topic}.seen"};
  EXPECT_EQ(refused(options).message,
            "the audit topic v.seen does not exist; create it with as many partitions as v has, or name another");
}

TEST(Start, SaysThatThereIsNoEndOfNothing) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  EXPECT_EQ(refused(cluster.options({"^nothing$"})).message,
            "no topic matches ^nothing$, so that there is no end to read to; check it");
}

TEST(Start, AnEmbeddedBrokerSaysWhatItCannotCreate) {
  auto broker = EmbeddedBroker::start();
  ASSERT_TRUE(broker) << broker.error().message;
  EXPECT_TRUE(broker->create_topic("t", 1));
  const auto twice = broker->create_topic("t", 1);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().name, "TOPIC_ALREADY_EXISTS");
  const auto none = broker->create_topic("u", 0);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "a topic of 0 partitions cannot be created: u");
}

TEST(Start, RefusesALoop) {
  MockCluster cluster;
  ConsumerOptions options = cluster.options({"t"});
  options.error_topic = "t";
  EXPECT_EQ(refused(options).name, "LOOP");
}

TEST(Start, RefusesALoopThatOnlyTheAssignmentShows) {
  MockCluster cluster;
  cluster.create_topic("ta", 1);
  ConsumerOptions options = cluster.options({"^(t|u)a?(.errors)?$"});
  auto consumer = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().name, "LOOP");
}

TEST(Start, SaysWhichTopicIsMissingOfThoseThatOnlyTheAssignmentShows) {
  MockCluster cluster;
  cluster.create_topic("ta", 1);
  rd_kafka_mock_topic_set_error(cluster.get(), "ta.errors", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  cluster.produce("ta", {{0, "k", "{}"}});
  const auto summary = test::consume(cluster.options({"^t.$"}));
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().message,
            "the error topic ta.errors does not exist; create it with as many partitions as ta has, or name another");
}

TEST(Start, SaysThatTheGroupIsNotAllowed) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  constexpr std::int16_t kJoinGroup = 11;
  rd_kafka_mock_push_request_errors(cluster.get(), kJoinGroup, 1, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  auto consumer = Consumer::create(cluster.options({"t"}), test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().name, "GROUP_AUTHORIZATION_FAILED");
  EXPECT_NE(summary.error().message.find("ask for READ on the group"), std::string::npos) << summary.error().message;
  EXPECT_EQ(consumer->summary().assigned, 0U);
}

TEST(Start, StopBeforeRunEndsItAtOnce) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  ConsumerOptions options = cluster.options({"t"});
  options.until_end = false;
  auto consumer = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  consumer->stop();
  const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->read, 0U);
}

}  // namespace
}  // namespace norm::kafka
