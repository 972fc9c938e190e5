// What a consumer does as Prometheus' series: see the headers. All names stand in this file, and in README.md.
#include "kafka/metrics.h"

#include <norm/kafka/outcome.h>

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>

#include "kafka/classify.h"

namespace norm::kafka {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

// Two or three a decade, from what the fastest does to what somebody should have been woken for.
const Buckets kHandler = {10e-6, 50e-6, 100e-6, 500e-6, 1e-3, 5e-3, 10e-3, 50e-3, 0.1, 0.5, 1, 5, 10, 60};
const Buckets kValidate = {1e-6, 2e-6, 5e-6, 10e-6, 20e-6, 50e-6, 100e-6, 500e-6, 1e-3, 10e-3, 0.1};
const Buckets kNetwork = {1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
const Buckets kEndToEnd = {5e-3, 10e-3, 50e-3, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 21600, 86400};

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

// prometheus-cpp's three builders differ in their type only.
template <class Builder>
auto& family(Builder builder, prometheus::Registry& registry, const std::string& name, const std::string& help) {
  return builder.Name("norm_consumer_" + name).Help(help).Register(registry);
}
auto& counters(prometheus::Registry& registry, const std::string& name, const std::string& help) {
  return family(prometheus::BuildCounter(), registry, name, help);
}
auto& gauges(prometheus::Registry& registry, const std::string& name, const std::string& help) {
  return family(prometheus::BuildGauge(), registry, name, help);
}
auto& histograms(prometheus::Registry& registry, const std::string& name, const std::string& help) {
  return family(prometheus::BuildHistogram(), registry, name, help);
}

prometheus::Labels labels(const std::string& topic, std::int32_t partition) {
  return {{"topic", topic}, {"partition", std::to_string(partition)}};
}

std::string_view name(Rebalance kind) {
  switch (kind) {
    case Rebalance::assigned: return "assigned";
    case Rebalance::revoked: return "revoked";
    case Rebalance::lost: return "lost";
  }
  return "";
}

}  // namespace

Metrics::Series::Series()
    : records(counters(*registry, "records_total", "Records that have ended, by how")),
      errors(counters(*registry, "errors_total", "Records sent to the error topic, by what was wrong and where")),
      retries(counters(*registry, "retries_total", "Attempts that ended in retry")),
      blocked_partitions(gauges(*registry, "blocked_partitions", "Partitions with a record that waits").Add({})),
      blocked_seconds(gauges(*registry, "blocked_seconds", "Since that record failed first; 0: nothing waits")),
      handler_seconds(histograms(*registry, "handler_seconds", "A call of the handler")),
      validate_seconds(histograms(*registry, "validate_seconds", "From a record's turn to the handler or the refusal")),
      end_to_end_seconds(histograms(*registry, "end_to_end_seconds", "From a record's timestamp to its end")),
      queue_records(gauges(*registry, "queue_records", "Records read and not ended").Add({})),
      queue_bytes(gauges(*registry, "queue_bytes", "Their keys and values").Add({})),
      inflight(gauges(*registry, "inflight", "Records with a handler, or waiting for a worker").Add({})),
      watermark_lag(gauges(*registry, "watermark_lag_records", "From what may be committed to the end of the log")),
      commit_seconds(histograms(*registry, "commit_seconds", "From a commit to its answer").Add({}, kNetwork)),
      commits(counters(*registry, "commits_total", "Commits, by result: ok, or the error's name")),
      rebalances(counters(*registry, "rebalances_total", "What the group has asked: assigned, revoked, lost")),
      assignment_lost(
          counters(*registry, "assignment_lost_total", "Partitions that were taken, uncommitted records and all")
              .Add({})),
      dlq_seconds(
          histograms(*registry, "dlq_seconds", "From sending a record to the error topic to its acknowledgement")
              .Add({}, kNetwork)),
      dlq_failures(
          counters(*registry, "dlq_failures_total", "Records that the error topic did not take, each time").Add({})),
      duplicates(counters(*registry, "duplicates_total", "Records of messages that were done already").Add({})),
      audit(counters(*registry, "audit_total", "Records acknowledged by the audit topic").Add({})),
      circuit_state(gauges(*registry, "circuit_state", "0: closed, 1: single records are tried, 2: open").Add({})),
      rdkafka_lag(gauges(*registry, "rdkafka_consumer_lag", "librdkafka's consumer_lag: behind what is committed")),
      rdkafka_lag_stored(gauges(*registry, "rdkafka_consumer_lag_stored", "librdkafka's consumer_lag_stored")),
      rdkafka_fetched_records(gauges(*registry, "rdkafka_fetchq_records", "librdkafka's fetchq_cnt: fetched ahead")),
      rdkafka_fetched_bytes(gauges(*registry, "rdkafka_fetchq_bytes", "librdkafka's fetchq_size")),
      rdkafka_rebalances(gauges(*registry, "rdkafka_rebalances", "librdkafka's rebalance_cnt").Add({})),
      rdkafka_rtt(gauges(*registry, "rdkafka_broker_rtt_seconds", "librdkafka's average rtt of each broker")) {}

Metrics::Series::OfPartition* Metrics::Series::partition(std::string_view topic, std::int32_t partition) {
  if (last_ != nullptr && last_->first.second == partition && last_->first.first == topic) return &last_->second;
  const auto found = partitions_.find(Name(topic, partition));
  if (found == partitions_.end()) return nullptr;
  last_ = &*found;
  return &found->second;
}

Metrics::Series::OfTopic& Metrics::Series::topic(std::string_view topic) {
  const auto found = topics_.find(topic);
  if (found != topics_.end()) return found->second;
  OfTopic& made = topics_[std::string(topic)];
  const prometheus::Labels of = {{"topic", std::string(topic)}};
  made.retries = &retries.Add(of);
  made.handler = &handler_seconds.Add(of, kHandler);
  made.validate = &validate_seconds.Add(of, kValidate);
  made.end_to_end = &end_to_end_seconds.Add(of, kEndToEnd);
  return made;
}

void Metrics::Series::assigned(const std::string& topic, std::int32_t partition) {
  partitions_.try_emplace(Name(topic, partition));
}

void Metrics::Series::gone(const std::string& topic, std::int32_t partition) {
  const auto found = partitions_.find(Name(topic, partition));
  if (found == partitions_.end()) return;
  OfPartition& of = found->second;
  for (Counter* const counter : of.ended) {
    if (counter != nullptr) records.Remove(counter);
  }
  const auto remove = [](Family<Gauge>& gauges_of, Gauge* gauge) {
    if (gauge != nullptr) gauges_of.Remove(gauge);
  };
  remove(blocked_seconds, of.blocked);
  remove(watermark_lag, of.lag);
  remove(rdkafka_lag, of.rdkafka_lag);
  remove(rdkafka_lag_stored, of.rdkafka_lag_stored);
  remove(rdkafka_fetched_records, of.fetched_records);
  remove(rdkafka_fetched_bytes, of.fetched_bytes);
  partitions_.erase(found);
  last_ = nullptr;
}

// The end of a run is no event of each partition.
void Metrics::Series::keep(const std::vector<PartitionState>& ours) {
  std::vector<Name> others;
  for (const auto& [name, of] : partitions_) {
    const bool is_ours = std::any_of(ours.begin(), ours.end(), [&, own = &name](const PartitionState& one) {
      return one.partition == own->second && one.topic == own->first;
    });
    if (!is_ours) others.push_back(name);
  }
  for (const auto& [topic, partition] : others) gone(topic, partition);
}

void Metrics::Series::set(Family<Gauge>& family, Gauge*& gauge, const std::string& topic, std::int32_t partition,
                          std::int64_t value) {
  if (value < 0) return;
  if (gauge == nullptr) gauge = &family.Add(labels(topic, partition));
  gauge->Set(static_cast<double>(value));
}

Metrics::Metrics() : series_(std::make_unique<Series>()) {}
Metrics::~Metrics() = default;

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(series_->registry->Collect()); }

