#pragma once

#include <norm/decode.h>
#include <norm/export.h>
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/kafka/outcome.h>
#include <norm/kafka/record.h>
#include <norm/result.h>
#include <norm/validator.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

/// librdkafka's rd_kafka_t.
struct rd_kafka_s;

namespace norm::kafka {

/// What a run did. `read == done + error_topic + skipped + uncommitted`, always.
///
/// The first three count records whose offsets the broker has; `uncommitted` ones come again to whoever reads next.
struct Summary {
  std::uint64_t read = 0;
  std::uint64_t done = 0;         ///< `ok`, and `pass_on` (or the audit topic) with the broker's acknowledgement
  std::uint64_t error_topic = 0;  ///< acknowledged there
  std::uint64_t skipped = 0;
  std::uint64_t uncommitted = 0;

  std::uint64_t finished_uncommitted =
      0;                               ///< of those: finished, yet lost with their partition or not taken by the broker
  std::uint64_t retries = 0;           ///< handler calls that ended in `retry`
  std::uint64_t duplicates = 0;        ///< records of messages that were done, each time they were looked at
  std::uint64_t unknown_outcomes = 0;  ///< likewise of those begun and not done: at most once
  std::uint64_t delivery_failures = 0;  ///< failed reports of records that were then sent again
  std::uint64_t commits = 0;
  std::uint64_t commit_failures = 0;
  std::uint64_t assigned = 0;  ///< partitions given to us, each time counted
  std::uint64_t revoked = 0;
  std::uint64_t lost = 0;
  std::uint64_t stale = 0;   ///< handlers' answers and deliveries that came after their partition had gone
  std::uint64_t parked = 0;  ///< of the uncommitted: could go nowhere
  std::uint64_t floods = 0;
  std::uint64_t circuit_openings = 0;
  std::uint64_t events_lost = 0;  ///< calls of on_event that threw, or that were dropped since it was too slow
  std::uint64_t gone = 0;  ///< offsets that left the log before they were read (Event::Kind::gone); not in `read`
  std::uint64_t left_behind = 0;  ///< handlers that had not come back when `run` did

  friend bool operator==(const Summary&, const Summary&) = default;
};

/// What records have to conform to, by their topics.
struct Schemas {
  struct Named {
    Validator validator;
    std::string name = {};  ///< what `norm.error.schema` says: `comments.norm#CommentCreated`
  };
  std::map<std::string, Named, std::less<>> by_topic = {};
  std::optional<Named> others = {};  ///< of topics that are not among them
  std::optional<Named> key = {};     ///< of every key that is not null, as JSON; none: keys are any bytes
};

/// Judges one record that conforms. `document` is null for a tombstone; both are good until the call returns.
///
/// Runs in the thread of `Consumer::run` and should return within `max.poll.interval.ms` (5 min); with
/// `ConsumerOptions::workers` in one of theirs, and then it may take its time. In offset order a partition (or key,
/// `ConsumerOptions::order`), never two at a time of one. What it throws means what `ConsumerOptions::exceptions` says.
///
/// One that a worker has and that never comes back does not hold `run` up: see there. Its record stays uncommitted.
using Handler = std::function<Outcome(const Record& record, const Decoded* document)>;

/// Reads topics in a group, at least once: each record ends conforming in the handler or explained on the error topic,
/// and only an unbroken row of ended ones is committed.
///
/// A retried record holds up its own partition and no other; the group is never left for it. A record is on the error
/// topic with its bytes, key, headers and timestamp untouched; it counts as ended when the broker has acknowledged it.
class NORM_API Consumer {
 public:
  /// Checks the configuration, that nothing would be produced to a topic that is read, and that the brokers answer and
  /// know the topics. Errors: each says what to do next. Cost: up to `start_timeout`.
  [[nodiscard]] static Result<Consumer, Error> create(ConsumerOptions options, Validator validator);
  /// The same with a schema for each topic; `ConsumerOptions::schema_name` is not asked for. A topic that a regular
  /// expression has found and that has none ends the run.
  [[nodiscard]] static Result<Consumer, Error> create(ConsumerOptions options, Schemas schemas);

  Consumer(Consumer&&) noexcept;
  Consumer& operator=(Consumer&&) noexcept;
  /// Leaves without a commit where `run` did not; never waits for the group. librdkafka's clients are given 5 s each to
  /// end; one that does not (a handler that never comes back still has its record) is left behind with its threads, and
  /// Event::Kind::left_behind says so.
  ~Consumer();

  /// Joins the group and reads until `stop`, `until_end`, `max_records` or a fatal error; then drains, commits and
  /// leaves, each with its own deadline, so that it returns even where no broker answers any more. Once only.
  ///
  /// Handlers in workers are waited for until the three deadlines are over. Those that have not come back are left in
  /// their threads, each an Event::Kind::left_behind; what they refer to must then outlive them, and what they answer
  /// is not heard. A handler in the thread of `run` cannot be left.
  ///
  /// Errors: `fatal` outcomes and what librdkafka cannot mend; `summary` is good then too.
  [[nodiscard]] Result<Summary, Error> run(const Handler& handler);

  /// Makes `run` end soon. Any thread, any number of times, before or during `run`, and from a signal handler.
  void stop() noexcept;

  /// Goes on after the flood brake has paused reading. Any thread, and from a signal handler.
  void resume() noexcept;

  /// Judges by other schemas from the next record on. Any thread. Errors: a topic would have none; nothing changes
  /// then.
  [[nodiscard]] Result<void, Error> replace(Schemas schemas);

  /// REQUIRES: not while `run` is running, but for handlers in its own thread and on_rejection.
  [[nodiscard]] Summary summary() const;

  /// The way out: librdkafka's consumer, for what this interface does not have. It belongs to the Consumer; polling,
  /// committing, pausing or closing by it breaks the promises above.
  [[nodiscard]] rd_kafka_s* native_handle() const;

 private:
  class State;
  explicit Consumer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace norm::kafka
