// A line on stderr that says how far a long run is.
#include "cli/progress.h"

#include <fmt/format.h>

#include "cli/console.h"

namespace norm::cli {
namespace {

constexpr std::chrono::seconds kSilence{1};  // shorter work needs no word
constexpr std::chrono::milliseconds kStep{100};
constexpr std::size_t kRecordsPerLook = 64;  // the clock is not free
constexpr std::size_t kBytesPerLook = std::size_t{1} << 20;

}  // namespace

Progress::Progress(Stdout meanwhile)
    : on_(err().is_terminal() && (meanwhile == Stdout::nothing || !out().is_terminal())),
      next_(Clock::now() + kSilence) {}

void Progress::add(std::size_t bytes) {
  ++records_;
  bytes_ += bytes;
  if (!on_ || (records_ % kRecordsPerLook != 0 && bytes < kBytesPerLook)) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + kStep;
  shown_ = true;
  err().write(fmt::format("\r{} records, {:.1f} MB\x1B[K", records_, static_cast<double>(bytes_) / 1e6));
  err().flush();
}

void Progress::clear() {
  if (!shown_) return;
  shown_ = false;
  err().write("\r\x1B[K");
}

}  // namespace norm::cli
