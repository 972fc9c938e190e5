#pragma once

// One assigned partition as the engine sees it: what phase it is in, its records, its lanes. Pure.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kafka/backoff.h"
#include "kafka/command.h"
#include "kafka/ledger.h"

namespace norm::kafka {

/// How far the partition itself is. `draining` and `committing` end in `gone` by themselves; a loss ends each at once.
enum class PartitionPhase : std::uint8_t {
  active,      ///< read and judged
  fenced,      ///< the group went on without us: nothing is begun until it says what is ours
  draining,    ///< asked back: what is under way may end, nothing is begun
  committing,  ///< asked back: what has ended is being committed
  gone,
};
enum class PartitionEvent : std::uint8_t { fence, unfence, revoke, drained, committed, lose };

/// None: this cannot happen in that phase.
[[nodiscard]] std::optional<PartitionPhase> next(PartitionPhase phase, PartitionEvent event);
[[nodiscard]] std::string_view name(PartitionPhase phase);
[[nodiscard]] std::string_view name(PartitionEvent event);

/// Records that wait for each other: a partition's, or those of one of its keys. The first is the one that is judged.
class Lane {
 public:
  bool queued = false;                                ///< in the engine's list of lanes that are ready
  bool busy = false;                                  ///< its first record is being judged
  Retry retry;                                        ///< of its first record
  Clock::time_point rests_until = {};                 ///< its first record waits, and has not failed
  std::optional<Clock::time_point> waits_since = {};  ///< likewise; none: it does not

  [[nodiscard]] bool empty() const { return head_ == offsets_.size(); }
  [[nodiscard]] std::size_t size() const { return offsets_.size() - head_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::int64_t front() const { return offsets_[head_]; }
  void push(std::int64_t offset, std::size_t bytes) {
    offsets_.push_back(offset);
    bytes_ += bytes;
  }
  /// REQUIRES: `bytes` are those of the first.
  void pop(std::size_t bytes);
  /// Whether its first record may be judged.
  [[nodiscard]] bool ready(Clock::time_point now) const {
    return !busy && !empty() && (!retry.waiting() || retry.due(now)) && now >= rests_until;
  }

 private:
  std::vector<std::int64_t> offsets_;  // from head_ on
  std::size_t head_ = 0;
  std::size_t bytes_ = 0;
};

/// So many records, and their bytes.
struct Load {
  std::size_t records = 0;
  std::size_t bytes = 0;

  void add(std::size_t more_records, std::size_t more_bytes) {
    records += more_records;
    bytes += more_bytes;
  }
  void remove(std::size_t fewer_records, std::size_t fewer_bytes) {
    records -= fewer_records;
    bytes -= fewer_bytes;
  }
};

/// The lane of all records under Order::partition.
inline constexpr std::uint64_t kWholePartition = 0;

struct Partition {
  Partition(std::string name, std::int32_t number, Epoch assigned)
      : topic(std::move(name)), partition(number), epoch(assigned) {}

  std::string topic;
  std::int32_t partition;
  Epoch epoch;
  PartitionPhase phase = PartitionPhase::active;
  Ledger ledger;
  Lane whole;                                     // under Order::partition
  std::unordered_map<std::uint64_t, Lane> lanes;  // under Order::key, while they have records
  std::size_t blocked = 0;                        ///< lanes whose retry waits
  Load held;                                      ///< what was read and has not ended
  Load stuck;                                     ///< of it, what is in those lanes
  Retry delivering;                               ///< of the records that the other topic did not take
  std::optional<std::int64_t> position;           ///< of the record to be read next; none: wherever it begins
  std::optional<std::int64_t> end;                ///< until_end: not read beyond
  bool at_end = false;
  bool ahead = false;   ///< too many records behind the watermark; hysteresis
  bool parked = false;  ///< a record that the error topic does not take in any form
  Clock::time_point parked_at = {};
  bool paused = false;  ///< what the broker's client was told last
  Clock::time_point fenced_until = {};

  [[nodiscard]] Lane* lane(std::uint64_t key);
  /// Makes it where there is none.
  [[nodiscard]] Lane& open_lane(std::uint64_t key);
  /// Forgets a lane without records.
  void close_lane(std::uint64_t key);
  bool move(PartitionEvent event);
  /// Of what is held, what will not end before something that failed goes well.
  [[nodiscard]] const Load& waiting() const { return parked || delivering.waiting() ? held : stuck; }
  [[nodiscard]] bool may_judge() const { return phase == PartitionPhase::active && !delivering.waiting() && !parked; }
  /// Nothing of it is under way.
  [[nodiscard]] bool quiet() const { return ledger.judging() == 0 && ledger.outgoing() == 0; }
};

[[nodiscard]] inline Ref ref_of(const Partition& partition, const Entry& entry) {
  return {partition.epoch, entry.offset, entry.slot};
}

}  // namespace norm::kafka
