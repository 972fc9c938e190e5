#pragma once

// Random values as producers write them. The same seed gives the same messages everywhere.
#include <cstddef>
#include <random>
#include <string>

namespace norm::bench {

class Draw {
 public:
  explicit Draw(unsigned seed) : engine_(seed) {}

  /// From 0 to below `bound`. Not std::uniform_int_distribution: its numbers differ between standard libraries.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
  bool percent(std::size_t chance) { return below(100) < chance; }

  std::string uuid();
  /// RFC 3339 with or without a fraction, in UTC or with an offset.
  std::string date_time();
  std::string url(std::size_t length);
  /// Words, ready to stand between quotes; 15 % hold an escape or a character outside of ASCII. No comma.
  std::string prose(std::size_t length);

 private:
  std::mt19937_64 engine_;
};

}  // namespace norm::bench
