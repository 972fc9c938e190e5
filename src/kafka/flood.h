#pragma once

// The flood brake: when most records are invalid, it is the schema or the producer that broke, and emptying the topic
// into the error topic mends neither. Pure.
#include <norm/kafka/options.h>

#include <cstddef>
#include <vector>

namespace norm::kafka {

/// The share of invalid ones among the last `FloodOptions::window` records.
class FloodMeter {
 public:
  explicit FloodMeter(const FloodOptions& options);

  enum class Verdict : std::uint8_t { valid, invalid };
  /// True: with this one there are too many.
  [[nodiscard]] bool add(Verdict verdict);
  [[nodiscard]] std::size_t invalid() const { return invalid_; }
  [[nodiscard]] std::size_t size() const { return filled_; }
  void clear();

 private:
  double share_;
  std::vector<bool> invalid_at_;  // a ring
  std::size_t place_ = 0;
  std::size_t filled_ = 0;
  std::size_t invalid_ = 0;
};

}  // namespace norm::kafka
