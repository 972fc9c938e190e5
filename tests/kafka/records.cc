// Records for tests: see the header.
#include "kafka/records.h"

#include <gtest/gtest.h>
#include <norm/dsl.h>

#include <chrono>
#include <thread>

namespace norm::kafka::test {

using namespace std::chrono_literals;

std::string Stored::header(std::string_view name) const {
  for (const auto& [own, text] : headers) {
    if (own == name) return text.value_or("(null)");
  }
  return "(absent)";
}

void produce_to(const std::string& brokers, const std::string& topic, const std::vector<Stored>& records) {
  auto producer = Producer::create(brokers);
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
  const auto flushed = producer->flush(20s);
  ASSERT_TRUE(flushed) << flushed.error().message;
}

namespace {

template <class Ask>
auto ask_patiently(const std::string& brokers, const Ask& ask) ->
    typename decltype(ask(std::declval<const Client&>()))::value_type {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (true) {
    const auto client = Client::connect(brokers, {{"fetch.wait.max.ms", "10"}}, 10s);
    auto answer = client ? ask(*client) : Failure(client.error());
    if (answer) return *std::move(answer);
    if (!answer.error().retriable || std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << answer.error().message;
      return {};
    }
    std::this_thread::sleep_for(100ms);
  }
}

Stored copy(const Record& record) {
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
  return stored;
}

}  // namespace

std::vector<Stored> read_from(const std::string& brokers, const std::string& topic) {
  return ask_patiently(brokers, [&](const Client& client) -> Result<std::vector<Stored>, Error> {
    std::vector<Stored> found;
    const auto count = client.read(topic, [&](const Record& record) { found.push_back(copy(record)); });
    if (!count) return Failure(count.error());
    return found;
  });
}

std::vector<PartitionOffsets> offsets_at(const std::string& brokers, const std::string& topic,
                                         const std::string& group) {
  return ask_patiently(brokers, [&](const Client& client) { return client.offsets(topic, group); });
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

ConsumerOptions quick_options(const std::string& brokers, const std::string& group, std::vector<std::string> topics) {
  ConsumerOptions options;
  options.brokers = brokers;
  options.group = group;
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

Result<Summary, Error> consume(ConsumerOptions options, const Handler& handler) {
  auto consumer = Consumer::create(std::move(options), number_validator());
  if (!consumer) return Failure(consumer.error());
  return consumer->run(handler);
}

Result<Summary, Error> consume(ConsumerOptions options) {
  return consume(std::move(options), [](const Record&, const Decoded*) { return Outcome::ok(); });
}

}  // namespace norm::kafka::test
