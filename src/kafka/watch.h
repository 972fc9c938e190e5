#pragma once

// What the loop tells those who look at it: the observer, the spans, the log. Where nobody does there is no Watch, and
// the loop asks no more than that; no clock is read and nothing is kept for it.
#include <librdkafka/rdkafka.h>
#include <norm/kafka/log.h>
#include <norm/kafka/observer.h>
#include <norm/kafka/options.h>
#include <norm/kafka/trace.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kafka/backoff.h"
#include "kafka/command.h"
#include "kafka/engine.h"
#include "kafka/judgement.h"

namespace norm::kafka {

/// Whether attempts are timed: `judge_timed` in place of `judge_record`.
[[nodiscard]] inline bool is_timed(const ConsumerOptions& options) {
  return options.observer != nullptr || options.on_span != nullptr;
}

/// judge_record with its times; the handler sees the record with `trace`.
[[nodiscard]] Judgement judge_timed(const Record& record, std::string_view trace, Decoders& decoders,
                                    const Handler& handler, const ConsumerOptions& options, Once& once);

/// The headers with `traceparent` in the place of the first of that name, or behind them all; others of it are left
/// out, and so is `tracestate` where none of them says anything.
[[nodiscard]] std::vector<Header> with_traceparent(std::span<const Header> headers, std::string_view traceparent);

/// Whose the record is: the last `traceparent` that says anything.
[[nodiscard]] std::optional<TraceContext> parent_of(std::span<const Header> headers);

/// A line of librdkafka's log, `secrets` cut out of it.
[[nodiscard]] LogLine to_log(std::string_view client, int syslog_level, std::string_view facility,
                             std::string_view text, std::span<const std::string> secrets,
                             std::chrono::system_clock::time_point time);

class Watch {
 public:
  /// What is known of a record beside its slot.
  struct Followed {
    TraceContext context = {};
    std::optional<TraceContext> parent = {};
    std::string traceparent = {};  ///< empty: no trace, or the slot is free
    std::chrono::system_clock::time_point begun = {};
    std::chrono::system_clock::time_point ended = {};
    std::uint32_t attempts = 0;
    std::string_view outcome = {};
    std::optional<ErrorKind> error = {};
    Ending way = Ending::error_topic;  ///< what it was produced for
    Clock::time_point sent = {};
  };

  /// Null: nobody looks.
  [[nodiscard]] static std::unique_ptr<Watch> make(const ConsumerOptions& options);
  explicit Watch(const ConsumerOptions& options);

  // ---- a record, by its slot
  /// It is about to be judged, perhaps once more.
  void begin(std::uint32_t slot, const Record& record);
  /// `ours`: its partition still is.
  void judged(std::uint32_t slot, const Record& record, const Judgement& judgement, bool ours);
  void rejected(std::uint32_t slot, const Rejection& rejection);
  void sending(std::uint32_t slot, Ending way);
  /// REQUIRES: its partition is ours.
  void delivered(std::uint32_t slot, const Record& record, rd_kafka_resp_err_t code);
  void released(std::uint32_t slot, const Record& record);
  /// As a header; empty: nobody traces. Good until it is released.
  [[nodiscard]] std::string_view trace(std::uint32_t slot) const;
  /// What `trace` points into: handlers that are left behind may still look at it.
  [[nodiscard]] std::shared_ptr<const void> traces() const { return followed_; }

  // ---- the rest
  void committing();
  void committed(rd_kafka_resp_err_t code);
  void rebalanced(Rebalance kind);
  void event(const Event& event);
  void statistics(std::string_view json);
  void log(const rd_kafka_t* client, rd_kafka_event_t& event);
  /// Once a second.
  [[nodiscard]] bool looks_again(Clock::time_point now);
  /// `duplicates`: how many there were since the start.
  void state(ConsumerState state, std::uint64_t duplicates);

 private:
  [[nodiscard]] Followed& at(std::uint32_t slot);

  const ConsumerOptions& options_;
  std::shared_ptr<std::deque<Followed>> followed_ = std::make_shared<std::deque<Followed>>();  // they stay in place
  std::mt19937_64 random_;
  Clock::time_point commit_begun_ = {};
  Clock::time_point next_look_ = {};
  std::uint64_t duplicates_told_ = 0;
  std::vector<std::string> secrets_;
};

/// Where the consumer stands, but for what its owner counts. Asks nobody: `client` knows the ends of logs by itself.
[[nodiscard]] ConsumerState look_at(const Engine& engine, rd_kafka_t* client, Clock::time_point now);

}  // namespace norm::kafka
