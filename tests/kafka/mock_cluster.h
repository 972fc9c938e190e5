#pragma once

// librdkafka's mock cluster with its switches in reach, and a consumer set up for its pace.
#include <librdkafka/rdkafka.h>
// The mock's header needs the one above to come first.
#include <librdkafka/rdkafka_mock.h>
#include <norm/kafka/kafka.h>
#include <norm/validator.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kafka/handle.h"

namespace norm::kafka::test {

/// A record as a test writes or finds it; owns what kafka::Record points to.
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

class MockCluster {
 public:
  MockCluster();

  [[nodiscard]] std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_.get()); }
  [[nodiscard]] rd_kafka_mock_cluster_t* get() const { return cluster_.get(); }
  void create_topic(const std::string& topic, int partitions);
  void produce(const std::string& topic, const std::vector<Stored>& records);
  [[nodiscard]] std::vector<Stored> read(const std::string& topic) const;
  [[nodiscard]] std::vector<PartitionOffsets> offsets(const std::string& topic, const std::string& group) const;
  void broker_down() { rd_kafka_mock_broker_set_down(cluster_.get(), 1); }
  void broker_up() { rd_kafka_mock_broker_set_up(cluster_.get(), 1); }

  /// Group `g` on `topics`; the shortest session that the mock lets join, and short waits.
  [[nodiscard]] ConsumerOptions options(std::vector<std::string> topics) const;

 private:
  ClientHandle host_;
  std::unique_ptr<rd_kafka_mock_cluster_t, Destroy<rd_kafka_mock_cluster_destroy>> cluster_;
};

/// `schema { req :n, integer? }`.
[[nodiscard]] Validator number_validator();

/// `{"n":5}`.
[[nodiscard]] std::string number(std::int64_t n);

/// The numbers 0 to count-1 as records of one partition.
[[nodiscard]] std::vector<Stored> numbers(std::int32_t partition, int count);

}  // namespace norm::kafka::test
