#pragma once

// The code points by classes: two of a class are the same to an automaton, so that it steps by class.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "regex/code_points.h"

namespace norm::regex {

class Alphabet {
 public:
  static constexpr std::uint32_t kNoClass = UINT32_MAX;  ///< of the surrogates

  /// A run of code points of one class, up to the next one's first.
  struct Run {
    std::uint32_t first;
    std::uint32_t class_index;
  };

  /// The coarsest classes of which each of the sets is a union; nullopt: that takes too many steps, as no sets of
  /// one code point each do.
  [[nodiscard]] static std::optional<Alphabet> dividing(std::span<const CodePointSet> sets);

  [[nodiscard]] std::uint32_t class_of(std::uint32_t point) const;
  [[nodiscard]] std::size_t size() const { return samples_.size(); }
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  /// The first code point of a class.
  [[nodiscard]] std::uint32_t sample(std::uint32_t class_index) const { return samples_[class_index]; }
  /// The classes of a set that it was made from, sorted.
  [[nodiscard]] std::vector<std::uint32_t> classes_of(const CodePointSet& set) const;

 private:
  std::vector<Run> runs_;  // sorted, from 0 on
  std::vector<std::uint32_t> samples_;
};

}  // namespace norm::regex
