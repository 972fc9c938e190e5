// Unions of a goal: alternatives are taken one by one, after what is known has had its say about each.
#include <algorithm>
#include <utility>

#include "diff/solve.h"

namespace norm::diffing {

using predicate::kBoolean;
using predicate::kObject;

bool Solver::assume(Conjunct& conjunct, Statement statement, Kind kind) {
  if (statement.term == kAnything || statement.term == kNothing)
    return (statement.term == kAnything) == statement.positive;
  if (const auto* negated = terms_.get<Not>(statement.term)) {
    return assume(conjunct, {negated->term, !statement.positive, statement.emitted}, kind);
  }
  const auto* all = terms_.get<All>(statement.term);
  const auto* any = terms_.get<Any>(statement.term);
  if (all != nullptr || any != nullptr) {
    const std::vector<TermId>& parts = all != nullptr ? all->terms : any->terms;
    if ((all != nullptr) == statement.positive) {
      return std::all_of(parts.begin(), parts.end(), [&](TermId part) {
        return assume(conjunct, {part, statement.positive, statement.emitted}, kind);
      });
    }
    Conjunct::Clause clause;
    clause.alternatives.reserve(parts.size());
    for (const TermId part : parts) clause.alternatives.push_back({part, statement.positive, statement.emitted});
    conjunct.clauses.push_back(std::move(clause));
    return true;
  }
  if (const auto* otherwise = terms_.get<Otherwise>(statement.term)) {
    const TermId meant = statement.positive && statement.emitted ? otherwise->emitted : otherwise->accepted;
    return assume(conjunct, {meant, statement.positive, statement.emitted}, kind);
  }
  if (const auto* kinds = terms_.get<Kinds>(statement.term)) {
    return ((kinds->set & kind) != 0) == statement.positive;
  }
  statement.emitted = statement.emitted && statement.positive && terms_[statement.term].sensitive;
  return assume_atom(conjunct, statement);
}

bool Solver::assume_atom(Conjunct& conjunct, Statement atom) {
  for (Statement& known : conjunct.atoms) {
    if (known.term == atom.term && known.positive == atom.positive) {
      known.emitted |= atom.emitted;
      return true;
    }
    switch (bearing(known, atom)) {
      case Bearing::fails: return false;
      case Bearing::holds: return true;
      case Bearing::none: break;
    }
  }
  conjunct.atoms.push_back(atom);
  return true;
}

bool Solver::settle(Conjunct& conjunct, std::vector<Conjunct::Clause> clauses, Kind kind) {
  constexpr std::size_t kClausesAStep = 16;
  while (!clauses.empty()) {
    (void)spend(1 + clauses.size() / kClausesAStep);
    const std::size_t seen = conjunct.atoms.size();
    Goal forced;
    for (const Conjunct::Clause& clause : clauses) {
      Conjunct::Clause left{{}, seen};
      bool holds = false;
      for (const Statement& alternative : clause.alternatives) {
        Bearing said = Bearing::none;
        for (std::size_t i = clause.seen; i < seen && said == Bearing::none; ++i) {
          said = bearing(conjunct.atoms[i], alternative);
        }
        holds = said == Bearing::holds;
        if (holds) break;
        if (said == Bearing::none) left.alternatives.push_back(alternative);
      }
      if (holds) continue;
      if (left.alternatives.empty()) return false;
      if (left.alternatives.size() == 1) {
        forced.push_back(left.alternatives.front());
      } else {
        conjunct.clauses.push_back(std::move(left));
      }
    }
    if (forced.empty()) return true;
    for (const Statement& statement : forced) {
      if (!assume(conjunct, statement, kind)) return false;
    }
    clauses = std::exchange(conjunct.clauses, {});
  }
  return true;
}

void Solver::split(const Conjunct& conjunct, Kind kind, Best& best) {
  const Level level(*this);
  if (level.too_deep() || !spend()) return best.add(Answer::doubt("budget"));
  const bool listed = std::any_of(conjunct.atoms.begin(), conjunct.atoms.end(), [&](const Statement& atom) {
    return atom.positive && terms_.get<OneOf>(atom.term) != nullptr;
  });
  if (kind == kBoolean || listed) return best.add(enumerate(conjunct, kind));
  if (conjunct.clauses.empty()) return best.add(decide(conjunct.atoms, kind));
  // What an object is says more of the other unions than what it is not; then the fewest alternatives.
  const auto weight = [&](const Conjunct::Clause& clause) {
    return std::pair(kind == kObject && !clause.alternatives.front().positive, clause.alternatives.size());
  };
  const auto chosen = std::min_element(conjunct.clauses.begin(), conjunct.clauses.end(),
                                       [&](const auto& a, const auto& b) { return weight(a) < weight(b); });
  std::vector<Conjunct::Clause> others;
  others.reserve(conjunct.clauses.size());
  for (auto clause = conjunct.clauses.begin(); clause != conjunct.clauses.end(); ++clause) {
    if (clause != chosen) others.push_back(*clause);
  }
  for (const Statement& alternative : chosen->alternatives) {
    Conjunct next{conjunct.atoms, {}};
    if (!assume(next, alternative, kind)) continue;
    std::vector<Conjunct::Clause> clauses = std::exchange(next.clauses, {});
    clauses.insert(clauses.end(), others.begin(), others.end());
    if (settle(next, std::move(clauses), kind)) split(next, kind, best);
    if (best.good()) return;
  }
}

}  // namespace norm::diffing
