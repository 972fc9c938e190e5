#pragma once

// An error topic's producer as a user of librdkafka writes it by hand: what anybody pays who says of a record what the
// adapter says of it.
#include <librdkafka/rdkafka.h>
#include <norm/decode.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "kafka/handle.h"

namespace norm::bench {

class ByHand {
 public:
  ByHand(const std::string& brokers, const std::string& topic, std::string group);
  ByHand(const ByHand&) = delete;
  ByHand& operator=(const ByHand&) = delete;

  /// Queues a copy with its own headers and fourteen of ours; serves the reports that have come.
  void send(const rd_kafka_message_t& message, const DecodeError& error);
  /// Waits for all reports and returns how many records the broker has taken.
  [[nodiscard]] std::size_t finish();

 private:
  static void on_report(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  std::string group_;
  std::size_t taken_ = 0;
  kafka::ClientHandle client_;
  kafka::TopicHandle topic_;
};

}  // namespace norm::bench
