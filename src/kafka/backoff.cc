// Exponential back-off with full jitter: see the header.
#include "kafka/backoff.h"

#include <algorithm>

namespace norm::kafka {

std::chrono::milliseconds backoff_delay(const Backoff& backoff, std::uint32_t attempt, Random& random) {
  // Doubling stops early enough that base * 2^n cannot overflow.
  const std::uint32_t doublings = std::min<std::uint32_t>(attempt == 0 ? 0 : attempt - 1, 20);
  const std::int64_t base = std::clamp<std::int64_t>(backoff.base.count(), 0, std::int64_t{1} << 40);
  const std::int64_t ceiling =
      std::min<std::int64_t>(std::max<std::int64_t>(backoff.max.count(), 0), base << doublings);
  return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, ceiling)(random));
}

void Retry::fail(Clock::time_point now, const Backoff& backoff, Random& random,
                 std::optional<std::chrono::milliseconds> after) {
  if (attempts_ == 0) {
    first_failure_ = now;
    reminded_ = now;
  }
  ++attempts_;
  due_ = now + (after ? *after : backoff_delay(backoff, attempts_, random));
}

void Retry::park(Clock::time_point now) {
  if (attempts_ == 0) {
    first_failure_ = now;
    reminded_ = now;
  }
  ++attempts_;
  due_ = Clock::time_point::max();
}

bool Retry::remind(Clock::time_point now, std::chrono::milliseconds every) {
  if (!waiting() || now - reminded_ < every) return false;
  reminded_ = now;
  return true;
}

}  // namespace norm::kafka
