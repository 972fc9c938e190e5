#pragma once

#include <norm/decode.h>
#include <norm/export.h>
#include <norm/kafka/outcome.h>
#include <norm/kafka/record.h>
#include <norm/kafka/store.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm::kafka {

class Observer;
struct LogLine;
struct Span;

/// librdkafka's configuration, name to value. A name that begins with `producer.` or `consumer.` goes (without that) to
/// one side only: `producer.linger.ms` to the error topic's producer.
///
/// Errors, at the start: a name that librdkafka does not know (the nearest one is proposed), a value that it refuses,
/// and what the adapter's promises rest on (`enable.auto.commit`, `acks`, `auto.offset.reset`, …).
using Properties = std::map<std::string, std::string, std::less<>>;

/// Whether the property's value must not be shown to anybody: passwords, keys.
[[nodiscard]] NORM_API bool is_secret(std::string_view property);

/// Where a group without a committed offset begins. A group that has one goes on there, and where the log has lost that
/// place, at the oldest record that is left: never at the end.
enum class StartAt : std::uint8_t { earliest, latest };

/// What happens to a record whose value is null: the handler gets it, it is left out, or it is a payload error.
enum class Tombstones : std::uint8_t { pass, skip, error };

/// Waiting times of a blocked partition: the n-th is drawn from 0 to min(max, base * 2^(n-1)) ("full jitter"). An
/// outcome that says `after` waits for that time instead.
struct Backoff {
  std::chrono::milliseconds base{100};
  std::chrono::milliseconds max{60'000};
};

/// Which records wait for one that is tried again: all after it in its partition, or those of its key.
enum class Order : std::uint8_t {
  partition,  ///< strict: a partition is read record by record
  key,        ///< as strict within a key; records of other keys (and those without one) go on
};

/// What becomes of a record whose tries are used up: the error topic with class `exhausted`, or the run ends with the
/// error `EXHAUSTED` and the record stays uncommitted.
enum class OnExhausted : std::uint8_t { error_topic, stop };

/// What becomes of a record that the error topic does not take even without its explanation: a pointer to it (topic,
/// partition, offset, size, SHA-256) goes there instead, or it stays where it is and its partition with it.
enum class Oversize : std::uint8_t { pointer, block };

/// What to do when records that the group has not read are no longer in the log: retention was faster, somebody deleted
/// them. Either way Event::Kind::gone names them.
enum class OnGone : std::uint8_t {
  go_on,  ///< with the oldest record that is left
  stop,   ///< end the run with the error `GONE`, the offset left where it was
};

/// Headers on the error topic beside our own, for tools that know those of others.
enum class HeaderProfile : std::uint8_t {
  norm,     ///< `norm.error.*` only
  connect,  ///< and Kafka Connect's `__connect.errors.*`, text
  spring,   ///< and Spring Kafka's `kafka_dlt-*`, numbers in big-endian binary
  streams,  ///< and Kafka Streams' `__streams.errors.*` (Kafka 4.2, KIP-1034), text
};

/// What to do when most records are invalid.
enum class OnFlood : std::uint8_t {
  pause,  ///< read nothing more, say so, wait for `Consumer::resume` or `stop`
  go_on,  ///< say so and go on
  stop,   ///< end the run with an error
};

/// The flood brake: more than `share` of the last `window` records went to the error topic.
struct FloodOptions {
  OnFlood action = OnFlood::pause;
  double share = 0.5;        ///< from 0 to 1
  std::size_t window = 100;  ///< records, over all partitions; at least 1
};

/// The circuit breaker: so many handler calls in a row that ended in `retry`, of two partitions (or keys) at least.
/// Nothing is handled then but, after a pause that grows, one record to see whether it is over.
struct CircuitOptions {
  std::uint32_t failures = 10;               ///< 0: no breaker
  std::chrono::milliseconds within{30'000};  ///< from the first of them to the last
  Backoff backoff{std::chrono::milliseconds(500), std::chrono::milliseconds(30'000)};
};

/// What a handler's exception means: the first row that knows it decides.
struct ExceptionRule {
  std::function<bool(const std::exception&)> matches;  ///< called by the thread of the handler; must not throw
  Outcome::Kind means;                                 ///< with `what()` as its text; not `pass_on`
};

/// A row for exceptions of one type: `thrown<std::invalid_argument>(Outcome::Kind::payload_error)`.
template <class Exception>
[[nodiscard]] ExceptionRule thrown(Outcome::Kind means) {
  return {[](const std::exception& e) { return dynamic_cast<const Exception*>(&e) != nullptr; }, means};
}

/// What makes two records one message: the text or integer at a JSON pointer into the payload, the last header of a
/// name, or nothing but their place (so that only a record that is read again is known). Ids of different topics and
/// groups are different.
struct MessageId {
  enum class From : std::uint8_t { origin, payload, header };
  From from = From::origin;
  std::string name = {};

  static MessageId payload(std::string pointer) { return {From::payload, std::move(pointer)}; }
  static MessageId header(std::string header_name) { return {From::header, std::move(header_name)}; }
};

/// What a message has had once its records have ended, whatever died in between.
enum class Guarantee : std::uint8_t {
  at_least_once,  ///< a handler that was interrupted is called again
  at_most_once,   ///< it is not, nor after an exception: the record goes to the audit topic, its outcome unknown
};

/// A message that the store knows to be done is not handled again. It is done when the handler has answered `ok` or
/// `skip` (what it did must be safe by then), and for `pass_on` when the other topic has it.
///
/// With `join_sqlite` and a handler that writes by the same connection each effect takes place exactly once. Where the
/// store fails, the record is retried: nothing is lost, and a handler that has answered is not called again for it.
struct Idempotence {
  std::shared_ptr<Store> store = {};  ///< null: every record is handled
  MessageId id = {};
  Guarantee guarantee = Guarantee::at_least_once;
  /// Where repeated records go, with `norm.audit.reason` (`duplicate` or `unknown_outcome`) among their headers. Empty:
  /// `{topic}.audit` at most once; else they are skipped.
  std::string audit_topic = {};
  /// A message that another record began and that has no outcome after so long is taken over; at least once only.
  std::chrono::milliseconds lease = std::chrono::minutes(10);
};

/// A record over which processes have died so often goes to the error topic, class `poison`. What was under way when
/// one died is tried again alone, so that the blame stays with the one. Costs three looks at the store a record.
struct CrashGuard {
  std::shared_ptr<Store> store = {};  ///< a durable one, which may be that of Idempotence; null: no guard
  std::uint32_t limit = 3;
};

/// Something that an operator may want to know; never one a record in good times.
struct Event {
  enum class Kind : std::uint8_t {
    assigned,         ///< a partition is ours
    revoked,          ///< it was given back in order
    lost,             ///< it was taken: what was not committed comes again
    blocked,          ///< its next record waits to be tried again
    still_blocked,    ///< the same, every `still_blocked_every`
    unblocked,        ///< it goes on
    delivery_failed,  ///< the error topic (or the next topic) did not take a record; it will be sent again
    commit_failed,    ///< the next commit tries again
    broker,           ///< librdkafka speaks of the cluster
    parked,           ///< a record can go nowhere: it has come round too often, or is too large for the error topic
    fenced,           ///< the group has gone on without us; no commit until it gives us partitions again
    flood,            ///< most records are invalid
    flood_over,       ///< reading goes on after `Consumer::resume`
    circuit_open,     ///< handlers fail one after another: only single records are tried
    circuit_closed,   ///< they work again
    gone,             ///< records `offset` to `last_offset` left the log before the group had read them
    left_behind,      ///< a handler, or librdkafka's client, did not end in time: its threads stay, see ~Consumer
  };
  Kind kind = Kind::broker;
  std::string topic = {};         ///< empty: it is about no topic
  std::int32_t partition = -1;    ///< -1: about no partition
  std::int64_t offset = -1;       ///< of the record that it is about; -1: about none
  std::uint32_t attempts = 0;     ///< of that record; of delivery_failed the partition's failed rounds
  std::string message = {};       ///< why, for people
  std::int64_t last_offset = -1;  ///< of gone
};

/// A record on its way to the error topic; all of it is good until the call returns.
struct Rejection {
  const Record& record;
  ErrorClass error_class;
  ErrorStage stage;
  std::string_view explain;   ///< not cut
  const DecodeError* decode;  ///< null: it is the handler that complained
};

/// What a Consumer does. `brokers`, `group` and `topics` have no default; all others have one that can be lived with.
///
/// Consumer::create checks them: what makes no sense is an Error named `CONFIG` that names the option.
struct ConsumerOptions {
  std::string brokers;              ///< `host:port,host:port`
  std::string group;                ///< members of one group share the partitions
  std::vector<std::string> topics;  ///< `^…` is a POSIX extended regular expression over names
  Properties properties = {};       ///< more of librdkafka's; what the adapter lives on cannot be set

  std::string error_topic = "{topic}.errors";  ///< `{topic}` stands for the record's own
  std::vector<std::string> produces = {};      ///< topics that the handler's `pass_on` names
  std::string schema_name = {};                ///< what `norm.error.schema` says: `comments.norm#CommentCreated`
  std::size_t max_explain_bytes = 4096;        ///< a longer explanation is cut, and a header says so
  HeaderProfile headers = HeaderProfile::norm;
  Oversize oversize = Oversize::pointer;
  std::uint32_t max_hops = 10;  ///< a record that was on error topics so often is parked, not sent once more
  FloodOptions flood = {};

  StartAt start_at = StartAt::earliest;
  OnGone on_gone = OnGone::go_on;
  Tombstones tombstones = Tombstones::pass;
  DecodeOptions decode = {};
  Order order = Order::partition;
  unsigned workers = 0;  ///< threads that decode and handle; 0: that of `run`. More than one: the handler is called by
                         ///< all of them at a time, for different partitions (or keys)
  Backoff backoff = {};
  CircuitOptions circuit = {};
  std::uint32_t max_attempts = 0;               ///< 0: without end; else `on_exhausted`, class `exhausted`
  std::chrono::milliseconds max_retry_time{0};  ///< likewise, since the first failure
  OnExhausted on_exhausted = OnExhausted::error_topic;
  Idempotence idempotence = {};
  CrashGuard crash_guard = {};
  std::vector<ExceptionRule> exceptions = {};         ///< what handlers' exceptions mean, first match first
  Outcome::Kind on_exception = Outcome::Kind::retry;  ///< what any other exception means; none may be `pass_on`

  /// Stop when the group has read all partitions of the topics to where they ended when this consumer first saw them;
  /// what other members have is waited for. The error `NOT_ALL_READ`: one of them has stood still for a session's time.
  bool until_end = false;
  std::uint64_t max_records = 0;     ///< stop after reading this many; 0: never
  std::size_t max_pending = 10'000;  ///< records held or on their way to a topic, beyond which reading waits
  /// Their keys and values, likewise. librdkafka holds as much again at most of what it has fetched ahead (all that it
  /// needs for a record included), and an eighth of it from each broker whose answer is under way.
  std::size_t max_pending_bytes = std::size_t{64} << 20;
  /// Records of one partition from the first that has not ended to the last that was read, likewise. With Order::key a
  /// partition that has blocked keys may hold its share of `max_pending` at most, so that those of others go on.
  std::size_t max_ahead = 5'000;

  std::chrono::milliseconds start_timeout{5'000};    ///< for the brokers' first answer
  std::chrono::milliseconds commit_interval{1'000};  ///< between commits, where something has ended
  std::size_t commit_records = 0;                    ///< commit also after so many; 0: by time only
  std::chrono::milliseconds drain_timeout{10'000};   ///< for handlers and deliveries, at a revocation and at the end
  std::chrono::milliseconds commit_timeout{5'000};   ///< for the last commit of a partition
  std::chrono::milliseconds close_timeout{5'000};    ///< for leaving the group
  std::chrono::milliseconds still_blocked_every{60'000};  ///< between two events of that kind about one record

  /// Called before offsets are committed, for handlers that gather: false says that what they have is not safe yet, and
  /// nothing is committed this time. Called by the thread of `run`; must not throw.
  std::function<bool()> before_commit = {};
  /// Called by a thread of its own, one event after the other, so that a slow hook delays nobody; what it throws is
  /// swallowed and counted, and when it falls behind by a thousand the newest are dropped and counted. `run` and
  /// ~Consumer wait for it for 5 s at most; what it refers to must outlive the Consumer.
  std::function<void(const Event&)> on_event = {};
  /// Called by the thread of `run`, once a record that goes to the error topic; must not throw.
  std::function<void(const Rejection&)> on_rejection = {};

  // What follows costs nothing where it is not asked for.

  /// Sees every attempt, ending, delivery and commit with its time: Metrics, or one of yours (norm/kafka/observer.h).
  /// Null: nobody.
  std::shared_ptr<Observer> observer = {};
  std::chrono::milliseconds statistics_interval{0};  ///< of Observer::statistics, by whole seconds; 0: never
  /// Called once a record when it is done with, by the thread of `run`; must not throw. Its parent is what the record's
  /// `traceparent` says. A record that is passed on carries the span in that header, an error or audit record in
  /// `norm.error.trace` or `norm.audit.trace`; the handler has it as Record::trace. Of traces that others have begun
  /// only those are told that they keep.
  std::function<void(const Span&)> on_span = {};
  double span_share = 1;  ///< of records that bring no trace: how many begin one that is kept, from 0 to 1
  /// Called by the thread of `run` with each event and each line of librdkafka's log (properties `log_level`, `debug`);
  /// must not throw.
  std::function<void(const LogLine&)> on_log = {};
};

}  // namespace norm::kafka
