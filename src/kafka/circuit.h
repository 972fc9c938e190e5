#pragma once

// The circuit breaker: when handlers fail one after another, the trouble is not the records'. Pure: time comes in.
#include <norm/kafka/options.h>

#include <cstdint>
#include <set>
#include <string_view>

#include "kafka/backoff.h"

namespace norm::kafka {

enum class CircuitState : std::uint8_t {
  closed,  ///< all flows
  open,    ///< nothing is tried before the pause is over
  probing  ///< one record at a time, to see
};
[[nodiscard]] std::string_view name(CircuitState state);

/// Opens after `CircuitOptions::failures` blocking failures in a row, of at least two lanes, within
/// `CircuitOptions::within`: a single lane that fails waits by itself already.
class Circuit {
 public:
  explicit Circuit(const CircuitOptions& options) : options_(options) {}

  [[nodiscard]] CircuitState state() const { return state_; }
  /// When the next probe may go; of an open one.
  [[nodiscard]] Clock::time_point due_at() const { return retry_.due_at(); }

  /// A handler call ended in retry. `lane` is any number that tells lanes apart. True: the state changed.
  bool failed(std::uint64_t lane, Clock::time_point now, Random& random);
  /// A handler call ended otherwise. True: the state changed.
  bool succeeded();
  /// True: the pause is over, and it probes.
  bool tick(Clock::time_point now);

 private:
  void open(Clock::time_point now, Random& random);

  CircuitOptions options_;
  CircuitState state_ = CircuitState::closed;
  std::uint32_t failures_ = 0;  // in a row
  std::set<std::uint64_t> lanes_;
  Clock::time_point first_;
  Retry retry_;
};

}  // namespace norm::kafka
