#pragma once

// The consumer's body: tells the engine what librdkafka, the handler and the clock say, and does what it wants done.
// Turning and judging: loop.cc; reading: inbox.cc; producing: outbox.cc; the group: group.cc and others.cc; the start:
// start.cc.
#include <norm/decode.h>
#include <norm/kafka/consumer.h>
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/result.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kafka/alerts.h"
#include "kafka/backoff.h"
#include "kafka/command.h"
#include "kafka/deliverer.h"
#include "kafka/engine.h"
#include "kafka/handle.h"
#include "kafka/judgement.h"
#include "kafka/once.h"
#include "kafka/prefetch.h"
#include "kafka/ring.h"
#include "kafka/schema_set.h"
#include "kafka/slots.h"
#include "kafka/watch.h"
#include "kafka/workers.h"

namespace norm::kafka {

class Loop {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Loop>, Error> create(ConsumerOptions options, Schemas schemas);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  [[nodiscard]] Result<Summary, Error> run(const Handler& handler);
  [[nodiscard]] Result<void, Error> replace(Schemas schemas);
  void stop() noexcept { stopping_.store(true, std::memory_order_relaxed); }
  void resume() noexcept { resuming_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] Summary summary() const;
  [[nodiscard]] rd_kafka_t* client() const { return consumer_.get(); }

 private:
  Loop(ConsumerOptions options, Schemas schemas, Deliverer deliverer);
  using Millis = std::chrono::milliseconds;
  using Name = std::pair<std::string, std::int32_t>;

  // ---- start.cc
  [[nodiscard]] std::optional<Error> check_cluster();
  [[nodiscard]] std::optional<Error> check_topic(const std::string& topic, const std::string& what,
                                                 const std::string& hint);
  [[nodiscard]] std::optional<Error> check_expressions();
  [[nodiscard]] std::optional<Error> check_written(const std::string& topic);
  [[nodiscard]] rd_kafka_resp_err_t why_silent(rd_kafka_resp_err_t code);
  [[nodiscard]] std::optional<Error> subscribe();

  // ---- loop.cc
  void turn(const Handler& handler);
  void take(MessageHandle raw, const Handler& handler);
  void take_error(const rd_kafka_message_t& raw);
  void tend();
  void carry_out(const Handler& handler);
  void begin(const Ref& ref, const Handler& handler);
  void judge(const Ref& ref, const Handler& handler);
  void answer(const Ref& ref, std::optional<Judgement> judgement);
  void answer_at_length(const Ref& ref, Judgement judgement);
  void release(std::uint32_t slot);
  void take_answers();
  void withdraw();
  void finish_workers();
  void tell(Clock::time_point now);
  [[nodiscard]] Millis patience(Clock::time_point now) const;
  Clock::time_point read_clock();
  void glance_at_clock();
  void fail(Error error);

  // ---- inbox.cc
  void refill();
  void poll();
  void poll_between();
  void sift();
  void wake_fetchers();
  void let_go();

  // ---- outbox.cc
  void send(const Send& command);
  [[nodiscard]] rd_kafka_resp_err_t send_error(const Send& command, std::uint32_t id);
  [[nodiscard]] rd_kafka_resp_err_t pass_on(const Send& command, std::uint32_t id);
  [[nodiscard]] bool all_landed() const { return landed_.size() == flights_.size(); }
  void take_reports();
  void report(std::uint32_t id, rd_kafka_resp_err_t code);
  [[nodiscard]] std::int32_t partition_of(const Send& command, const std::string& topic, std::int32_t own) const;

