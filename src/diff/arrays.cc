// Arrays of a goal: a length, and at each position what its element has to be.
//
// Every negated array is violated in one way: by its length, by an element, by two equal elements. Positions below
// `head_` may differ from each other (tuples tell them apart); those from it on are all alike.
#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "diff/solve.h"
#include "diff/ways.h"

namespace norm::diffing {
namespace {

constexpr std::uint64_t kLongest = 200'000;   // elements that a payload is made of
constexpr std::uint64_t kMostDistinct = 300;  // of which no two may be equal
constexpr std::size_t kEnough = 200;          // alternatives, once there is a payload

class Arrays {
 public:
  Arrays(Solver& solver, const std::vector<Statement>& atoms) : solver_(solver) {
    for (const Statement& atom : atoms) {
      const auto* collection = solver_.terms().get<Collection>(atom.term);
      const auto* sequence = solver_.terms().get<Sequence>(atom.term);
      if (sequence != nullptr) head_ = std::max(head_, sequence->elements.size());
      if (!atom.positive) {
        violated_.push_back(atom);
      } else if (collection != nullptr) {
        all_.push_back({collection->element, true, atom.emitted});
        start_.min = std::max(start_.min, collection->min);
        start_.max = std::min(start_.max, collection->max);
        distinct_ |= collection->distinct;
      } else if (sequence != nullptr) {
        sequences_.push_back({*sequence, atom.emitted});
        start_.min = std::max<std::uint64_t>(start_.min, sequence->elements.size());
        if (sequence->rest == kNoTerm) start_.max = std::min<std::uint64_t>(start_.max, sequence->elements.size());
      }
    }
    for (const Statement& atom : atoms) {
      if (!atom.positive) continue;
      std::erase_if(violated_, [&](const Statement& other) { return solver_.clash(atom.term, other.term); });
    }
  }

  Answer solve() {
    if (head_ > kLongest) return Answer::doubt("budget");
    const auto go = [this](const State& state, const Way& way, const auto& then) { this->go(state, way, then); };
    std::vector<Ways<Way>> ways;
    for (const Statement& atom : violated_) ways.push_back(ways_of(atom));
    put_in_order(start_, ways, go);
    Patience patience(solver_, best_, kEnough);
    if (start_.min <= start_.max) {
      take_each(
          start_, ways, 0, go, [this](const State& state) { finish(state); }, patience);
    }
    return best_.take();
  }

 private:
  struct State {
    std::uint64_t min = 0;
    std::uint64_t max = UINT64_MAX;
    std::map<std::size_t, Goal> extra = {};  // by position, beside what all of them are
    std::size_t end = 0;                     // positions from here on have nothing extra
    std::optional<std::pair<std::size_t, std::size_t>> equal = {};
  };

  Goal at(const State& state, std::size_t position) const {
    Goal goal = all_;
    for (const auto& [sequence, emitted] : sequences_) {
      const bool own = position < sequence.elements.size();
      goal.push_back({own ? sequence.elements[position] : sequence.rest, true, emitted});
      if (goal.back().term == kNoTerm) goal.back() = {kNothing, true, false};
    }
    if (const auto found = state.extra.find(position); found != state.extra.end()) {
      goal.insert(goal.end(), found->second.begin(), found->second.end());
    }
    return goal;
  }

  // ---- what violates a negated array

  struct Way {
    enum class Kind : std::uint8_t { size, at, from, twins };
    Kind kind = Kind::size;
    std::uint64_t min = 0, max = UINT64_MAX;
    std::size_t place = 0;
    Statement statement = {};  ///< of the element at that place, or of one at it or behind it
  };

  Ways<Way> ways_of(const Statement& atom) const {
    Ways<Way> ways;
    if (const auto* found = solver_.terms().get<Collection>(atom.term)) {
      if (found->min > 0) ways.push_back({.max = found->min - 1});
      if (found->max < UINT64_MAX) ways.push_back({.min = found->max + 1});
      if (found->element != kAnything) {
        ways.push_back({.kind = Way::Kind::from, .statement = {found->element, false, atom.emitted}});
      }
      if (found->distinct) ways.push_back({.kind = Way::Kind::twins});
    } else if (const auto* tuple = solver_.terms().get<Sequence>(atom.term)) {
      const std::size_t size = tuple->elements.size();
      if (size > 0) ways.push_back({.max = size - 1});
      if (tuple->rest == kNoTerm) ways.push_back({.min = size + 1});
      for (std::size_t i = 0; i < size; ++i) {
        ways.push_back({.kind = Way::Kind::at, .place = i, .statement = {tuple->elements[i], false, atom.emitted}});
      }
      if (tuple->rest != kNoTerm) {
        ways.push_back({.kind = Way::Kind::from, .place = size, .statement = {tuple->rest, false, atom.emitted}});
      }
    }
    return ways;
  }

  template <class Then>
  void go(const State& state, const Way& way, const Then& then) {
    switch (way.kind) {
      case Way::Kind::size: {
        State changed = state;
        changed.min = std::max(changed.min, way.min);
        changed.max = std::min(changed.max, way.max);
        if (changed.min <= changed.max) then(changed);
        return;
      }
      case Way::Kind::at: return place(state, way.place, way.statement, then);
      case Way::Kind::from: return element(state, way.place, way.statement, then);
      case Way::Kind::twins: return twins(state, then);
    }
  }

  // The statement holds of the element at that position.
  template <class Then>
  void place(const State& state, std::size_t position, Statement statement, const Then& then) {
    if (position >= state.max || statement == Statement{kAnything, false, statement.emitted}) return;
    State changed = state;
    changed.extra[position].push_back(statement);
    changed.min = std::max<std::uint64_t>(changed.min, position + 1);
    changed.end = std::max(changed.end, position + 1);
    if (!solver_.solve(at(changed, position)).empty()) then(changed);
  }

