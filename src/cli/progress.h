#pragma once

// A line on stderr that says how far a long run is: only on a terminal that shows nothing else meanwhile, only
// after a second.
#include <chrono>
#include <cstddef>

namespace norm::cli {

class Progress {
 public:
  /// What the command writes to stdout while it works.
  enum class Stdout : unsigned char { records, nothing };
  explicit Progress(Stdout meanwhile = Stdout::records);
  /// One more record of that size.
  void add(std::size_t bytes);
  /// Takes the line away, before something else is written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool on_;
  bool shown_ = false;
  Clock::time_point next_;
  std::size_t records_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace norm::cli
