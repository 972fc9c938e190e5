#pragma once

// The deterministic automaton of an Nfa, made state by state as it is asked for.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "regex/budget.h"
#include "regex/nfa.h"

namespace norm::regex {

/// What the texts through a state have in common.
enum class Fate : std::uint8_t {
  open,    ///< nothing that is known
  never,   ///< none of them is accepted
  always,  ///< each of them is
};

class Dfa {
 public:
  using State = std::uint32_t;
  static constexpr State kNever = 0;   ///< stays where it is
  static constexpr State kAlways = 1;  ///< likewise

  explicit Dfa(std::shared_ptr<const Nfa> nfa);

  [[nodiscard]] State start() const { return start_; }
  [[nodiscard]] bool accepts(State state) const { return accepts_[state]; }
  [[nodiscard]] Fate fate(State state) const { return fates_[state]; }
  [[nodiscard]] std::size_t size() const { return accepts_.size(); }
  [[nodiscard]] const Alphabet& alphabet() const { return nfa_->alphabet; }

  /// The step if it has been made before.
  [[nodiscard]] std::optional<State> known(State state, std::uint32_t class_index) const {
    const State to = steps_[state * nfa_->alphabet.size() + class_index];
    return to == kUnknown ? std::nullopt : std::optional(to);
  }
  /// nullopt: the budget is spent.
  [[nodiscard]] std::optional<State> step(State state, std::uint32_t class_index, Budget& budget);

  /// Makes all steps of all states, and settles every fate. False: the budget did not last; what was made stays.
  [[nodiscard]] bool complete(Budget& budget);

 private:
  static constexpr State kUnknown = UINT32_MAX;

  // The instructions that wait for the next character, assertions among them, and the neighbour before it, if that
  // matters to them.
  struct Waiting {
    std::vector<std::uint32_t> instructions;
    Neighbour before = Neighbour::other;
  };
  enum class Onward { pass, wait, drop };

  // Adds to `found` what is reached from `from` without a character; true: a match is. `onward` says what becomes of
  // an assertion.
  template <class Decide>
  [[nodiscard]] bool reach(std::uint32_t from, std::vector<std::uint32_t>& found, Decide onward);
  // The same for all that waits, once the next neighbour is known.
  [[nodiscard]] bool resolve(const Waiting& waiting, Neighbour after, std::vector<std::uint32_t>& found);
  [[nodiscard]] State intern(Waiting waiting);
  State add(bool accepts, Fate fate, Waiting waiting);
  void settle();

  std::shared_ptr<const Nfa> nfa_;
  State start_ = kNever;
  std::vector<bool> accepts_;
  std::vector<Fate> fates_;
  std::vector<State> steps_;
  std::vector<Waiting> waiting_;
  std::unordered_map<std::u32string, State> index_;

  // Scratch: what was reached in this round.
  std::vector<std::uint32_t> todo_, resolved_, seen_;
  std::uint32_t round_ = 0;
};

}  // namespace norm::regex
