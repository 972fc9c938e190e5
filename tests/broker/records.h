#pragma once

// Records on the cluster of the run, and a place for each test.
#include <gtest/gtest.h>
#include <norm/kafka/kafka.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "broker/cluster.h"
#include "kafka/records.h"

namespace norm::kafka::test {

void produce(const std::string& topic, const std::vector<Stored>& records);
[[nodiscard]] std::vector<Stored> read(const std::string& topic);
[[nodiscard]] std::vector<PartitionOffsets> offsets(const std::string& topic, const std::string& group);
/// Of one partition; -1: none.
[[nodiscard]] std::int64_t committed(const std::string& topic, const std::string& group, std::size_t partition = 0);

/// A topic, its error topic and a group that no other test has.
struct Place {
  std::string topic;
  std::string errors;
  std::string group;

  /// Creates both topics; the settings are the topic's.
  explicit Place(int partitions, const Settings& settings = {}, const Settings& error_settings = {});

  /// Reads it up to its end; no circuit breaker.
  [[nodiscard]] ConsumerOptions options() const;
};

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
