#pragma once

// Choices of a seeded generator, the same on every platform.
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace norm::judge {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 … count - 1. REQUIRES: count > 0.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  /// low … high.
  int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1))); }
  bool chance(int percent) { return between(1, 100) <= percent; }

  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }
  /// The place of one weight among them, each as likely as it is heavy.
  std::size_t weighted(const std::vector<int>& weights) {
    int total = 0;
    for (const int weight : weights) total += weight;
    int left = between(1, total);
    std::size_t i = 0;
    while ((left -= weights[i]) > 0) ++i;
    return i;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace norm::judge
