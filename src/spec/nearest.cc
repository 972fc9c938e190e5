// Did you mean: optimal string alignment over bytes, with rows on the stack.
#include "spec/nearest.h"

#include <norm/report.h>

#include <array>
#include <numeric>
#include <vector>

namespace norm {
namespace spec {
namespace {

constexpr std::size_t kLongest = 64;
using Row = std::array<std::size_t, kLongest + 1>;

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::size_t slips(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > kLongest || b.size() > kLongest) return limit;
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) >= limit) return limit;
  Row before{}, previous{}, current{};
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char left = folded(a[i - 1]);
      const char right = folded(b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (left == right ? 0U : 1U)});
      if (i > 1 && j > 1 && left == folded(b[j - 2]) && folded(a[i - 2]) == right) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
      least = std::min(least, current[j]);
    }
    if (least > limit) return limit;  // the row before has the limit at least, so no swap helps
    before = previous;
    previous = current;
  }
  return std::min(previous[b.size()], limit);
}

std::string did_you_mean(std::string_view near) {
  if (near.empty()) return {};
  // A predicate brings its own question mark.
  return "did you mean " + std::string(near) + (near.ends_with('?') ? "" : "?");
}

}  // namespace spec

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  return spec::nearest(word, candidates);
}

}  // namespace norm
