// A line on stderr that says how far a long run is.
#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/console.h"

namespace norm::cli {
namespace {

constexpr std::chrono::seconds kSilence{1};  // shorter work needs no word
constexpr std::chrono::milliseconds kStep{100};
constexpr std::uint64_t kRecordsPerLook = 64;  // the clock is not free
constexpr std::size_t kBytesPerLook = std::size_t{1} << 20;
constexpr std::size_t kBar = 20;           // columns
constexpr std::size_t kUsualColumns = 80;  // of a terminal that does not say

std::string megabytes(std::uint64_t bytes) { return fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6); }

std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::min(seconds, 1e9)) + 1;  // the last second is a second
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

}  // namespace

std::string progress_line(const Advance& advance, std::size_t columns) {
  const double seconds = std::max(0.001, std::chrono::duration<double>(advance.elapsed).count());
  const double rate = static_cast<double>(advance.bytes) / seconds;
  const std::string records = fmt::format("{} records, {} invalid", advance.records, advance.invalid);
  const std::string speed = fmt::format("{:.1f} MB/s", rate / 1e6);
  std::array<std::string, 4> lines;  // the one that says most first
  if (!advance.total || *advance.total == 0) {
    lines = {fmt::format("{} MB, {}, {}", megabytes(advance.bytes), speed, records), records, "", ""};
  } else {
    const std::uint64_t bytes = std::min(advance.bytes, *advance.total);
    const double share = static_cast<double>(bytes) / static_cast<double>(*advance.total);
    const std::string bar(static_cast<std::size_t>(share * kBar), '#');
    const std::string percent = fmt::format("{:3}%", static_cast<int>(share * 100));
    std::string left;
    if (rate > 0) left = duration(static_cast<double>(*advance.total - bytes) / rate) + " left, ";
    lines = {fmt::format("[{:<{}}] {}  {} of {} MB, {}, {}{}", bar, kBar, percent, megabytes(bytes),
                         megabytes(*advance.total), speed, left, records),
             fmt::format("{}  {}, {}{}", percent, speed, left, records),
             fmt::format("{}  {}{}", percent, left, records), percent};
  }
  const auto fits = std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.size() <= columns; });
  return fits == lines.end() ? std::string() : *fits;
}

Progress::Progress(Stdout meanwhile, std::optional<std::uint64_t> total)
    : on_(err().is_terminal() && (meanwhile == Stdout::nothing || !out().is_terminal())), next_(begin_ + kSilence) {
  advance_.total = total;
}

void Progress::add(std::size_t bytes, Verdict verdict) {
  ++advance_.records;
  if (verdict == Verdict::fails) ++advance_.invalid;
  advance_.bytes += bytes + 1;  // its newline
  if (!on_ || (advance_.records % kRecordsPerLook != 0 && bytes < kBytesPerLook)) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + kStep;
  shown_ = true;
  advance_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - begin_);
  const std::size_t columns = err().columns();
  // One column less: a terminal that wraps at its last would begin a new line each time.
  err().write("\r" + progress_line(advance_, (columns > 0 ? columns : kUsualColumns) - 1) + "\x1B[K");
  err().flush();
}

void Progress::clear() {
  if (!shown_) return;
  shown_ = false;
  err().write("\r\x1B[K");
}

}  // namespace norm::cli
