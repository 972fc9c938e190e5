// The mock cluster for tests: see the header.
#include "kafka/mock_cluster.h"

#include <gtest/gtest.h>
#include <norm/dsl.h>

#include <chrono>

#include "kafka/config.h"

namespace norm::kafka::test {

using namespace std::chrono_literals;

std::string Stored::header(std::string_view name) const {
  for (const auto& [own, text] : headers) {
    if (own == name) return text.value_or("(null)");
  }
  return "(absent)";
}

MockCluster::MockCluster() {
  auto conf = client_config({}, {});
  auto host = make_client(RD_KAFKA_PRODUCER, *std::move(conf));
  host_ = *std::move(host);
  cluster_.reset(rd_kafka_mock_cluster_new(host_.get(), 1));
}

void MockCluster::create_topic(const std::string& topic, int partitions) {
  ASSERT_EQ(rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), partitions, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
}

void MockCluster::produce(const std::string& topic, const std::vector<Stored>& records) {
  auto producer = Producer::create(brokers());
  ASSERT_TRUE(producer) << producer.error().message;
  for (const Stored& stored : records) {
    std::vector<Header> headers;
    for (const auto& [name, value] : stored.headers) headers.push_back({name, value});
    Record record;
    record.topic = topic;
    record.partition = stored.partition;
    record.timestamp_ms = stored.timestamp_ms;
    if (stored.key) record.key = *stored.key;
    if (stored.value) record.value = *stored.value;
    record.headers = headers;
    const auto sent = producer->send(record);
    ASSERT_TRUE(sent) << sent.error().message;
  }
  const auto flushed = producer->flush(10s);
  ASSERT_TRUE(flushed) << flushed.error().message;
}

std::vector<Stored> MockCluster::read(const std::string& topic) const {
  std::vector<Stored> found;
  const auto client = Client::connect(brokers(), {{"fetch.wait.max.ms", "10"}});
  if (!client) {
    ADD_FAILURE() << client.error().message;
    return found;
  }
  const auto count = client->read(topic, [&](const Record& record) {
    Stored stored;
    stored.partition = record.partition;
    stored.offset = record.offset;
    stored.timestamp_ms = record.timestamp_ms.value_or(-1);
    if (record.key) stored.key = std::string(*record.key);
    if (record.value) stored.value = std::string(*record.value);
    for (const Header& header : record.headers) {
      stored.headers.emplace_back(std::string(header.name),
                                  header.value ? std::optional<std::string>(*header.value) : std::nullopt);
    }
    found.push_back(std::move(stored));
  });
  if (!count) ADD_FAILURE() << count.error().message;
  return found;
}

std::vector<PartitionOffsets> MockCluster::offsets(const std::string& topic, const std::string& group) const {
  const auto client = Client::connect(brokers());
  if (!client) {
    ADD_FAILURE() << client.error().message;
    return {};
  }
  auto offsets = client->offsets(topic, group);
  if (!offsets) {
    ADD_FAILURE() << offsets.error().message;
    return {};
  }
  return *std::move(offsets);
}

ConsumerOptions MockCluster::options(std::vector<std::string> topics) const {
  ConsumerOptions options;
  options.brokers = brokers();
  options.group = "g";
  options.topics = std::move(topics);
  options.properties = {{"consumer.session.timeout.ms", "4000"},
                        {"consumer.heartbeat.interval.ms", "200"},
                        {"consumer.fetch.wait.max.ms", "10"}};
  options.schema_name = "numbers.norm#Number";
  options.commit_interval = 50ms;
  options.backoff = {10ms, 50ms};
  options.until_end = true;
  return options;
}

Validator number_validator() {
  const auto validator = compile(schema({req("n", integer())}));
  if (!validator) ADD_FAILURE() << "the schema of this test does not compile";
  return *validator;
}

std::string number(std::int64_t n) { return "{\"n\":" + std::to_string(n) + "}"; }

std::vector<Stored> numbers(std::int32_t partition, int count) {
  std::vector<Stored> records;
  for (int i = 0; i < count; ++i) records.push_back({partition, "k" + std::to_string(i), number(i)});
  return records;
}

}  // namespace norm::kafka::test
