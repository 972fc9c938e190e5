#pragma once

// Which fields of a schema an object has shown so far. Most schemas have few: one word then.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "exec/memory.h"

namespace norm::exec {

class FewSeen {
 public:
  static constexpr std::size_t kMost = 64;

  bool first_time(std::size_t field) {
    const std::uint64_t bit = std::uint64_t{1} << field;
    return (std::exchange(seen_, seen_ | bit) & bit) == 0;
  }
  /// `required` as in program::Schema.
  [[nodiscard]] bool hold(const std::vector<std::uint64_t>& required) const {
    return required.empty() || (seen_ & required.front()) == required.front();
  }

 private:
  std::uint64_t seen_ = 0;
};

class ManySeen {
 public:
  ManySeen(Memory& memory, std::size_t fields) : seen_(memory, (fields + 63) / 64 * 2) {}

  bool first_time(std::size_t field) {
    const std::uint32_t bit = std::uint32_t{1} << (field % 32);
    return (std::exchange(seen_[field / 32], seen_[field / 32] | bit) & bit) == 0;
  }
  [[nodiscard]] bool hold(const std::vector<std::uint64_t>& required) {
    for (std::size_t i = 0; i < required.size(); ++i) {
      const std::uint64_t seen = seen_[2 * i] | std::uint64_t{seen_[2 * i + 1]} << 32;
      if ((seen & required[i]) != required[i]) return false;
    }
    return true;
  }

 private:
  Scratch seen_;
};

}  // namespace norm::exec
