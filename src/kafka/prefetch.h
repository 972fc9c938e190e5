#pragma once

// What librdkafka fetches ahead: how much of it fits the budget, and when its threads are to be woken. Pure.
//
// A full queue puts the thread of a broker to sleep for up to a second, and taking records out of the queue does not
// wake it (2.0.2; later versions have `fetch.queue.backoff.ms`). Any request to the broker does.
#include <cstddef>
#include <cstdint>

namespace norm::kafka {

struct PrefetchLimits {
  std::size_t records;       ///< `queued.min.messages`
  std::size_t kbytes;        ///< `queued.max.messages.kbytes`: of values
  std::size_t answer_bytes;  ///< `fetch.max.bytes`: what comes beyond them, from each broker
};

/// What librdkafka 2.0.2 allocates for a fetched record beside its bytes: 310 to 325, measured by mallinfo2.
inline constexpr std::size_t kRecordCost = 330;

/// Queued records and what librdkafka needs for each take `budget` bytes at most, whatever their size.
[[nodiscard]] PrefetchLimits prefetch_limits(std::size_t budget);

class Prefetch {
 public:
  Prefetch() = default;
  /// As they are in force: somebody may have set the properties by hand.
  Prefetch(std::int64_t records, std::int64_t kbytes)
      : records_(static_cast<double>(records)), bytes_(static_cast<double>(kbytes) * 1024) {}

  /// A record of so many bytes was taken out of the queue.
  void took(std::size_t bytes) { record_bytes_ += (static_cast<double>(bytes) - record_bytes_) / 64; }
  /// How many records are to be taken out at a time: 64, of large ones about a MiB.
  [[nodiscard]] std::size_t batch() const {
    return record_bytes_ * kBatch <= kBatchBytes ? kBatch : static_cast<std::size_t>(1 + kBatchBytes / record_bytes_);
  }
  static constexpr std::size_t kBatch = 64;
  /// Whether the queue, now of so many records, was full or nearly so, and is half empty since: whoever fills it may be
  /// asleep. To be asked often; once true, it is so again when half of the rest is gone.
  [[nodiscard]] bool wants_waking(std::size_t length);

 private:
  static constexpr double kBatchBytes = 1 << 20;
  double records_ = 0;
  double bytes_ = 0;
  double record_bytes_ = 0;
  std::size_t peak_ = 0;  // since the last waking
};

}  // namespace norm::kafka
