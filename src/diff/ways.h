#pragma once

// Several things that must not hold, each of which can be avoided in several ways: one way for each, in all
// combinations. What arrays and objects have in common.
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "diff/solve.h"

namespace norm::diffing {

/// Counts the alternatives that were looked into; once there is a payload, only some more are, for a smaller one.
class Patience {
 public:
  Patience(Solver& solver, Best& best, std::size_t enough) : solver_(solver), best_(best), enough_(enough) {}

  [[nodiscard]] bool ends() {
    ++count_;
    if (best_.found() && count_ > enough_) return true;
    if (solver_.spend()) return false;
    best_.add(Answer::doubt("budget"));
    return true;
  }
  [[nodiscard]] bool ends(const Solver::Level& level) {
    if (!level.too_deep()) return ends();
    best_.add(Answer::doubt("budget"));
    return true;
  }
  [[nodiscard]] Solver& solver() { return solver_; }

 private:
  Solver& solver_;
  Best& best_;
  std::size_t enough_;
  std::size_t count_ = 0;
};

/// The ways to avoid one thing.
template <class Way>
using Ways = std::vector<Way>;

/// Leaves out what is impossible from the start, and puts what leaves least choice first. `go(state, way, then)` calls
/// `then` with each state in which the way was taken; what it cannot do from a state it cannot do after further ways.
template <class State, class Way, class Go>
void put_in_order(const State& start, std::vector<Ways<Way>>& all, const Go& go) {
  if (all.size() < 2) return;  // that is found out on the way
  for (Ways<Way>& ways : all) {
    std::erase_if(ways, [&](const Way& way) {
      bool possible = false;
      go(start, way, [&](const State&) { possible = true; });
      return !possible;
    });
    if (ways.empty()) return (void)std::swap(ways, all.front());
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
}

/// Calls `end` with each state in which one way of each was taken.
template <class State, class Way, class Go, class End>
void take_each(const State& state, const std::vector<Ways<Way>>& all, std::size_t next, const Go& go, const End& end,
               Patience& patience) {
  const Solver::Level level(patience.solver());
  if (patience.ends(level)) return;
  if (next == all.size()) return end(state);
  for (const Way& way : all[next]) {
    go(state, way, [&](const State& then) { take_each(then, all, next + 1, go, end, patience); });
  }
}

}  // namespace norm::diffing
