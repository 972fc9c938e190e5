// Looks for the shortest string, breadth first: by sets of states up to the least length, then by states not yet seen.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "regex/product.h"

namespace norm::regex {
namespace {

using State = Product::State;

// A state that is reached, and how.
struct Visit {
  State state = 0;
  std::uint32_t parent = 0;  // in the level before, or in the search
  std::uint32_t letter = 0;
};
using Level = std::vector<Visit>;

enum class Letters { all, printable };

class Search {
 public:
  Search(Length length, Product& product, Budget& budget, Letters letters)
      : length_(length), product_(product), budget_(budget), letters_(letters) {}

  Answer run() {
    if (product_.start() == Product::kDead) return {Outcome::empty};
    if (product_.start() == Product::kUnknown) return {Outcome::unknown};
    levels_.push_back({Visit{product_.start()}});
    if (const auto end = climb()) return {*end};
    return look();
  }

 private:
  // Calls visit(state, letter) for each step from `state` that leads on; false: the budget is spent, or visit said so.
  template <class Visitor>
  [[nodiscard]] bool each_step(State state, Visitor visit) {
    const auto& letters = product_.letters();
    for (std::uint32_t letter = 0; letter < letters.size(); ++letter) {
      if (letters_ == Letters::printable && letters[letter].rank >= kPrintableRanks) break;
      const State to = product_.step(state, letter);
      if (to == Product::kUnknown) return false;
      if (to != Product::kDead && !visit(to, letter)) return false;
    }
    return true;
  }

  // All states after exactly 1, 2, … `length_.min` characters. A level is made of the one before, so once one comes
  // again all that follow do, and no more are made. An outcome: it is settled already.
  std::optional<Outcome> climb() {
    std::map<std::vector<State>, std::size_t> met;
    while (levels_.size() <= length_.min) {
      if (!met.try_emplace(states_of(levels_.back()), levels_.size() - 1).second) break;
      Level next;
      ++round_;
      for (std::uint32_t parent = 0; parent < levels_.back().size(); ++parent) {
        const bool went = each_step(levels_.back()[parent].state, [&](State to, std::uint32_t letter) {
          if (mark(to)) next.push_back({to, parent, letter});
          return true;
        });
        if (!went || !budget_.spend(1)) return Outcome::unknown;
      }
      if (next.empty()) return Outcome::empty;
      levels_.push_back(std::move(next));
    }
    period_ = levels_.size() > length_.min ? 0 : levels_.size() - 1 - met.find(states_of(levels_.back()))->second;
    return std::nullopt;
  }

  static std::vector<State> states_of(const Level& level) {
    std::vector<State> states;
    states.reserve(level.size());
    for (const Visit& visit : level) states.push_back(visit.state);
    return states;
  }

  // Whether the state had not been met in this round.
  bool mark(State state) {
    if (seen_.size() <= state) seen_.resize(std::max<std::size_t>(product_.size(), state + 1), 0);
    return std::exchange(seen_[state], round_) != round_;
  }

  // The level after so many characters, which may be one that came again. Of those that came again the parents are
  // those of the later one, so the first of a period is taken from its end.
  [[nodiscard]] const Level& level_at(std::size_t length) const {
    if (length < levels_.size()) return levels_[length];
    const std::size_t first = levels_.size() - period_;
    return levels_[first + (length - first) % period_];
  }

  // From the level of the least length on: each state once.
  Answer look() {
    std::vector<Visit> visits = level_at(length_.min);
    const std::size_t roots = visits.size();
    ++round_;
    for (std::uint32_t i = 0; i < visits.size(); ++i) {
      mark(visits[i].state);
      if (product_.accepts(visits[i].state)) return found(visits, roots, i);
    }
    std::size_t depth = length_.min, end_of_depth = roots;
    for (std::uint32_t at = 0; at < visits.size(); ++at) {
      if (at == end_of_depth) {
        ++depth;
        end_of_depth = visits.size();
      }
      if (depth >= length_.max) break;
      std::optional<std::uint32_t> accepting;
      const bool went = each_step(visits[at].state, [&](State to, std::uint32_t letter) {
        if (!mark(to)) return true;
        visits.push_back({to, at, letter});
        if (product_.accepts(to)) accepting = static_cast<std::uint32_t>(visits.size() - 1);
        return !accepting;
      });
      if (accepting) return found(visits, roots, *accepting);
      if (!went) return {Outcome::unknown};
    }
    return {Outcome::empty};
  }

