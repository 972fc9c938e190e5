#pragma once

// All automata of a question side by side, over the letters that any of them tells apart: one automaton of what meets
// the whole formula, made state by state.
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "regex/formula.h"

namespace norm::regex {

/// Code points that no automaton of a question tells apart, by the one that reads best.
struct Letter {
  std::uint32_t point = 0;
  std::uint32_t rank = 0;                   ///< of that point in the order of preference
  std::vector<CodePointRange> ranges = {};  ///< all of them
};

/// Up to `most` of its code points, in the order of preference.
[[nodiscard]] std::vector<std::uint32_t> best_points(const Letter& letter, std::size_t most);

/// The first ranks are those of printable ASCII.
inline constexpr std::uint32_t kPrintableRanks = 8;

class Product {
 public:
  using State = std::uint32_t;
  static constexpr State kDead = UINT32_MAX;    ///< nothing that starts so is accepted
  static constexpr State kUnknown = kDead - 1;  ///< the budget is spent

  /// REQUIRES: what the formula points to outlives it.
  Product(const Formula& formula, Budget& budget);

  /// In the order of preference.
  [[nodiscard]] const std::vector<Letter>& letters() const { return letters_; }
  [[nodiscard]] State start() const { return start_; }
  [[nodiscard]] State step(State state, std::uint32_t letter);
  [[nodiscard]] bool accepts(State state) const { return accepts_[state]; }
  [[nodiscard]] std::size_t size() const { return accepts_.size(); }

 private:
  struct Standing {
    Fate fate = Fate::open;
    bool accepts = false;
  };
  // One automaton: the one that all share, or one of this question.
  struct Track {
    const Dfa* whole = nullptr;
    std::optional<Dfa> own = {};

    [[nodiscard]] const Dfa& dfa() const { return whole ? *whole : *own; }
  };

  [[nodiscard]] bool find_letters();
  [[nodiscard]] State intern(const std::u32string& parts);
  [[nodiscard]] Standing standing(const Term& term, const std::u32string& parts) const;
  [[nodiscard]] Standing leaf(const Term& term, const std::u32string& parts) const;

  const Formula& formula_;
  Budget& budget_;
  std::vector<Track> tracks_;
  std::vector<std::uint32_t> limits_;  // of each length: where its counter stops
  std::vector<Letter> letters_;
  std::vector<std::vector<std::uint32_t>> classes_;  // of each letter, by automaton
  State start_ = kDead;
  std::vector<bool> accepts_;
  std::vector<std::u32string> parts_;  // of each state: the automata's, then the counters
  std::vector<State> steps_;
  std::unordered_map<std::u32string, State> index_;
  std::u32string next_;
};

}  // namespace norm::regex
