// The circuit breaker: see the header.
#include "kafka/circuit.h"

namespace norm::kafka {

std::string_view name(CircuitState state) {
  switch (state) {
    case CircuitState::closed: return "closed";
    case CircuitState::open: return "open";
    case CircuitState::probing: return "probing";
  }
  return "";
}

void Circuit::open(Clock::time_point now, Random& random) {
  state_ = CircuitState::open;
  // Half a base at least: a jitter down to nothing would be no pause.
  const auto most = backoff_delay(options_.backoff, retry_.attempts() + 1, random);
  retry_.fail(now, options_.backoff, random, options_.backoff.base / 2 + most);
}

bool Circuit::failed(std::uint64_t lane, Clock::time_point now, Random& random) {
  if (options_.failures == 0) return false;
  switch (state_) {
    case CircuitState::probing: open(now, random); return true;
    case CircuitState::open: return false;  // calls that were under way when it opened
    case CircuitState::closed: break;
  }
  if (failures_ == 0 || now - first_ > options_.within) {
    failures_ = 0;
    lanes_.clear();
    first_ = now;
  }
  ++failures_;
  if (lanes_.size() < 2) lanes_.insert(lane);
  if (failures_ < options_.failures || lanes_.size() < 2) return false;
  open(now, random);
  return true;
}

bool Circuit::succeeded() {
  failures_ = 0;
  lanes_.clear();
  if (state_ != CircuitState::probing) return false;
  state_ = CircuitState::closed;
  retry_.clear();
  return true;
}

bool Circuit::tick(Clock::time_point now) {
  if (state_ != CircuitState::open || !retry_.due(now)) return false;
  state_ = CircuitState::probing;
  return true;
}

}  // namespace norm::kafka
