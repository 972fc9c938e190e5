#pragma once

// Did you mean: the candidate that a misspelt word is nearest to.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace norm::spec {

/// How many slips make one word of the other: a letter left out, added or replaced, two neighbours swapped; case is
/// ignored. `limit` stands for as many or more, and for words over 64 bytes: those are no slips of the finger.
/// Cost: the product of the lengths, no allocation.
[[nodiscard]] std::size_t slips(std::string_view a, std::string_view b, std::size_t limit);

/// The candidate nearest to `word`, the first of equals: two slips at most, one in a short word, and something must be
/// left of it; empty: none. Cost: slips for every candidate of about the same length.
template <class Candidates>
[[nodiscard]] std::string nearest(std::string_view word, const Candidates& candidates) {
  std::string_view best;
  std::size_t limit = word.size() < 5 ? 2 : 3;
  for (const auto& each : candidates) {
    const std::string_view candidate = each;
    if (candidate == word) continue;
    const std::size_t found = slips(word, candidate, limit);
    if (found >= limit || found >= std::max(word.size(), candidate.size())) continue;
    limit = found;
    best = candidate;
  }
  return std::string(best);
}

/// The hint that a nearest name is worth, `did you mean UserId?`; empty for an empty name.
[[nodiscard]] std::string did_you_mean(std::string_view near);

}  // namespace norm::spec
