#pragma once

// What the solver is asked: is there a value of which all of these hold?
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diff/term.h"
#include "diff/value.h"

namespace norm::diffing {

/// A term or its negation. `emitted`: what it says as a promise of what is sent, not of what is accepted.
struct Statement {
  TermId term = kAnything;
  bool positive = true;
  bool emitted = false;

  [[nodiscard]] Statement operator!() const { return {term, !positive, emitted}; }
  friend auto operator<=>(const Statement&, const Statement&) = default;
};

/// A conjunction.
using Goal = std::vector<Statement>;

struct GoalHash {
  std::size_t operator()(const Goal& goal) const {
    std::size_t hash = goal.size();
    for (const Statement& statement : goal) {
      const std::size_t word =
          std::size_t{statement.term} << 2 | (statement.positive ? 2U : 0U) | (statement.emitted ? 1U : 0U);
      hash = (hash ^ word) * 0x9E3779B97F4A7C15;
      hash ^= hash >> 29;
    }
    return hash;
  }
};

/// Why a goal is not decided.
struct Doubt {
  std::string_view code;               ///< as norm::Unknown's
  TermId term = kNoTerm;               ///< what it is about, if it is one term
  std::vector<std::string> path = {};  ///< tokens of a JSON Pointer, the innermost first
};

struct Answer {
  enum class Outcome : std::uint8_t { empty, found, unknown };
  Outcome outcome = Outcome::empty;
  ValuePtr value = {};             ///< found: the smallest that was met
  std::vector<Doubt> doubts = {};  ///< unknown: why, a few of them

  [[nodiscard]] bool empty() const { return outcome == Outcome::empty; }
  [[nodiscard]] bool found() const { return outcome == Outcome::found; }
  [[nodiscard]] bool unknown() const { return outcome == Outcome::unknown; }

  [[nodiscard]] static Answer nothing() { return {}; }
  [[nodiscard]] static Answer of(ValuePtr value) { return {Outcome::found, std::move(value), {}}; }
  [[nodiscard]] static Answer doubt(std::string_view code, TermId term = kNoTerm) {
    return {Outcome::unknown, {}, {{code, term, {}}}};
  }
};

/// The answer to a disjunction, alternative by alternative.
class Best {
 public:
  void add(Answer answer);
  /// Enough to be content with: a scalar, or nothing smaller is to be expected.
  [[nodiscard]] bool good() const { return best_.found() && best_.value->size <= kSmall; }
  [[nodiscard]] bool found() const { return best_.found(); }
  [[nodiscard]] Answer take() { return std::move(best_); }

 private:
  static constexpr std::size_t kSmall = 8;
  Answer best_;
};

}  // namespace norm::diffing