  // ---- group.cc
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                           void* opaque);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* opaque);
  static int on_statistics(rd_kafka_t* client, char* json, std::size_t size, void* opaque);
  void assigned(rd_kafka_topic_partition_list_t& partitions);
  void look_at_found(const std::string& topic);
  void revoked(const rd_kafka_topic_partition_list_t& partitions);
  void learn_ends(const rd_kafka_topic_partition_list_t& partitions);
  void learn_committed(rd_kafka_topic_partition_list_t& partitions);
  [[nodiscard]] std::map<Name, std::int64_t> begin_at_ends(rd_kafka_topic_partition_list_t& partitions);
  void look_for_gone(Epoch epoch, std::int64_t next);
  void unassign(rd_kafka_topic_partition_list_t& partitions);
  void give_back();
  void commit(const Commit& command);
  void take_commits();
  void take_commit(rd_kafka_event_t& event);
  void pause(const std::vector<Epoch>& epochs);
  void resume(const std::vector<Epoch>& epochs);
  void leave();
  void serve_leaving();
  [[nodiscard]] bool cooperative() const;

  // ---- others.cc
  struct Other {
    Name name;
    std::int64_t place;  // of the group
    std::int64_t end;
  };
  struct Standing {
    std::int64_t place;
    Clock::time_point since;
  };
  [[nodiscard]] std::optional<std::vector<Name>> partitions_of_others();
  [[nodiscard]] std::optional<std::vector<Other>> others_behind();
  void look_at_others(Clock::time_point now);
  void forget_others();

  // A record at the producer: whose it is.
  struct Flight {
    Ref ref;
    std::string topic;  // where to
    std::string claim;  // of the message that is done then
  };

  ConsumerOptions options_;
  std::shared_ptr<SchemaSet> schemas_;  // likewise
  Decoders decoders_;                   // of this thread
  std::shared_ptr<Once> once_;          // workers have their share of it
  std::unique_ptr<Watch> watch_;        // null: nobody looks
  Alerts alerts_;
  // Clients come first and so go last: everything below may hold something of theirs.
  ClientHandle consumer_;
  Deliverer deliverer_;
  QueueHandle commits_;
  QueueHandle inbox_;    // the consumer's own queue, to wake the poll
  QueueHandle leaving_;  // what closing has to say
  QueueHandle log_;      // of the consumer; null: nobody reads it
  QueueHandle deliverer_log_;
  std::map<Name, QueueHandle> fetched_;                       // each partition's own queue: README.md says what for
  std::shared_ptr<Slots> slots_ = std::make_shared<Slots>();  // workers have their share of it
  Engine engine_;
  std::unique_ptr<Workers> workers_;

  std::vector<Command> commands_;
  Ring<Ref> judges_;  // to be judged here, in the loop's own thread
  std::atomic<bool> answered_{false};
  std::vector<Flight> flights_;  // the place of one is its id at the producer
  std::vector<std::uint32_t> landed_;
  std::pair<std::string, std::string> error_topic_;                    // of the last topic: records come in runs of one
  std::map<std::string, std::int32_t, std::less<>> partition_counts_;  // of topics that we produce to
  std::map<Name, std::int64_t> ends_;                                  // until_end: as first seen
  std::map<Name, std::int64_t> committed_;                             // at the last assignment
  std::map<Name, Standing> others_standing_;
  std::optional<Clock::time_point> others_silent_since_;  // the cluster does not say where they are
  Clock::time_point look_at_others_at_ = {};
  Millis others_patience_{};  // so long a member that is dead may hold a partition
  std::set<Name> paused_;
  PartitionsHandle revoking_;  // the group waits for these
  std::uint64_t committing_ = 0;
  std::vector<Name> commit_names_;

  std::atomic<bool> stopping_{false};
  std::atomic<bool> resuming_{false};
  static_assert(std::atomic<bool>::is_always_lock_free, "set by signal handlers");
  std::optional<Error> failure_;
  std::optional<Clock::time_point> end_by_;  // none: no end in sight
  std::uint64_t left_behind_ = 0;
  Prefetch prefetch_;
  std::size_t read_bytes_ = 0;          // since let_go has looked
  std::vector<MessageHandle> backlog_;  // polled and not looked at, from next_ on
  std::size_t next_ = 0;
  Clock::time_point polled_at_ = {};
  bool asked_back_ = false;  // the last poll brought a revocation
  bool flowing_ = false;     // the last poll brought something
  unsigned turns_untended_ = 0;
  Clock::time_point now_ = {};  // as last read, which never goes back
  Clock::time_point tended_at_ = {};
  bool starting_ = true;                        // what librdkafka complains of is part of the one error
  std::map<int, Clock::time_point> last_said_;  // by code, so that a dead broker does not flood the hook
};

}  // namespace norm::kafka
