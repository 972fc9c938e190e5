#pragma once

// Records as tests write and find them, on whatever cluster: this folder's mock, or those of tests/broker.
#include <norm/kafka/kafka.h>
#include <norm/validator.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm::kafka::test {

/// Owns what a kafka::Record points to.
struct Stored {
  std::int32_t partition = 0;
  std::optional<std::string> key = {};
  std::optional<std::string> value = {};
  std::vector<std::pair<std::string, std::optional<std::string>>> headers = {};
  std::int64_t timestamp_ms = 1'700'000'000'000;
  std::int64_t offset = -1;

  /// Of the first header of that name; `(absent)`, `(null)`.
  [[nodiscard]] std::string header(std::string_view name) const;
};

void produce_to(const std::string& brokers, const std::string& topic, const std::vector<Stored>& records);
/// Both ask until there is an answer: a broker that has just come back knows no leaders for a while.
[[nodiscard]] std::vector<Stored> read_from(const std::string& brokers, const std::string& topic);
[[nodiscard]] std::vector<PartitionOffsets> offsets_at(const std::string& brokers, const std::string& topic,
                                                       const std::string& group);

/// `schema { req :n, integer? }`.
[[nodiscard]] Validator number_validator();
/// `{"n":5}`.
[[nodiscard]] std::string number(std::int64_t n);
/// The numbers 0 to count-1 as records of one partition.
[[nodiscard]] std::vector<Stored> numbers(std::int32_t partition, int count);

/// With the shortest session that the mock lets join and that Apache Kafka takes, and short waits; up to the end.
[[nodiscard]] ConsumerOptions quick_options(const std::string& brokers, const std::string& group,
                                            std::vector<std::string> topics);

/// Judges by number_validator.
[[nodiscard]] Result<Summary, Error> consume(ConsumerOptions options, const Handler& handler);
/// For a handler that has nothing to say.
[[nodiscard]] Result<Summary, Error> consume(ConsumerOptions options);

}  // namespace norm::kafka::test
