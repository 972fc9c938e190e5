#pragma once

#include <norm/export.h>
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/kafka/outcome.h>
#include <norm/kafka/record.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::kafka {

/// A record was decoded and, where it conforms, handled. One that is retried is attempted more than once.
struct Attempt {
  const Record& record;
  Outcome::Kind outcome = Outcome::Kind::ok;  ///< payload_error also where it does not conform
  /// Until the handler began, a look at the store included, or until the record was refused.
  std::chrono::nanoseconds validate{};
  std::optional<std::chrono::nanoseconds> handle = {};  ///< the handler's call; none: it was not called
};

/// How a record has ended: it may be committed.
enum class Ending : std::uint8_t {
  ok,           ///< the handler has it
  skip,         ///< left out on purpose
  pass_on,      ///< the topic that it was passed on to has acknowledged it
  error_topic,  ///< the error topic has
  audit,        ///< the audit topic has: its message was seen before
};
[[nodiscard]] NORM_API std::string_view to_text(Ending ending);

struct Ended {
  const Record& record;
  Ending how = Ending::ok;
};

/// What a broker said of a record that was produced; one that failed is sent again.
struct Delivered {
  std::string_view topic;  ///< the record's own, not where it went
  Ending way = Ending::error_topic;
  std::chrono::nanoseconds took{};  ///< since it was given to the producer
  std::string_view error = {};      ///< `_MSG_TIMED_OUT`; empty: acknowledged
};

/// One commit, of all partitions that had something new.
struct Committed {
  std::chrono::nanoseconds took{};
  std::string error = {};  ///< `REBALANCE_IN_PROGRESS`; empty: taken
};

/// What the group has asked of this member.
enum class Rebalance : std::uint8_t { assigned, revoked, lost };

/// A partition that is ours, as of now.
struct PartitionState {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t next = -1;                                ///< offset up to which all has ended; -1: nothing has, yet
  std::int64_t end = -1;                                 ///< of its log, as the last fetch told; -1: none has
  std::optional<std::chrono::nanoseconds> blocked = {};  ///< since its first record that waits failed; none: it flows
};

/// Where a consumer stands.
struct ConsumerState {
  enum class Circuit : std::uint8_t { closed, probing, open };
  std::vector<PartitionState> partitions = {};
  std::size_t records = 0;   ///< read and not ended
  std::size_t bytes = 0;     ///< their keys and values
  std::size_t inflight = 0;  ///< of them, with a handler or waiting for a worker
  Circuit circuit = Circuit::closed;
  std::uint64_t duplicates = 0;  ///< more of Summary::duplicates than the last time
};

/// What librdkafka says of itself, every `ConsumerOptions::statistics_interval`. -1: it does not know (yet).
struct Statistics {
  struct Partition {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t lag = -1;              ///< records behind what is committed
    std::int64_t lag_stored = -1;       ///< behind what is stored to be committed
    std::int64_t fetched_records = -1;  ///< fetched ahead
    std::int64_t fetched_bytes = -1;
  };
  struct Broker {
    std::string name;                   ///< `localhost:9092/1`
    std::chrono::microseconds rtt{-1};  ///< of requests, on average over the interval
  };
  std::vector<Partition> partitions = {};
  std::vector<Broker> brokers = {};
  std::int64_t rebalances = -1;  ///< of this group member
  std::string_view json = {};    ///< the whole; its members: librdkafka's STATISTICS.md
};
/// Of librdkafka's JSON, which `json` then points to; what is missing there stays unknown.
[[nodiscard]] NORM_API Statistics parse_statistics(std::string_view json);

/// Sees what a Consumer does: `ConsumerOptions::observer`. Where there is none, nothing is measured.
///
/// Threads: all calls by the thread of `Consumer::run` (and of `create` and ~Consumer), one at a time; reading waits
/// for them, so they should be short. They must not throw. What they are given is good until they return.
class NORM_API Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer();

  virtual void attempted(const Attempt& attempt);
  /// Once a record, when it goes to the error topic for the first time.
  virtual void rejected(const Rejection& rejection);
  virtual void delivered(const Delivered& delivered);
  virtual void ended(const Ended& ended);
  virtual void committed(const Committed& committed);
  virtual void rebalanced(Rebalance kind);
  /// All events, none dropped; `ConsumerOptions::on_event` has a thread of its own.
  virtual void event(const Event& event);
  /// About once a second, as long as no handler holds the thread of `run` up, and without partitions when it ends.
  virtual void state(const ConsumerState& state);
  virtual void statistics(const Statistics& statistics);
};

}  // namespace norm::kafka
