// Did you mean: the candidate that a misspelt word is nearest to.
#include <norm/report.h>

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace norm {
namespace {

constexpr std::size_t kLongestWord = 64;  // longer words are no slips of the finger, and the cost is quadratic in this
constexpr std::size_t kFarthest = 2;

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), in bytes.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, substituted});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

std::string folded(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  if (word.empty() || word.size() > kLongestWord) return best;
  const std::string wanted = folded(word);
  // Half of a short word may not change: `ab` is no misspelling of `cd`.
  std::size_t limit = std::min(kFarthest, std::max<std::size_t>(1, (word.size() - 1) / 2)) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate == word || candidate.empty() || candidate.size() > kLongestWord) continue;
    const std::size_t gap = std::max(candidate.size(), word.size()) - std::min(candidate.size(), word.size());
    if (gap >= limit) continue;
    const std::size_t found = distance(wanted, folded(candidate));
    if (found < limit && found < std::max(word.size(), candidate.size())) {
      limit = found;
      best = candidate;
      if (found == 0) break;  // differs by case only
    }
  }
  return best;
}

}  // namespace norm
