#pragma once

// The adapter's own producer: sends copies of records, reports later what became of each. Nobody ever waits for one.
//
// A broker refuses a batch as a whole where it is larger than its topic takes, and says so of each record in it. So a
// record that is said to be too large is sent once more, alone, by a second client that puts one into a batch, and only
// what that one hears is reported. The records of a topic that took one alone go alone from then on. (What was under
// way behind that batch may come before it, this once.)
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/kafka/record.h>
#include <norm/result.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kafka/handle.h"

namespace norm::kafka {

/// What became of a record that was sent; `code` 0: all replicas have it.
struct DeliveryReport {
  std::uint64_t id;
  rd_kafka_resp_err_t code;
};

class Deliverer {
 public:
  [[nodiscard]] static Result<Deliverer, Error> create(const std::string& brokers, const Properties& properties);

  /// Queues a copy: value, key and timestamp as they are, the record's headers, then `more`. Partition -1: by
  /// key. An error code: it was not queued, and there will be no report.
  [[nodiscard]] rd_kafka_resp_err_t send(std::uint64_t id, const std::string& topic, std::int32_t partition,
                                         const Record& record, std::span<const Header> more);

  /// Until a report has come, but at most so long.
  void wait(std::chrono::milliseconds time);
  /// Reports that have come, waiting for the first at most so long. Good until the next call.
  [[nodiscard]] std::span<const DeliveryReport> poll(std::chrono::milliseconds wait);

  /// An idempotent producer that lost its place cannot go on.
  [[nodiscard]] std::optional<Error> fatal_error() const;
  [[nodiscard]] rd_kafka_t* client() const { return state_->together.client.get(); }

 private:
  struct Way {
    ClientHandle client;
    std::map<std::string, TopicHandle, std::less<>> topics;  // librdkafka's look-up by name takes locks; gone before it

    [[nodiscard]] rd_kafka_topic_t* topic(const std::string& name);
  };
  // Its address is both configurations' opaque, so it stays in place.
  struct State {
    std::string brokers;
    Properties properties;
    std::vector<DeliveryReport> reports = {};  // where librdkafka's callback puts them
    std::vector<DeliveryReport> taken = {};
    Way together = {};
    Way alone = {};                                 // without a client until a batch is refused
    std::set<std::string, std::less<>> small = {};  // topics that have refused a batch and taken a record of it

    [[nodiscard]] std::optional<Error> open(Way& way, const Properties& wanted);
    [[nodiscard]] rd_kafka_resp_err_t send_alone(const rd_kafka_message_t& message);
  };
  explicit Deliverer(std::unique_ptr<State> state) : state_(std::move(state)) {}
  static void on_report(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  std::unique_ptr<State> state_;
};

/// Headers for a record to be produced.
[[nodiscard]] HeadersHandle make_headers(std::span<const Header> headers, std::span<const Header> more);

/// Queues a copy of a record; `opaque` comes back with its report.
[[nodiscard]] rd_kafka_resp_err_t produce(rd_kafka_t* client, rd_kafka_topic_t* topic, std::int32_t partition,
                                          const Record& record, HeadersHandle headers, void* opaque);

}  // namespace norm::kafka
