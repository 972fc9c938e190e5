#pragma once

// The series behind kafka::Metrics. Private to metrics*.cc.
#include <norm/kafka/metrics.h>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm::kafka {

/// Everything is created when its labels are first needed and kept as a pointer: a record costs no look-up by labels.
class Metrics::Series {
 public:
  using Counter = prometheus::Counter;
  using Gauge = prometheus::Gauge;
  using Histogram = prometheus::Histogram;
  template <class T>
  using Family = prometheus::Family<T>;

  Series();

  /// What carries a partition.
  struct OfPartition {
    std::array<Counter*, 5> ended = {};  ///< by Ending
    Gauge* blocked = nullptr;
    Gauge* lag = nullptr;
    Gauge* rdkafka_lag = nullptr;
    Gauge* rdkafka_lag_stored = nullptr;
    Gauge* fetched_records = nullptr;
    Gauge* fetched_bytes = nullptr;
  };
  struct OfTopic {
    Counter* retries = nullptr;
    Histogram* handler = nullptr;
    Histogram* validate = nullptr;
    Histogram* end_to_end = nullptr;
    std::array<std::array<Counter*, 3>, 5> errors = {};  ///< by class and stage
  };

  /// Null: it is not ours.
  [[nodiscard]] OfPartition* partition(std::string_view topic, std::int32_t partition);
  [[nodiscard]] OfTopic& topic(std::string_view topic);
  [[nodiscard]] std::size_t partitions() const { return partitions_.size(); }
  void assigned(const std::string& topic, std::int32_t partition);
  void gone(const std::string& topic, std::int32_t partition);
  /// All but these are.
  void keep(const std::vector<PartitionState>& ours);
  /// Sets it, creating it where it is missing; below 0, nothing is known.
  static void set(Family<Gauge>& family, Gauge*& gauge, const std::string& topic, std::int32_t partition,
                  std::int64_t value);

  const std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  Family<Counter>& records;
  Family<Counter>& errors;
  Family<Counter>& retries;
  Gauge& blocked_partitions;
  Family<Gauge>& blocked_seconds;
  Family<Histogram>& handler_seconds;
  Family<Histogram>& validate_seconds;
  Family<Histogram>& end_to_end_seconds;
  Gauge& queue_records;
  Gauge& queue_bytes;
  Gauge& inflight;
  Family<Gauge>& watermark_lag;
  Histogram& commit_seconds;
  Family<Counter>& commits;
  Family<Counter>& rebalances;
  Counter& assignment_lost;
  Histogram& dlq_seconds;
  Counter& dlq_failures;
  Counter& duplicates;
  Counter& audit;
  Gauge& circuit_state;
  Family<Gauge>& rdkafka_lag;
  Family<Gauge>& rdkafka_lag_stored;
  Family<Gauge>& rdkafka_fetched_records;
  Family<Gauge>& rdkafka_fetched_bytes;
  Gauge& rdkafka_rebalances;
  Family<Gauge>& rdkafka_rtt;

  std::map<std::string, Gauge*> brokers;  ///< by name, those of the last statistics

 private:
  using Name = std::pair<std::string, std::int32_t>;
  std::map<Name, OfPartition> partitions_;
  std::map<std::string, OfTopic, std::less<>> topics_;
  std::pair<const Name, OfPartition>* last_ = nullptr;  // records come in runs of one partition
};

}  // namespace norm::kafka
