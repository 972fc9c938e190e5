#pragma once

// Records as tests write and find them, on whatever cluster.
#include <gtest/gtest.h>
#include <norm/kafka/kafka.h>
#include <norm/validator.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/cluster.h"

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

void produce(const std::string& topic, const std::vector<Stored>& records);
[[nodiscard]] std::vector<Stored> read(const std::string& topic);
[[nodiscard]] std::vector<PartitionOffsets> offsets(const std::string& topic, const std::string& group);
/// Of one partition; -1: none.
[[nodiscard]] std::int64_t committed(const std::string& topic, const std::string& group, std::size_t partition = 0);

/// `schema { req :n, integer? }`.
[[nodiscard]] Validator number_validator();
/// `{"n":5}`.
[[nodiscard]] std::string number(std::int64_t n);
/// The numbers 0 to count-1 as records of one partition.
[[nodiscard]] std::vector<Stored> numbers(std::int32_t partition, int count);

/// A topic, its error topic and a group that no other test has.
struct Place {
  std::string topic;
  std::string errors;
  std::string group;

  /// Creates both topics; the settings are the topic's.
  explicit Place(int partitions, const Settings& settings = {}, const Settings& error_settings = {});

  /// Reads it up to its end, with the shortest session that both clusters let join, and short waits.
  [[nodiscard]] ConsumerOptions options() const;
};

[[nodiscard]] Result<Summary, Error> consume(ConsumerOptions options, const Handler& handler);
/// For a handler that has nothing to say.
[[nodiscard]] Result<Summary, Error> consume(ConsumerOptions options);

/// Whether it holds within the time; asked again every few milliseconds.
template <class Condition>
[[nodiscard]] bool eventually(std::chrono::milliseconds within, const Condition& condition);

void pause_for(std::chrono::milliseconds time);

template <class Condition>
bool eventually(std::chrono::milliseconds within, const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    pause_for(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace norm::kafka::test
