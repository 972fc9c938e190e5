#pragma once

#include <norm/decode.h>
#include <norm/kafka/outcome.h>
#include <norm/kafka/record.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace norm::kafka {

/// librdkafka's configuration, name to value. A name that begins with `producer.` or `consumer.` goes (without that) to
/// one side only: `producer.linger.ms` to the error topic's producer.
using Properties = std::map<std::string, std::string, std::less<>>;

/// Where a group without a committed offset begins.
enum class StartAt : std::uint8_t { earliest, latest };

/// What happens to a record whose value is null: the handler gets it, it is left out, or it is a payload error.
enum class Tombstones : std::uint8_t { pass, skip, error };

/// Waiting times of a blocked partition: the n-th is drawn from 0 to min(max, base * 2^(n-1)) ("full jitter").
struct Backoff {
  std::chrono::milliseconds base{100};
  std::chrono::milliseconds max{60'000};
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
  };
  Kind kind = Kind::broker;
  std::string topic = {};
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::uint32_t attempts = 0;
  std::string message = {};
};

/// A record on its way to the error topic. `decode` is null where the handler is the one who complained.
struct Rejection {
  const Record& record;
  ErrorClass error_class;
  ErrorStage stage;
  std::string_view explain;
  const DecodeError* decode;
};

/// What a Consumer does. `brokers`, `group` and `topics` have no default; all others have one that can be lived with.
struct ConsumerOptions {
  std::string brokers;              ///< `host:port,host:port`
  std::string group;                ///< members of one group share the partitions
  std::vector<std::string> topics;  ///< `^…` is a POSIX extended regular expression over names
  Properties properties = {};       ///< more of librdkafka's; what the adapter lives on cannot be set

  std::string error_topic = "{topic}.errors";  ///< `{topic}` stands for the record's own
  std::vector<std::string> produces = {};      ///< topics that the handler's `pass_on` names
  std::string schema_name = {};                ///< what `norm.error.schema` says: `comments.norm#CommentCreated`
  std::size_t max_explain_bytes = 4096;        ///< a longer explanation is cut, and a header says so

  StartAt start_at = StartAt::earliest;
  Tombstones tombstones = Tombstones::pass;
  DecodeOptions decode = {};
  Backoff backoff = {};
  std::uint32_t max_attempts = 0;                     ///< 0: without end; else the error topic, class `exhausted`
  Outcome::Kind on_exception = Outcome::Kind::retry;  ///< what a handler that throws meant; not `pass_on`

  bool until_end = false;            ///< stop where the partitions ended when this consumer first got them
  std::uint64_t max_records = 0;     ///< stop after reading this many; 0: never
  std::size_t max_pending = 10'000;  ///< records held or on their way to a topic, beyond which reading waits
  std::size_t max_pending_bytes = std::size_t{64} << 20;

  std::chrono::milliseconds start_timeout{5'000};  ///< for the brokers' first answer
  std::chrono::milliseconds commit_interval{1'000};
  std::chrono::milliseconds drain_timeout{10'000};  ///< for deliveries, at a revocation and at the end
  std::chrono::milliseconds commit_timeout{5'000};  ///< for the last commit of a partition
  std::chrono::milliseconds close_timeout{5'000};   ///< for leaving the group
  std::chrono::milliseconds still_blocked_every{60'000};

  /// Called before offsets are committed, for handlers that gather: false says that what they have is not safe yet, and
  /// nothing is committed this time.
  std::function<bool()> before_commit = {};
  std::function<void(const Event&)> on_event = {};          ///< called by the thread of `run`; must not throw
  std::function<void(const Rejection&)> on_rejection = {};  ///< likewise, once a record that goes to the error topic
};

}  // namespace norm::kafka
