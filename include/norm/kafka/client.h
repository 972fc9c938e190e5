#pragma once

#include <norm/export.h>
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/kafka/record.h>
#include <norm/result.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::kafka {

/// Where one partition begins and ends, and how far a group has come.
struct PartitionOffsets {
  std::int32_t partition = 0;
  std::int64_t begin = 0;       ///< of the oldest record that is still there
  std::int64_t end = 0;         ///< of the next record to be written
  std::int64_t committed = -1;  ///< of the next record that the group reads; -1: it has committed none
};

/// A place in each partition of a topic.
struct Position {
  enum class Kind : std::uint8_t {
    beginning,  ///< the oldest record that is there
    end,        ///< where the next record will be written, as of now
    offset,
    time,  ///< the first record of that time or later; none: the end
  };
  Kind kind = Kind::beginning;
  std::int64_t value = 0;  ///< an offset, or milliseconds since 1970
};

/// Which records to read: from one place on and before another, so many at most.
struct Extent {
  Position from = {};
  Position to = {Position::Kind::end, 0};
  std::uint64_t max_records = 0;  ///< 0: all
};

/// A look at a cluster from outside: no group is joined, nothing is committed.
///
/// Threads: one at a time. Calls block, for a few times `timeout` at most.
class NORM_API Client {
 public:
  /// Errors: an unknown property, no broker within `timeout`. `timeout` is that of each later call, too.
  [[nodiscard]] static Result<Client, Error> connect(const std::string& brokers, const Properties& properties = {},
                                                     std::chrono::milliseconds timeout = std::chrono::seconds(5));
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// In order of partition; `group` empty: committed stays -1. Errors: no such topic, no answer in time, a group that
  /// this user may not ask about. Cost: a request a partition, and one for the group.
  [[nodiscard]] Result<std::vector<PartitionOffsets>, Error> offsets(const std::string& topic,
                                                                     const std::string& group = {}) const;

  /// Creates it with as many replicas as the cluster gives by default. False: it was there already, and stays as it is.
  /// `settings` are the topic's (`retention.ms`).
  [[nodiscard]] Result<bool, Error> create_topic(const std::string& topic, int partitions,
                                                 const Properties& settings = {}) const;

  /// What `retention.ms` and the like are for that topic, its own value or the brokers'; none: it has no such setting.
  /// Errors: no such topic, a user that may not DESCRIBE_CONFIGS, no answer in time.
  [[nodiscard]] Result<std::optional<std::string>, Error> topic_setting(const std::string& topic,
                                                                        const std::string& name) const;

  /// Calls `visit` with each record from the topic's beginning to its present end, in offset order a partition, and
  /// returns how many they were. The record is good until `visit` returns.
  /// Errors: also where nothing came for `timeout`; `visit` may have been called by then.
  [[nodiscard]] Result<std::uint64_t, Error> read(const std::string& topic,
                                                  const std::function<void(const Record&)>& visit) const;
  /// The same for a part of it, and until `visit` says false. An end beyond the present one is the present one.
  [[nodiscard]] Result<std::uint64_t, Error> read(const std::string& topic, const Extent& extent,
                                                  const std::function<bool(const Record&)>& visit) const;

 private:
  struct State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Writes records, idempotently and with `acks=all`.
///
/// Threads: one at a time. Its destructor waits for nothing: what is not flushed may be lost.
class NORM_API Producer {
 public:
  /// Errors: an unknown property, or one that idempotence forbids. That no broker answers is said by `flush`.
  [[nodiscard]] static Result<Producer, Error> create(const std::string& brokers, const Properties& properties = {});
  Producer(Producer&&) noexcept;
  Producer& operator=(Producer&&) noexcept;
  ~Producer();

  /// Queues a copy of the record for its topic. Partition -1: by key, as Java clients do. Where the queue is full it
  /// waits; `offset` is ignored, no timestamp means now.
  /// Errors: what can be said at once, as a topic without that partition; all others are `flush`'s.
  [[nodiscard]] Result<void, Error> send(const Record& record);

  /// Waits until every record is acknowledged. Errors: of the first that is not; `_TIMED_OUT` where some are neither,
  /// and these are still being sent.
  [[nodiscard]] Result<void, Error> flush(std::chrono::milliseconds timeout);

 private:
  struct State;
  explicit Producer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace norm::kafka
