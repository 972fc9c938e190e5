#pragma once

// librdkafka's mock cluster with its switches in reach, and a consumer set up for its pace.
#include <librdkafka/rdkafka.h>
// The mock's header needs the one above to come first.
#include <librdkafka/rdkafka_mock.h>
#include <norm/kafka/kafka.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kafka/handle.h"
#include "kafka/records.h"

namespace norm::kafka::test {

class MockCluster {
 public:
  MockCluster();

  [[nodiscard]] std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_.get()); }
  [[nodiscard]] rd_kafka_mock_cluster_t* get() const { return cluster_.get(); }
  void create_topic(const std::string& topic, int partitions);
  void produce(const std::string& topic, const std::vector<Stored>& records) const {
    produce_to(brokers(), topic, records);
  }
  [[nodiscard]] std::vector<Stored> read(const std::string& topic) const { return read_from(brokers(), topic); }
  [[nodiscard]] std::vector<PartitionOffsets> offsets(const std::string& topic, const std::string& group) const {
    return offsets_at(brokers(), topic, group);
  }
  void broker_down() { rd_kafka_mock_broker_set_down(cluster_.get(), 1); }
  void broker_up() { rd_kafka_mock_broker_set_up(cluster_.get(), 1); }

  /// Group `g` on `topics`.
  [[nodiscard]] ConsumerOptions options(std::vector<std::string> topics) const {
    return quick_options(brokers(), "g", std::move(topics));
  }

 private:
  ClientHandle host_;
  std::unique_ptr<rd_kafka_mock_cluster_t, Destroy<rd_kafka_mock_cluster_destroy>> cluster_;
};

}  // namespace norm::kafka::test
