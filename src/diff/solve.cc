// The part of the solver that is the same for all kinds: what is known, what is open, and one kind after the other.
#include "diff/solve.h"

#include <algorithm>
#include <array>
#include <utility>

namespace norm::diffing {
namespace {

using predicate::kArray;
using predicate::kBoolean;
using predicate::kFloat;
using predicate::kInteger;
using predicate::kNull;
using predicate::kObject;
using predicate::kString;

// A payload nests 128 deep at most unless its reader is told otherwise.
constexpr std::size_t kMostDepth = 160;
constexpr std::size_t kMostDoubts = 8;
constexpr std::size_t kStepsBetweenClocks = 64;

// What reads best first: of answers of one size the first one stays.
constexpr std::array kOrder = {kInteger, kString, kArray, kObject, kNull, kBoolean, kFloat};

}  // namespace

void Best::add(Answer answer) {
  if (answer.empty()) return;
  if (answer.found()) {
    if (!best_.found() || answer.value->size < best_.value->size) best_ = std::move(answer);
    return;
  }
  if (best_.found()) return;
  best_.outcome = Answer::Outcome::unknown;
  for (Doubt& doubt : answer.doubts) {
    if (best_.doubts.size() < kMostDoubts) best_.doubts.push_back(std::move(doubt));
  }
}

void Solver::set_limits(const Limits& limits) {
  limits_ = limits;
  until_clock_ = 0;
  if (spent_) std::erase_if(known_, [](const auto& entry) { return entry.second.answer.unknown(); });
  spent_ = false;
}

bool Solver::spend(std::size_t steps) {
  if (spent_) return false;
  if (limits_.steps < steps) {
    spent_ = true;
    return false;
  }
  limits_.steps -= steps;
  if (until_clock_-- == 0) {
    until_clock_ = kStepsBetweenClocks;
    spent_ = std::chrono::steady_clock::now() >= limits_.deadline;
  }
  return !spent_;
}

regex::Budget Solver::regex_budget() const {
  // One question must not take what all others need.
  return {std::min(limits_.regex_steps, limits_.regex_steps / 8 + 500'000)};
}

void Solver::settle(const regex::Budget& before, const regex::Budget& after) {
  limits_.regex_steps -= std::min(limits_.regex_steps, before.steps - after.steps);
  until_clock_ = 0;
}

bool Solver::tidy(Goal& goal) {
  for (Statement& statement : goal) {
    for (;;) {
      if (const auto* negated = terms_.get<Not>(statement.term)) {
        statement.term = negated->term;
        statement.positive = !statement.positive;
      } else if (const auto* name = terms_.get<Name>(statement.term)) {
        statement.term = builder_.meaning(name->node);  // so that a goal is one, whichever way it is come to
      } else {
        break;
      }
    }
    if (!terms_[statement.term].sensitive) statement.emitted = false;
    if (statement.term == (statement.positive ? kNothing : kAnything)) return false;
  }
  std::erase_if(
      goal, [](const Statement& statement) { return statement.term == (statement.positive ? kAnything : kNothing); });
  // By term, the negation first, then what is accepted, then what is emitted and so includes it.
  std::sort(goal.begin(), goal.end());
  goal.erase(std::unique(goal.begin(), goal.end()), goal.end());
  for (std::size_t i = 0; i + 1 < goal.size(); ++i) {
    if (goal[i].term == goal[i + 1].term && goal[i].positive != goal[i + 1].positive) return false;
  }
  for (std::size_t i = 0; i + 1 < goal.size();) {
    if (goal[i].term == goal[i + 1].term) {
      goal.erase(goal.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  return true;
}

Answer Solver::solve(Goal goal) {
  if (!tidy(goal)) return Answer::nothing();
  if (const auto found = known_.find(goal); found != known_.end()) {
    const Entry& entry = found->second;
    assumed_ = std::min(assumed_, entry.open ? entry.depth : entry.assumes);
    return entry.open ? Answer::nothing() : entry.answer;
  }
  const Level level(*this);
  if (!spend() || depth_ >= kMostDepth || level.too_deep()) return Answer::doubt("budget");

  auto& node = *known_.emplace(std::move(goal), Entry{}).first;  // stays where it is
  Entry& entry = node.second;
  entry.open = true;
  entry.depth = depth_;
  const std::size_t outer = std::exchange(assumed_, SIZE_MAX);
  const std::size_t first = provisional_.size();
  ++depth_;
  entry.answer = compute(node.first);
  --depth_;
  entry.open = false;

  const auto since = provisional_.begin() + static_cast<std::ptrdiff_t>(first);
  const std::size_t assumed = assumed_ < depth_ ? assumed_ : SIZE_MAX;
  assumed_ = outer;
  if (!entry.answer.empty()) {
    // What was empty on the ground that this is, is open again.
    for (auto at = since; at != provisional_.end(); ++at) {
      const Goal stale = **at;  // the key goes with the entry
      known_.erase(stale);
    }
    provisional_.erase(since, provisional_.end());
  } else if (assumed == SIZE_MAX) {
    for (auto at = since; at != provisional_.end(); ++at) known_.at(**at).assumes = SIZE_MAX;
    provisional_.erase(since, provisional_.end());
  } else {
    for (auto at = since; at != provisional_.end(); ++at) {
      Entry& inner = known_.at(**at);
      inner.assumes = std::min(inner.assumes, assumed);
    }
    entry.assumes = assumed;
    provisional_.push_back(&node.first);
    assumed_ = std::min(assumed_, assumed);
  }
  return entry.answer;
}

Answer Solver::compute(const Goal& goal) {
  KindSet left = predicate::kAnyKind;
  for (const Statement& statement : goal) {
    const Term& term = terms_[statement.term];
    left &= statement.positive ? term.may : static_cast<KindSet>(~term.must);
  }
  Best best;
  for (const Kind kind : kOrder) {
    if ((left & kind) == 0) continue;
    Conjunct conjunct;
    const bool possible = std::all_of(goal.begin(), goal.end(), [&](const Statement& statement) {
      return assume(conjunct, {restricted(statement.term, kind), statement.positive, statement.emitted}, kind);
    });
    if (possible && settle(conjunct, std::exchange(conjunct.clauses, {}), kind)) split(conjunct, kind, best);
    if (best.good()) break;
  }
  return best.take();
}

TermId Solver::restricted(TermId id, Kind kind) {
  const Term& term = terms_[id];
  if ((term.may & kind) == 0) return kNothing;
  if ((term.must & kind) != 0) return kAnything;
  const std::uint64_t key = std::uint64_t{id} << 8 | kind;
  if (const auto known = restricted_.find(key); known != restricted_.end()) return known->second;
  TermId out = id;
  // Making terms moves them: whatever is needed of this one is copied.
  if (const auto* all = terms_.get<All>(id)) {
    std::vector<TermId> parts = all->terms;
    for (TermId& part : parts) part = restricted(part, kind);
    out = terms_.all(std::move(parts));
  } else if (const auto* any = terms_.get<Any>(id)) {
    std::vector<TermId> parts = any->terms;
    for (TermId& part : parts) part = restricted(part, kind);
    out = terms_.any(std::move(parts));
  } else if (const auto* negated = terms_.get<Not>(id)) {
    out = terms_.negation(restricted(negated->term, kind));
  } else if (const auto* name = terms_.get<Name>(id)) {
    out = restricted(builder_.meaning(name->node), kind);
  } else if (const auto* otherwise = terms_.get<Otherwise>(id)) {
    const Otherwise both = *otherwise;
    const TermId accepted = restricted(both.accepted, kind);
    out = terms_.otherwise(accepted, restricted(both.emitted, kind));
  } else if (const auto* list = terms_.get<OneOf>(id)) {
    std::vector<Scalar> scalars;
    for (const Scalar& scalar : list->scalars) {
      const bool fits = scalar.kind == Scalar::Kind::boolean  ? kind == kBoolean
                        : scalar.kind == Scalar::Kind::string ? kind == kString
                        : kind == kInteger                    ? scalar.number.is_integral()
                                                              : kind == kFloat;
      if (fits) scalars.push_back(scalar);
    }
    if (scalars.size() < list->scalars.size()) out = terms_.one_of(std::move(scalars));
  }
  restricted_.emplace(key, out);
  return out;
}

Answer Solver::decide(const std::vector<Statement>& atoms, Kind kind) {
  std::vector<Statement> plain;
  std::vector<Doubt> doubts;
  for (const Statement& atom : atoms) {
    if (terms_.get<Opaque>(atom.term) != nullptr) {
      doubts.push_back({"host-predicate", atom.term, {}});
    } else if (terms_.get<Pattern>(atom.term) != nullptr && language(atom.term) == nullptr) {
      doubts.push_back({"regex", atom.term, {}});
    } else {
      plain.push_back(atom);
    }
  }
  Answer answer = kind == kNull     ? Answer::of(null_value())
                  : kind == kString ? solve_string(*this, plain)
                  : kind == kArray  ? solve_array(*this, plain)
                  : kind == kObject ? solve_object(*this, plain)
                                    : solve_number(*this, plain, kind);
  // Nobody reads a payload of megabytes, and lists of long lists grow beyond any memory.
  constexpr std::size_t kMostCharacters = 4'000'000;
  if (answer.found() && answer.value->size > kMostCharacters) return Answer::doubt("budget");
  if (answer.empty() || doubts.empty()) return answer;
  answer.outcome = Answer::Outcome::unknown;
  answer.doubts = std::move(doubts);
  return answer;
}

const regex::Language* Solver::language(TermId id) {
  const auto [found, fresh] = languages_.try_emplace(id);
  if (fresh) found->second = language_of(*terms_.get<Pattern>(id));
  return found->second ? &*found->second : nullptr;
}

}  // namespace norm::diffing