  // The statement holds of some element from that position on: a new one of those that are alike, one that is there,
  // one of the head.
  template <class Then>
  void element(const State& state, std::size_t from, Statement statement, const Then& then) {
    place(state, std::max({head_, state.end, from}), statement, then);
    // Apart from each other they need more room, and no two may be equal where all are distinct; else it is enough.
    const bool merges = state.max < UINT64_MAX || distinct_;
    for (std::size_t i = head_; merges && i < state.end; ++i) place(state, i, statement, then);
    for (std::size_t i = from; i < head_; ++i) place(state, i, statement, then);
  }

  // Two elements are equal.
  template <class Then>
  void twins(const State& state, const Then& then) {
    if (distinct_) return;
    if (state.equal) return then(state);
    const std::size_t fresh = std::max(head_, state.end);
    for (std::size_t second = fresh + 2; second-- > 1;) {
      for (std::size_t first = second; first-- > 0;) {
        // Of the new ones only the first two: the others are the same again.
        if (second == fresh + 1 && first < fresh) break;
        State changed = state;
        changed.equal = {first, second};
        changed.min = std::max<std::uint64_t>(changed.min, second + 1);
        changed.end = std::max(changed.end, second + 1);
        if (changed.min <= changed.max) then(changed);
      }
    }
  }

  void finish(const State& state) {
    if (state.min > kLongest) {
      // Whether there are elements at all is still worth knowing.
      const bool possible = !solver_.solve(at(state, std::max(head_, state.end))).empty();
      if (possible) best_.add(Answer::doubt("budget"));
      return;
    }
    const auto size = static_cast<std::size_t>(state.min);
    std::vector<Goal> goals;
    goals.reserve(size);
    for (std::size_t i = 0; i < size; ++i) goals.push_back(at(state, i));
    if (state.equal) {
      Goal& first = goals[state.equal->first];
      first.insert(first.end(), goals[state.equal->second].begin(), goals[state.equal->second].end());
      goals[state.equal->second] = first;
    }
    std::vector<ValuePtr> items;
    Answer doubtful;
    for (std::size_t i = 0; i < size; ++i) {
      Answer answer =
          i > 0 && goals[i] == goals[i - 1] && !items.empty() ? Answer::of(items.back()) : solver_.solve(goals[i]);
      if (answer.empty()) return;
      if (answer.unknown()) {
        for (Doubt& doubt : answer.doubts) doubt.path.push_back(std::to_string(i));
        doubtful = std::move(answer);
        items.clear();
      } else if (!doubtful.unknown()) {
        items.push_back(std::move(answer.value));
      }
    }
    if (doubtful.unknown()) return best_.add(std::move(doubtful));
    if (distinct_ && size > 1) return finish_distinct(goals);
    best_.add(Answer::of(array_value(std::move(items))));
  }

  // Gives each position a value of its own. As many candidates as there are positions are enough for each: a position
  // that has so many is never left without one.
  void finish_distinct(const std::vector<Goal>& goals) {
    const std::size_t size = goals.size();
    if (size > kMostDistinct) return best_.add(Answer::doubt("budget"));
    std::vector<std::vector<std::size_t>> choices(size);  // indices into terms
    std::vector<TermId> values;
    std::vector<ValuePtr> shown;
    std::map<Goal, std::size_t> same;  // positions alike have the same candidates
    for (std::size_t i = 0; i < size; ++i) {
      if (const auto [found, fresh] = same.emplace(goals[i], i); !fresh) {
        choices[i] = choices[found->second];
        continue;
      }
      Goal goal = goals[i];
      while (choices[i].size() < size) {
        Answer answer = solver_.solve(goal);
        if (answer.unknown()) return best_.add(std::move(answer));
        if (answer.empty()) break;
        const TermId value = solver_.terms().equal_to(to_constant(*answer.value));
        const auto known = std::find(values.begin(), values.end(), value);
        choices[i].push_back(static_cast<std::size_t>(known - values.begin()));
        if (known == values.end()) {
          values.push_back(value);
          shown.push_back(std::move(answer.value));
        }
        goal.push_back({value, false, false});
      }
    }
    std::vector<std::optional<std::size_t>> taken(values.size());  // by which position
    for (std::size_t i = 0; i < size; ++i) {
      std::vector<bool> seen(values.size());
      if (!seat(choices, taken, seen, i)) return;
    }
    std::vector<ValuePtr> items(size);
    for (std::size_t value = 0; value < taken.size(); ++value) {
      if (taken[value]) items[*taken[value]] = shown[value];
    }
    best_.add(Answer::of(array_value(std::move(items))));
  }

  // An augmenting path of a bipartite matching; as deep as there are positions, which are few.
  static bool seat(const std::vector<std::vector<std::size_t>>& choices, std::vector<std::optional<std::size_t>>& taken,
                   std::vector<bool>& seen, std::size_t position) {
    for (const std::size_t value : choices[position]) {
      if (seen[value]) continue;
      seen[value] = true;
      if (!taken[value] || seat(choices, taken, seen, *taken[value])) {
        taken[value] = position;
        return true;
      }
    }
    return false;
  }

  Solver& solver_;
  Goal all_;  // what every element is
  std::vector<std::pair<Sequence, bool>> sequences_;
  std::vector<Statement> violated_;
  std::size_t head_ = 0;
  bool distinct_ = false;
  State start_;
  Best best_;
};

}  // namespace

Answer solve_array(Solver& solver, const std::vector<Statement>& atoms) { return Arrays(solver, atoms).solve(); }

}  // namespace norm::diffing
