// Divides the code points by the sets that tell them apart.
#include "regex/alphabet.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace norm::regex {
namespace {

constexpr std::size_t kMostSteps = 2'000'000;
constexpr std::uint32_t kFirstSurrogate = 0xD800, kAfterSurrogates = 0xE000;

std::vector<std::uint32_t> borders_of(std::span<const CodePointSet> sets) {
  std::vector<std::uint32_t> borders = {0, kFirstSurrogate, kAfterSurrogates};
  for (const CodePointSet& set : sets) {
    for (const CodePointRange& range : set.ranges()) {
      borders.push_back(range.first);
      if (range.last < kLastCodePoint) borders.push_back(range.last + 1);
    }
  }
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  return borders;
}

}  // namespace

std::optional<Alphabet> Alphabet::dividing(std::span<const CodePointSet> sets) {
  const std::vector<std::uint32_t> borders = borders_of(sets);
  const auto run_at = [&](std::uint32_t point) {
    return static_cast<std::size_t>(std::lower_bound(borders.begin(), borders.end(), point) - borders.begin());
  };
  // Each set splits every class that it holds in part.
  std::vector<std::uint32_t> of(borders.size(), 0);
  std::size_t steps = 0;
  struct Moved {
    std::uint32_t to = kNoClass;
    std::uint32_t by = kNoClass;
  };
  std::vector<Moved> moved(1);
  for (std::uint32_t by = 0; by < sets.size(); ++by) {
    const CodePointSet& set = sets[by];
    for (const CodePointRange& range : set.ranges()) {
      const std::size_t end = range.last == kLastCodePoint ? borders.size() : run_at(range.last + 1);
      for (std::size_t run = run_at(range.first); run < end; ++run) {
        Moved& split = moved[of[run]];
        if (split.by != by) split = {static_cast<std::uint32_t>(moved.size()), by};
        const std::uint32_t to = split.to;
        if (to == moved.size()) moved.emplace_back();
        of[run] = to;
        if (++steps > kMostSteps) return std::nullopt;
      }
    }
  }
  // A class of which all has moved is left empty: number anew by first code points.
  Alphabet made;
  std::vector<std::uint32_t> renamed(moved.size(), kNoClass);
  for (std::size_t run = 0; run < borders.size(); ++run) {
    std::uint32_t name = kNoClass;
    if (!is_surrogate(borders[run])) {
      if (renamed[of[run]] == kNoClass) {
        renamed[of[run]] = static_cast<std::uint32_t>(made.samples_.size());
        made.samples_.push_back(borders[run]);
      }
      name = renamed[of[run]];
    }
    if (made.runs_.empty() || made.runs_.back().class_index != name) made.runs_.push_back({borders[run], name});
  }
  return made;
}

std::uint32_t Alphabet::class_of(std::uint32_t point) const {
  const auto after = std::upper_bound(runs_.begin(), runs_.end(), point,
                                      [](std::uint32_t value, const Run& run) { return value < run.first; });
  return std::prev(after)->class_index;
}

std::vector<std::uint32_t> Alphabet::classes_of(const CodePointSet& set) const {
  std::vector<std::uint32_t> classes;
  for (const CodePointRange& range : set.ranges()) {
    auto run = std::upper_bound(runs_.begin(), runs_.end(), range.first,
                                [](std::uint32_t value, const Run& other) { return value < other.first; });
    for (--run; run != runs_.end() && run->first <= range.last; ++run) {
      if (run->class_index != kNoClass) classes.push_back(run->class_index);
    }
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

}  // namespace norm::regex
