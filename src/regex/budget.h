#pragma once

// What a question may cost before its answer is "unknown".
#include <cstddef>

namespace norm::regex {

/// Shared by as many questions as the caller likes; each takes its steps from it. Counted and not timed, so that the
/// same question has the same answer on every machine.
struct Budget {
  /// Some ten nanoseconds each; a new state of an automaton takes a few. Memory grows with them.
  std::size_t steps = 2'000'000;

  /// False: there is less left than that, and nothing will be.
  [[nodiscard]] bool spend(std::size_t amount) {
    const bool enough = steps >= amount;
    steps = enough ? steps - amount : 0;
    return enough;
  }
};

}  // namespace norm::regex
