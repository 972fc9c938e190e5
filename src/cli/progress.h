#pragma once

// A line on stderr that says how far a long run is: only on a terminal that shows nothing else meanwhile, only
// after a second.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace norm::cli {

/// How far a run is.
struct Advance {
  std::chrono::milliseconds elapsed{};
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> total;  ///< bytes in all; none: not known, as of a pipe
  std::uint64_t records = 0;
  std::uint64_t invalid = 0;
};

/// `[#####               ]  25%  10.0 of 40.0 MB, 5.0 MB/s, 6 s left, 1000 records, 3 invalid`, no longer than
/// `columns`: what matters least is left out first, the bar among it. Without a total neither bar, share nor time that
/// is left.
[[nodiscard]] std::string progress_line(const Advance& advance, std::size_t columns);

class Progress {
 public:
  /// What the command writes to stdout while it works.
  enum class Stdout : unsigned char { records, nothing };
  enum class Verdict : unsigned char { conforms, fails };
  /// `total`: bytes of all inputs, if that is known.
  Progress(Stdout meanwhile, std::optional<std::uint64_t> total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  /// One more record of that size.
  void add(std::size_t bytes, Verdict verdict);
  /// Takes the line away, before something else is written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool on_;
  bool shown_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_;
  Advance advance_;
};

}  // namespace norm::cli
