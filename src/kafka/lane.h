#pragma once

// One assigned partition: its watermark and the records that have not ended, with the memory that they are in.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kafka/backoff.h"
#include "kafka/error_record.h"
#include "kafka/handle.h"
#include "kafka/partition_state.h"

namespace norm::kafka {

/// A record on its way to another topic; its message stays with us until the broker has it, to be sent again.
struct Outgoing {
  Message message;
  std::string topic;
  std::int32_t partition;
  std::vector<OwnHeader> own;
  Ending ending;
  bool sent = false;  ///< at the producer; false: waits for the lane's back-off
};

struct Lane {
  Lane(std::string name, std::int32_t number, std::uint64_t epoch)
      : topic(std::move(name)), partition(number), state(epoch) {}

  std::string topic;
  std::int32_t partition;
  PartitionState state;
  std::deque<Message> held;                   ///< read and not judged; the first is the one that is tried again
  std::map<std::int64_t, Outgoing> outgoing;  ///< by offset, so that they are sent again in order
  Retry handling;
  Retry delivering;
  std::int64_t first_failure_ms = 0;  ///< wall clock of what `handling` counts
  std::optional<std::int64_t> end;    ///< until_end: not read beyond
  bool at_end = false;
  bool paused = false;  ///< what librdkafka was told last

  std::size_t unsent = 0;         ///< of outgoing, those that wait for the back-off
  std::size_t pending_bytes = 0;  ///< of held and outgoing

  [[nodiscard]] bool blocked() const { return handling.waiting() || delivering.waiting(); }
  [[nodiscard]] std::size_t pending() const { return held.size() + outgoing.size(); }

  void hold_last(Message message);
  void hold_first(Message message);
  /// REQUIRES: held is not empty.
  [[nodiscard]] Message take_held();
  void put_out(std::int64_t offset, Outgoing out);
  void drop_out(std::map<std::int64_t, Outgoing>::iterator out);
};

/// The assigned partitions by name.
class Lanes {
 public:
  using Map = std::map<std::pair<std::string, std::int32_t>, Lane>;

  [[nodiscard]] Lane* find(std::string_view topic, std::int32_t partition);
  /// Replaces one of the same name.
  Lane& add(const std::string& topic, std::int32_t partition, std::uint64_t epoch);
  void erase(const Lane& lane);
  [[nodiscard]] bool empty() const { return lanes_.empty(); }
  [[nodiscard]] std::size_t size() const { return lanes_.size(); }
  [[nodiscard]] Map::iterator begin() { return lanes_.begin(); }
  [[nodiscard]] Map::iterator end() { return lanes_.end(); }
  [[nodiscard]] Map::const_iterator begin() const { return lanes_.begin(); }
  [[nodiscard]] Map::const_iterator end() const { return lanes_.end(); }

 private:
  Map lanes_;
  Lane* last_ = nullptr;  // records come in runs of one partition
};

}  // namespace norm::kafka