  // The text of a visit: its letters back to a root, then those of the levels below the root. REQUIRES: the roots are
  // the level of the least length.
  Answer found(const std::vector<Visit>& visits, std::size_t roots, std::uint32_t at) {
    std::vector<std::uint32_t> letters;
    for (; at >= roots; at = visits[at].parent) letters.push_back(visits[at].letter);
    if (!budget_.spend(length_.min + letters.size())) return {Outcome::unknown};
    for (std::size_t length = length_.min; length > 0; --length) {
      const Visit& visit = level_at(length)[at];
      letters.push_back(visit.letter);
      at = visit.parent;
    }
    std::reverse(letters.begin(), letters.end());
    Answer answer{Outcome::found};
    for (const std::uint32_t letter : letters) append_utf8(answer.text, product_.letters()[letter].point);
    return answer;
  }

  Length length_;
  Product& product_;
  Budget& budget_;
  Letters letters_;
  std::vector<Level> levels_;
  std::size_t period_ = 0;
  std::vector<std::uint32_t> seen_;
  std::uint32_t round_ = 0;
};

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Answer solve(const Formula& formula, Budget& budget) {
  Product product(formula, budget);
  Answer answer = Search(formula.length, product, budget, Letters::all).run();
  if (answer.outcome != Outcome::found || is_printable(answer.text)) return answer;
  const std::size_t points = count_code_points(answer.text);
  Answer printable = Search({points, points}, product, budget, Letters::printable).run();
  return printable.outcome == Outcome::found ? printable : answer;
}

// About how many states a term may bring with it.
std::size_t weight_of(const Formula& formula, const Term& term) {
  constexpr std::size_t kUnmade = 1'000'000;
  std::size_t weight = 0;
  switch (term.kind) {
    case Term::Kind::automaton: {
      const Automaton& automaton = *formula.automata[term.index];
      return automaton.whole ? automaton.whole->size() : kUnmade;
    }
    case Term::Kind::length: return formula.lengths[term.index].max;
    case Term::Kind::all_of:
    case Term::Kind::any_of:
      for (const Term& part : term.parts) weight += std::min(weight_of(formula, part), kUnmade);
      return weight;
  }
  return weight;
}

}  // namespace

// The heavy terms wait until a string that meets all others fails one of them. No string: there is none either that
// meets more terms. A string that fails none: since it is the first of more strings, it is the first of fewer.
Answer find_shortest(std::span<const Constraint> constraints, Length length, Budget& budget) {
  constexpr std::size_t kLight = 200;
  const Formula whole = formula_of(constraints, length);
  Formula asked;
  asked.length = whole.length;
  asked.contradictory = whole.contradictory;
  std::vector<std::pair<std::size_t, const Term*>> waiting;
  for (const Term& term : whole.terms) {
    const std::size_t weight = weight_of(whole, term);
    if (weight > kLight && whole.terms.size() > 1) {
      waiting.emplace_back(weight, &term);
    } else {
      asked = with_term(std::move(asked), whole, term);
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  for (;;) {
    Answer answer = solve(asked, budget);
    if (answer.outcome != Outcome::found) return answer;
    const auto failed = std::find_if(waiting.begin(), waiting.end(),
                                     [&](const auto& entry) { return !meets(whole, *entry.second, answer.text); });
    if (failed == waiting.end()) return answer;
    asked = with_term(std::move(asked), whole, *failed->second);
    waiting.erase(failed);
  }
}

}  // namespace norm::regex
