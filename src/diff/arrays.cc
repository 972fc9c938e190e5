// Arrays of a goal: a length, and at each position what its element has to be.
//
// Every negated array is violated in one way: by its length, by an element, by two equal elements. Positions below
// `head_` may differ from each other (tuples tell them apart); those from it on are all alike.
#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "diff/solve.h"

namespace norm::diffing {
namespace {

constexpr std::uint64_t kLongest = 10'000;    // elements that a payload is made of
constexpr std::uint64_t kMostDistinct = 300;  // of which no two may be equal
constexpr std::size_t kEnoughBranches = 200;  // once there is a payload, for a smaller one

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
  }

  Answer solve() {
    if (head_ > kLongest) return Answer::doubt("budget");
    violate(start_, 0);
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

  [[nodiscard]] bool stop() {
    ++branches_;
    if (best_.found() && branches_ > kEnoughBranches) return true;
    if (solver_.spend()) return false;
    best_.add(Answer::doubt("budget"));
    return true;
  }

  void violate(const State& state, std::size_t next) {
    const Solver::Level level(solver_);
    if (level.too_deep()) return best_.add(Answer::doubt("budget"));
    if (state.min > state.max || stop()) return;
    if (next == violated_.size()) return finish(state);
    const Statement atom = violated_[next];
    const auto with = [&](auto change) {
      State changed = state;
      change(changed);
      violate(changed, next + 1);
    };
    if (const auto* found = solver_.terms().get<Collection>(atom.term)) {
      const Collection shape = *found;
      if (shape.min > 0) with([&](State& s) { s.max = std::min(s.max, shape.min - 1); });
      if (shape.max < UINT64_MAX) with([&](State& s) { s.min = std::max(s.min, shape.max + 1); });
      if (shape.element != kAnything) element(state, next, 0, {shape.element, false, atom.emitted});
      if (shape.distinct) twins(state, next);
    } else if (const auto* tuple = solver_.terms().get<Sequence>(atom.term)) {
      const Sequence shape = *tuple;
      const std::uint64_t size = shape.elements.size();
      if (size > 0) with([&](State& s) { s.max = std::min(s.max, size - 1); });
      if (shape.rest == kNoTerm) with([&](State& s) { s.min = std::max(s.min, size + 1); });
      for (std::size_t i = 0; i < size; ++i) place(state, next, i, {shape.elements[i], false, atom.emitted});
      if (shape.rest != kNoTerm) element(state, next, size, {shape.rest, false, atom.emitted});
    }
  }

  // The statement holds of the element at that position.
  void place(const State& state, std::size_t next, std::size_t position, Statement statement) {
    if (position >= state.max || statement == Statement{kAnything, false, statement.emitted}) return;
    State changed = state;
    changed.extra[position].push_back(statement);
    changed.min = std::max<std::uint64_t>(changed.min, position + 1);
    changed.end = std::max(changed.end, position + 1);
    const Answer here = solver_.solve(at(changed, position));
    if (here.empty()) return;
    violate(changed, next + 1);
  }

  // The statement holds of some element from that position on: a new one of those that are alike, one that is there,
  // one of the head.
  void element(const State& state, std::size_t next, std::size_t from, Statement statement) {
    place(state, next, std::max({head_, state.end, from}), statement);
    // Apart from each other they need more room, and no two may be equal where all are distinct; else it is enough.
    const bool merges = state.max < UINT64_MAX || distinct_;
    for (std::size_t i = head_; merges && i < state.end; ++i) place(state, next, i, statement);
    for (std::size_t i = from; i < head_; ++i) place(state, next, i, statement);
  }

  // Two elements are equal.
  void twins(const State& state, std::size_t next) {
    if (distinct_) return;
    if (state.equal) return violate(state, next + 1);
    const std::size_t fresh = std::max(head_, state.end);
    for (std::size_t second = fresh + 2; second-- > 1;) {
      for (std::size_t first = second; first-- > 0;) {
        // Of the new ones only the first two: the others are the same again.
        if (second == fresh + 1 && first < fresh) break;
        State changed = state;
        changed.equal = {first, second};
        changed.min = std::max<std::uint64_t>(changed.min, second + 1);
        changed.end = std::max(changed.end, second + 1);
        if (changed.min > changed.max) continue;
        violate(changed, next + 1);
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
  std::size_t branches_ = 0;
};

}  // namespace

Answer solve_array(Solver& solver, const std::vector<Statement>& atoms) { return Arrays(solver, atoms).solve(); }

}  // namespace norm::diffing
