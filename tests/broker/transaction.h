#pragma once

// A transactional producer, for logs with aborted records and markers in them.
#include <librdkafka/rdkafka.h>

#include <string>
#include <vector>

#include "kafka/handle.h"

namespace norm::kafka::test {

/// Writes to partition 0 of one topic; each call waits for the broker and fails the test where it refuses.
class Transactions {
 public:
  explicit Transactions(std::string topic);

  void commit(const std::vector<std::string>& values);
  void abort(const std::vector<std::string>& values);
  /// Leaves it open until `end`, which commits.
  void begin(const std::vector<std::string>& values);
  void end();

 private:
  std::string topic_;
  ClientHandle client_;
};

}  // namespace norm::kafka::test
