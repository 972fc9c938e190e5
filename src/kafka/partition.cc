// A partition's phases and lanes: see the header.
#include "kafka/partition.h"

namespace norm::kafka {

std::optional<PartitionPhase> next(PartitionPhase phase, PartitionEvent event) {
  using P = PartitionPhase;
  if (phase == P::gone) return std::nullopt;
  switch (event) {
    case PartitionEvent::lose: return P::gone;
    case PartitionEvent::fence: return phase == P::active ? std::optional(P::fenced) : std::nullopt;
    case PartitionEvent::unfence: return phase == P::fenced ? std::optional(P::active) : std::nullopt;
    case PartitionEvent::revoke:
      return phase == P::active   ? std::optional(P::draining)
             : phase == P::fenced ? std::optional(P::gone)
                                  : std::nullopt;
    case PartitionEvent::drained: return phase == P::draining ? std::optional(P::committing) : std::nullopt;
    case PartitionEvent::committed: return phase == P::committing ? std::optional(P::gone) : std::nullopt;
  }
  return std::nullopt;
}

std::string_view name(PartitionPhase phase) {
  switch (phase) {
    case PartitionPhase::active: return "active";
    case PartitionPhase::fenced: return "fenced";
    case PartitionPhase::draining: return "draining";
    case PartitionPhase::committing: return "committing";
    case PartitionPhase::gone: return "gone";
  }
  return "";
}

std::string_view name(PartitionEvent event) {
  switch (event) {
    case PartitionEvent::fence: return "fence";
    case PartitionEvent::unfence: return "unfence";
    case PartitionEvent::revoke: return "revoke";
    case PartitionEvent::drained: return "drained";
    case PartitionEvent::committed: return "committed";
    case PartitionEvent::lose: return "lose";
  }
  return "";
}

void Lane::pop(std::size_t bytes) {
  bytes_ -= bytes;
  ++head_;
  if (head_ == offsets_.size()) {
    offsets_.clear();
    head_ = 0;
  } else if (head_ >= 1024 && head_ * 2 >= offsets_.size()) {
    offsets_.erase(offsets_.begin(), offsets_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
}

Lane* Partition::lane(std::uint64_t key) {
  if (key == kWholePartition) return &whole;
  const auto found = lanes.find(key);
  return found == lanes.end() ? nullptr : &found->second;
}

Lane& Partition::open_lane(std::uint64_t key) { return key == kWholePartition ? whole : lanes[key]; }

void Partition::close_lane(std::uint64_t key) {
  if (key != kWholePartition) lanes.erase(key);
}

bool Partition::move(PartitionEvent event) {
  const auto to = next(phase, event);
  if (to) phase = *to;
  return to.has_value();
}

}  // namespace norm::kafka
