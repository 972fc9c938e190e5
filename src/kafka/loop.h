#pragma once

// The consumer: one thread polls, judges, sends, commits. What it decides is in partition_state, backoff, classify and
// error_record; here is when. Reading and judging: loop.cc; the way out: outbox.cc; the group and its offsets:
// group.cc.
#include <norm/decode.h>
#include <norm/kafka/consumer.h>
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/result.h>
#include <norm/validator.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kafka/backoff.h"
#include "kafka/classify.h"
#include "kafka/deliverer.h"
#include "kafka/handle.h"
#include "kafka/lane.h"

namespace norm::kafka {

class Loop {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Loop>, Error> create(ConsumerOptions options, Validator validator);

  [[nodiscard]] Result<Summary, Error> run(const Handler& handler);
  void stop() noexcept { stopping_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] Summary summary() const;

 private:
  Loop(ConsumerOptions options, Validator validator, Deliverer deliverer);
  using Millis = std::chrono::milliseconds;

  // A record at the producer: whose it is.
  struct Flight {
    std::string topic;
    std::int32_t partition;
    std::uint64_t epoch;
    std::int64_t offset;
  };
  // A partition in the commit that is under way.
  struct Committing {
    std::string topic;
    std::int32_t partition;
    std::uint64_t epoch;
  };

  // ---- loop.cc: reading and judging
  [[nodiscard]] bool ended() const;
  void turn(const Handler& handler);
  void take(MessageHandle raw, const Handler& handler);
  void take_error(const rd_kafka_message_t& raw);
  void judge(Lane& lane, Message message, const Handler& handler);
  [[nodiscard]] Outcome call(const Handler& handler, const Record& record, const Decoded* document) const;
  void block(Lane& lane, Message message, const Outcome& outcome);
  void unblock(Lane& lane, std::int64_t offset);
  void tend(const Handler& handler);
  void tend_lane(Lane& lane, Clock::time_point now, const Handler& handler);
  void update_pauses();
  void reapply_pauses();
  [[nodiscard]] Millis patience(Clock::time_point now) const;
  void fail(Error error);
  void emit(Event event) const;

  // ---- outbox.cc: records on their way to other topics
  void reject(Lane& lane, Message message, ErrorKind kind, std::string_view explain, const DecodeError* decode,
              std::uint32_t attempts);
  void pass_on(Lane& lane, Message message, const std::string& topic);
  void send(Lane& lane, std::int64_t offset);
  void resend(Lane& lane);
  void take_reports(Millis wait);
  void take_report(const DeliveryReport& report);
  void delivery_failed(Lane& lane, std::int64_t offset, rd_kafka_resp_err_t code);
  /// Waits for what these lanes have on its way, up to the deadline.
  void drain(const std::vector<Lane*>& lanes, Clock::time_point deadline);

  // ---- group.cc: assignment, commits, leaving
  [[nodiscard]] std::optional<Error> check_cluster();
  [[nodiscard]] std::optional<Error> check_topic(const std::string& topic, const std::string& what,
                                                 const std::string& hint);
  [[nodiscard]] std::optional<Error> subscribe();
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                           void* opaque);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* opaque);
  void assigned(rd_kafka_topic_partition_list_t& partitions);
  void revoked(rd_kafka_topic_partition_list_t& partitions);
  void learn_ends(const rd_kafka_topic_partition_list_t& partitions);
  void retire(Lane& lane);
  void begin_commit();
  void take_commits(Millis wait);
  void take_commit(rd_kafka_event_t& event);
  void commit_until(Clock::time_point deadline);
  void close();
  [[nodiscard]] bool cooperative() const;

  ConsumerOptions options_;
  Decoder decoder_;
  // Clients come first and so go last: everything below may hold something of theirs.
  ClientHandle consumer_;
  Deliverer deliverer_;
  QueueHandle commits_;
  Lanes lanes_;
  std::unordered_map<std::uint64_t, Flight> flights_;
  std::map<std::string, std::int32_t, std::less<>> partition_counts_;  // of topics that we produce to
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> ends_;  // until_end: as first seen

  std::atomic<bool> stopping_{false};
  static_assert(std::atomic<bool>::is_always_lock_free, "stop is called by signal handlers");
  std::optional<Error> failure_;
  bool finishing_ = false;  // max_records are read
  bool crowded_ = false;    // too much pending: nothing is read
  bool got_partitions_ = false;
  bool closing_ = false;
  std::uint64_t next_epoch_ = 1;
  std::uint64_t next_id_ = 1;
  bool flowing_ = false;  // the last poll brought something
  unsigned turns_untended_ = 0;
  Random random_;

  std::vector<Committing> committing_;
  bool commit_under_way_ = false;
  bool commit_hopeless_ = false;  // until the group has been joined again
  Clock::time_point next_commit_;
  Clock::time_point commits_rest_until_;
  std::map<int, Clock::time_point> last_said_;  // by code, so that a dead broker does not flood the hook

  Summary totals_;          // but for what the lanes still count
  EndingCounts committed_;  // of retired lanes
};

}  // namespace norm::kafka
