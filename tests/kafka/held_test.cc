// Records that are held for long: they keep what they say, and nothing of librdkafka's.
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kafka/handle.h"
#include "kafka/mock_cluster.h"

namespace norm::kafka {
namespace {

using test::MockCluster;
using test::Stored;

// Reads partition 0 without a group.
ClientHandle reader(const MockCluster& cluster, const std::string& topic) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  const Properties settings = {
      {"bootstrap.servers", cluster.brokers()}, {"group.id", "reader"}, {"fetch.wait.max.ms", "10"}};
  for (const auto& [name, value] : settings) {
    EXPECT_EQ(rd_kafka_conf_set(conf, name.c_str(), value.c_str(), nullptr, 0), RD_KAFKA_CONF_OK) << name;
  }
  ClientHandle client(rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0));
  const PartitionsHandle from = make_partitions(1);
  rd_kafka_topic_partition_list_add(from.get(), topic.c_str(), 0)->offset = 0;
  EXPECT_EQ(rd_kafka_assign(client.get(), from.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
  return client;
}

TEST(Held, WhatIsLetGoSaysTheSameAndKeepsNoClient) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  const std::vector<Stored> sent = {
      {0, std::string("k\0", 2), "{}", {{"h", "1"}, {"h", std::nullopt}, {"", ""}, {"b", std::string("\0\xff", 2)}}},
      {0, std::nullopt, "", {}},
      {0, "", std::nullopt, {}},
  };
  cluster.produce("t", sent);
  ClientHandle client = reader(cluster, "t");
  std::vector<Message> held(sent.size());
  for (Message& one : held) {
    MessageHandle message;
    while (!message) message.reset(rd_kafka_consumer_poll(client.get(), 1000));
    ASSERT_EQ(message->err, RD_KAFKA_RESP_ERR_NO_ERROR);
    one.hold(std::move(message));
    one.let_go();
    one.let_go();
  }
  EXPECT_TRUE(destroy_client(client.release())) << "it waits for every message that somebody has";
  for (std::size_t i = 0; i < sent.size(); ++i) {
    SCOPED_TRACE(i);
    const Record& record = held[i].record();
    EXPECT_STREQ(record.topic.data(), "t");
    EXPECT_EQ(record.topic.size(), 1U);
    EXPECT_EQ(record.partition, 0);
    EXPECT_EQ(record.offset, static_cast<std::int64_t>(i));
    EXPECT_EQ(record.timestamp_ms, sent[i].timestamp_ms);
    EXPECT_EQ(record.key, sent[i].key);
    EXPECT_EQ(record.value, sent[i].value);
    ASSERT_EQ(record.headers.size(), sent[i].headers.size());
    for (std::size_t h = 0; h < record.headers.size(); ++h) {
      EXPECT_EQ(record.headers[h].name, sent[i].headers[h].first);
      EXPECT_EQ(record.headers[h].value, sent[i].headers[h].second);
    }
  }
}

TEST(Held, ARecordThatWaitsWhileOthersAreReadIsCopied) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  std::vector<Stored> records = test::numbers(0, 400);
  for (Stored& record : records) record.headers = {{"pad", std::string(500, 'x')}};
  records[0].headers = {{"h", "1"}, {"h", std::nullopt}, {"h", ""}};
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.order = Order::key;
  options.max_pending_bytes = 100'000;  // of which a quarter is read some five times
  std::size_t others = 0;
  const char* first = nullptr;
  const char* last = nullptr;
  const auto summary = test::consume(options, [&](const Record& record, const Decoded*) {
    if (record.offset != 0) {
      ++others;
      return Outcome::ok();
    }
    last = record.value->data();
    if (first == nullptr) first = last;
    return others == 399 ? Outcome::payload_error("it has waited") : Outcome::retry("not yet");
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_NE(first, last) << "it still keeps the answer that it came in";
  EXPECT_EQ(summary->error_topic, 1U);
  const std::vector<Stored> errors = cluster.read("t.errors");
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].key, records[0].key);
  EXPECT_EQ(errors[0].value, records[0].value);
  EXPECT_EQ(errors[0].timestamp_ms, records[0].timestamp_ms);
  ASSERT_GT(errors[0].headers.size(), 3U);
  EXPECT_TRUE(std::equal(records[0].headers.begin(), records[0].headers.end(), errors[0].headers.begin()));
}

}  // namespace
}  // namespace norm::kafka
