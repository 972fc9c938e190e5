#pragma once

// Where messages stay while their records have not ended. A slot's number travels with the record's commands, so that
// nothing is searched for; its memory is used again.
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kafka/error_record.h"
#include "kafka/handle.h"
#include "kafka/judgement.h"

namespace norm::kafka {

struct Held {
  Message message;
  std::optional<Judgement> judgement = {};  ///< the last one that was not the end of it
  bool rejection_told = false;              ///< to ConsumerOptions::on_rejection
  bool stays = false;                       ///< it was here already when Loop::let_go looked the last time
};

class Slots {
 public:
  [[nodiscard]] std::uint32_t put(MessageHandle message) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    slots_[slot].message.hold(std::move(message));
    return slot;
  }
  /// REQUIRES: put, and not released.
  [[nodiscard]] Held& at(std::uint32_t slot) { return slots_[slot]; }
  void release(std::uint32_t slot) {
    Held& held = slots_[slot];
    held.message.drop();
    held.judgement.reset();
    held.rejection_told = false;
    held.stays = false;
    free_.push_back(slot);
  }

 private:
  std::deque<Held> slots_;  // they stay in place as it grows: workers read them
  std::vector<std::uint32_t> free_;
};

}  // namespace norm::kafka
