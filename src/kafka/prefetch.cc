// What librdkafka fetches ahead: see the header.
#include "kafka/prefetch.h"

#include <algorithm>

namespace norm::kafka {
namespace {

constexpr std::size_t kMostKbytes = 2'097'151;      // librdkafka's
constexpr std::size_t kMostRecords = 10'000'000;    // likewise
constexpr std::size_t kDefaultAnswer = 52'428'800;  // likewise, of fetch.max.bytes

}  // namespace

// Half of it for the bytes, half for the rest: n records of s bytes are within both limits where n * s is within the
// one and n within the other, and so what they cost together.
PrefetchLimits prefetch_limits(std::size_t budget) {
  return {.records = std::clamp<std::size_t>(budget / 2 / kRecordCost, 1'000, kMostRecords),
          .kbytes = std::clamp<std::size_t>(budget / 2 / 1024, 512, kMostKbytes),
          .answer_bytes = std::clamp<std::size_t>(budget / 8, std::size_t{1} << 20, kDefaultAnswer)};
}

bool Prefetch::wants_waking(std::size_t length) {
  peak_ = std::max(peak_, length);
  const auto peak = static_cast<double>(peak_);
  const bool was_full = peak * 2 >= records_ || peak * record_bytes_ * 2 >= bytes_;
  if (!was_full || length * 2 > peak_ || peak_ == 0) return false;
  peak_ = length;
  return true;
}

}  // namespace norm::kafka
