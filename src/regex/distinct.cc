// Enumerates distinct strings by length: a state needs as many ways in as strings are wanted, and no more.
#include <algorithm>
#include <utility>
#include <vector>

#include "regex/product.h"

namespace norm::regex {
namespace {

using State = Product::State;

// The end of one way; the way is found by its parents.
struct Way {
  State state = 0;
  std::uint32_t parent = 0;
  std::uint32_t point = 0;
};

class Enumeration {
 public:
  Enumeration(Length length, std::size_t wanted, Product& product, Budget& budget)
      : length_(length), wanted_(wanted), product_(product), budget_(budget) {}

  Several run() {
    made_.outcome = Outcome::found;
    if (wanted_ == 0) return std::move(made_);
    made_.outcome = product_.start() == Product::kUnknown ? Outcome::unknown : Outcome::empty;
    if (product_.start() >= Product::kUnknown) return std::move(made_);
    ways_.push_back({product_.start()});
    std::size_t begin = 0;
    for (std::size_t length = 0; begin < ways_.size(); ++length) {
      if (length >= length_.min && collect(begin)) break;
      if (length >= length_.max) break;
      const std::size_t end = ways_.size();
      // Up to the least length what counts is how many come to a state at the same length.
      if (length < length_.min) counts_.assign(product_.size(), 0);
      for (std::size_t at = begin; at < end; ++at) {
        if (!extend(static_cast<std::uint32_t>(at))) {
          made_.outcome = Outcome::unknown;
          return std::move(made_);
        }
      }
      begin = end;
    }
    return std::move(made_);
  }

 private:
  // The strings that end with the ways from `begin` on; true: that is enough.
  bool collect(std::size_t begin) {
    for (std::size_t at = begin; at < ways_.size(); ++at) {
      if (!product_.accepts(ways_[at].state)) continue;
      std::vector<std::uint32_t> points;
      for (std::size_t way = at; way != 0; way = ways_[way].parent) points.push_back(ways_[way].point);
      std::string text;
      for (auto point = points.rbegin(); point != points.rend(); ++point) append_utf8(text, *point);
      made_.texts.push_back(std::move(text));
      if (made_.texts.size() < wanted_) continue;
      made_.outcome = Outcome::found;
      return true;
    }
    return false;
  }

  // One character more, by each letter and by as many of its code points as could be wanted.
  bool extend(std::uint32_t at) {
    const State from = ways_[at].state;
    for (std::uint32_t index = 0; index < product_.letters().size(); ++index) {
      const State to = product_.step(from, index);
      if (to == Product::kUnknown) return false;
      if (to == Product::kDead) continue;
      if (counts_.size() <= to) counts_.resize(to + 1, 0);
      for (const std::uint32_t point : points_of(index)) {
        if (counts_[to] == wanted_) break;
        ++counts_[to];
        ways_.push_back({to, at, point});
        if (!budget_.spend(1)) return false;
      }
    }
    return true;
  }

  const std::vector<std::uint32_t>& points_of(std::uint32_t letter) {
    if (points_.size() <= letter) points_.resize(product_.letters().size());
    if (points_[letter].empty()) points_[letter] = best_points(product_.letters()[letter], wanted_);
    return points_[letter];
  }

  Length length_;
  std::size_t wanted_;
  Product& product_;
  Budget& budget_;
  std::vector<Way> ways_;
  std::vector<std::size_t> counts_;                 // of each state: the ways to it
  std::vector<std::vector<std::uint32_t>> points_;  // of each letter
  Several made_;
};

}  // namespace

Several find_distinct(std::span<const Constraint> constraints, Length length, std::size_t wanted, Budget& budget) {
  const Formula formula = formula_of(constraints, length);
  Product product(formula, budget);
  return Enumeration(formula.length, wanted, product, budget).run();
}

}  // namespace norm::regex
