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
  bool queued = false;  ///< in the engine's list of lanes that are ready
  bool busy = false;    ///< its first record is being judged
  Retry retry;          ///< of its first record

  [[nodiscard]] bool empty() const { return head_ == offsets_.size(); }
  [[nodiscard]] std::size_t size() const { return offsets_.size() - head_; }
  [[nodiscard]] std::int64_t front() const { return offsets_[head_]; }
  void push(std::int64_t offset) { offsets_.push_back(offset); }
  void pop();
  /// Whether its first record may be judged.
  [[nodiscard]] bool ready(Clock::time_point now) const {
    return !busy && !empty() && (!retry.waiting() || retry.due(now));
  }

 private:
  std::vector<std::int64_t> offsets_;  // from head_ on
  std::size_t head_ = 0;
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
  Retry delivering;                               ///< of the records that the other topic did not take
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
  [[nodiscard]] bool may_judge() const { return phase == PartitionPhase::active && !delivering.waiting() && !parked; }
  /// Nothing of it is under way.
  [[nodiscard]] bool quiet() const { return ledger.judging() == 0 && ledger.outgoing() == 0; }
};

}  // namespace norm::kafka
