// What is refused at the start, and in which words.
#include <gtest/gtest.h>

#include <chrono>
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
  EXPECT_EQ(refused(cluster.options({"t"})).message,
            "the error topic t.errors does not exist; create it with as many partitions as t has, or name another");
  EXPECT_EQ(refused(cluster.options({"t"})).name, "TOPIC_MISSING");
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
