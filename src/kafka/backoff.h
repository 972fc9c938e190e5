#pragma once

// When something that failed is tried again: exponential back-off with full jitter. Pure: time and randomness come in.
#include <norm/kafka/options.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

namespace norm::kafka {

using Clock = std::chrono::steady_clock;
using Random = std::mt19937_64;

/// The n-th waiting time (n from 1): uniform from 0 to min(max, base * 2^(n-1)).
///
/// Full jitter, since equal waits make all blocked partitions knock at the same moment.
/// Source: M. Brooker, "Exponential Backoff And Jitter", 2015.
[[nodiscard]] std::chrono::milliseconds backoff_delay(const Backoff& backoff, std::uint32_t attempt, Random& random);

/// One thing that is being tried again, or nothing at the moment.
class Retry {
 public:
  /// It failed at `now`; the next try is due after the back-off, or `after` where that is given.
  void fail(Clock::time_point now, const Backoff& backoff, Random& random,
            std::optional<std::chrono::milliseconds> after = std::nullopt);
  /// It failed, and no other try will do: never due, but it waits and reminds.
  void park(Clock::time_point now);
  /// It went well, or was given up.
  void clear() { attempts_ = 0; }

  [[nodiscard]] bool waiting() const { return attempts_ != 0; }
  [[nodiscard]] bool due(Clock::time_point now) const { return waiting() && now >= due_; }
  [[nodiscard]] Clock::time_point due_at() const { return due_; }
  [[nodiscard]] std::uint32_t attempts() const { return attempts_; }
  [[nodiscard]] Clock::time_point first_failure() const { return first_failure_; }
  /// True once an interval of waiting, from the first failure on: time to say so again.
  [[nodiscard]] bool remind(Clock::time_point now, std::chrono::milliseconds every);

 private:
  std::uint32_t attempts_ = 0;
  Clock::time_point first_failure_;
  Clock::time_point due_;
  Clock::time_point reminded_;
};

}  // namespace norm::kafka
