#pragma once

#include <norm/export.h>
#include <norm/kafka/error.h>
#include <norm/result.h>

#include <memory>
#include <string>

namespace norm::kafka {

/// A Kafka cluster inside this process, for demonstrations and tests: librdkafka's mock, reachable on loopback.
///
/// What it is not: durable, or large. It keeps 5 MiB a partition and drops older records, knows no transactions, and a
/// group's first member waits 3 s for others. A topic that somebody asks for and that is not there is made, with 4
/// partitions.
///
/// Threads: create_topic from any thread, at any time. Cost: a few threads, and the records in memory.
class NORM_API EmbeddedBroker {
 public:
  /// Errors: there is no port, or no thread, to be had. Cost: some milliseconds.
  [[nodiscard]] static Result<EmbeddedBroker, Error> start();
  EmbeddedBroker(EmbeddedBroker&&) noexcept;
  EmbeddedBroker& operator=(EmbeddedBroker&&) noexcept;
  /// Stops it; clients should be gone by then. Cost: up to a second, in which librdkafka's threads notice.
  ~EmbeddedBroker();

  [[nodiscard]] const std::string& brokers() const;  ///< for ConsumerOptions::brokers
  /// Errors: it is there already, less than one partition.
  [[nodiscard]] Result<void, Error> create_topic(const std::string& topic, int partitions);

 private:
  struct State;
  explicit EmbeddedBroker(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace norm::kafka