void Metrics::attempted(const Attempt& attempt) {
  Series::OfTopic& topic = series_->topic(attempt.record.topic);
  if (attempt.outcome == Outcome::Kind::retry) topic.retries->Increment();
  topic.validate->Observe(seconds(attempt.validate));
  if (attempt.handle) topic.handler->Observe(seconds(*attempt.handle));
}

void Metrics::rejected(const Rejection& rejection) {
  const auto row = static_cast<std::size_t>(rejection.error_class);
  const auto column = static_cast<std::size_t>(rejection.stage);
  Series::Counter*& counter = series_->topic(rejection.record.topic).errors.at(row).at(column);
  if (counter == nullptr) {
    counter = &series_->errors.Add({{"topic", std::string(rejection.record.topic)},
                                    {"class", std::string(name(rejection.error_class))},
                                    {"stage", std::string(name(rejection.stage))}});
  }
  counter->Increment();
}

void Metrics::delivered(const Delivered& delivered) {
  if (delivered.way != Ending::error_topic) return;
  if (delivered.error.empty()) {
    series_->dlq_seconds.Observe(seconds(delivered.took));
  } else {
    series_->dlq_failures.Increment();
  }
}

void Metrics::ended(const Ended& ended) {
  const Record& record = ended.record;
  Series::OfPartition* const partition = series_->partition(record.topic, record.partition);
  if (partition == nullptr) return;
  Series::Counter*& counter = partition->ended.at(static_cast<std::size_t>(ended.how));
  if (counter == nullptr) {
    prometheus::Labels of = labels(std::string(record.topic), record.partition);
    of.emplace("outcome", to_text(ended.how));
    counter = &series_->records.Add(of);
  }
  counter->Increment();
  if (ended.how == Ending::audit) series_->audit.Increment();
  if (!record.timestamp_ms) return;
  const auto age =
      std::chrono::system_clock::now().time_since_epoch() - std::chrono::milliseconds(*record.timestamp_ms);
  // A producer whose clock is ahead must not make the sum go back.
  series_->topic(record.topic).end_to_end->Observe(std::max(std::chrono::duration<double>(age).count(), 0.0));
}

void Metrics::committed(const Committed& committed) {
  series_->commit_seconds.Observe(seconds(committed.took));
  series_->commits.Add({{"result", committed.error.empty() ? "ok" : committed.error}}).Increment();
}

void Metrics::rebalanced(Rebalance kind) { series_->rebalances.Add({{"kind", std::string(name(kind))}}).Increment(); }

void Metrics::event(const Event& event) {
  if (event.kind == Event::Kind::assigned) series_->assigned(event.topic, event.partition);
  if (event.kind == Event::Kind::lost) series_->assignment_lost.Increment();
  if (event.kind == Event::Kind::lost || event.kind == Event::Kind::revoked) {
    series_->gone(event.topic, event.partition);
  }
}

void Metrics::state(const ConsumerState& state) {
  std::size_t blocked = 0;
  if (state.partitions.size() < series_->partitions()) series_->keep(state.partitions);
  for (const PartitionState& one : state.partitions) {
    if (one.blocked) ++blocked;
    Series::OfPartition* const partition = series_->partition(one.topic, one.partition);
    if (partition == nullptr) continue;
    Series::set(series_->blocked_seconds, partition->blocked, one.topic, one.partition, 0);
    if (one.blocked) partition->blocked->Set(seconds(*one.blocked));
    const bool known = one.next >= 0 && one.end >= 0;
    Series::set(series_->watermark_lag, partition->lag, one.topic, one.partition,
                known ? std::max<std::int64_t>(one.end - one.next, 0) : -1);
  }
  series_->blocked_partitions.Set(static_cast<double>(blocked));
  series_->queue_records.Set(static_cast<double>(state.records));
  series_->queue_bytes.Set(static_cast<double>(state.bytes));
  series_->inflight.Set(static_cast<double>(state.inflight));
  series_->circuit_state.Set(static_cast<double>(state.circuit));
  series_->duplicates.Increment(static_cast<double>(state.duplicates));
}

void Metrics::statistics(const Statistics& statistics) {
  for (const Statistics::Partition& one : statistics.partitions) {
    Series::OfPartition* const partition = series_->partition(one.topic, one.partition);
    if (partition == nullptr) continue;
    const auto set = [&](Series::Family<Series::Gauge>& family, Series::Gauge*& gauge, std::int64_t value) {
      Series::set(family, gauge, one.topic, one.partition, value);
    };
    set(series_->rdkafka_lag, partition->rdkafka_lag, one.lag);
    set(series_->rdkafka_lag_stored, partition->rdkafka_lag_stored, one.lag_stored);
    set(series_->rdkafka_fetched_records, partition->fetched_records, one.fetched_records);
    set(series_->rdkafka_fetched_bytes, partition->fetched_bytes, one.fetched_bytes);
  }
  if (statistics.rebalances >= 0) series_->rdkafka_rebalances.Set(static_cast<double>(statistics.rebalances));
  std::map<std::string, Series::Gauge*> brokers;
  for (const Statistics::Broker& broker : statistics.brokers) {
    Series::Gauge& gauge = series_->rdkafka_rtt.Add({{"broker", broker.name}});
    gauge.Set(seconds(broker.rtt));
    brokers[broker.name] = &gauge;
  }
  for (const auto& [broker, gauge] : series_->brokers) {
    if (!brokers.contains(broker)) series_->rdkafka_rtt.Remove(gauge);  // nothing was asked of it
  }
  series_->brokers = std::move(brokers);
}

}  // namespace norm::kafka
