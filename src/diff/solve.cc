// The part of the solver that is the same for all kinds: what is known, what is open, kinds and unions.
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

bool Solver::tidy(Goal& goal) const {
  for (Statement& statement : goal) {
    while (const auto* negated = terms_.get<Not>(statement.term)) {
      statement.term = negated->term;
      statement.positive = !statement.positive;
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
    if (possible) branch(std::move(conjunct), kind, best);
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
    Goal clause;
    for (const TermId part : parts) clause.push_back({part, statement.positive, statement.emitted});
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
  for (Statement& atom : conjunct.atoms) {
    if (atom.term != statement.term) continue;
    if (atom.positive != statement.positive) return false;
    atom.emitted |= statement.emitted;
    return true;
  }
  conjunct.atoms.push_back(statement);
  return true;
}

bool Solver::clash(TermId a, TermId b, int depth) const {
  constexpr int kDeepest = 6;
  constexpr std::size_t kMostAlternatives = 64;
  const Term& left = terms_[a];
  const Term& right = terms_[b];
  if ((left.may & right.may) == 0) return true;
  if (depth >= kDeepest) return false;
  const auto* left_list = terms_.get<OneOf>(a);
  const auto* right_list = terms_.get<OneOf>(b);
  if (left_list != nullptr && right_list != nullptr) {
    auto one = left_list->scalars.begin();
    auto other = right_list->scalars.begin();
    while (one != left_list->scalars.end() && other != right_list->scalars.end()) {
      const auto order = *one <=> *other;
      if (order == 0) return false;
      order < 0 ? ++one : ++other;
    }
    return true;
  }
  for (const auto& [whole, other] : {std::pair(a, b), std::pair(b, a)}) {
    if (const auto* negated = terms_.get<Not>(whole); negated != nullptr && negated->term == other) return true;
    if (const auto* all = terms_.get<All>(whole)) {
      return std::any_of(all->terms.begin(), all->terms.end(),
                         [&, peer = other](TermId part) { return clash(part, peer, depth + 1); });
    }
    if (const auto* any = terms_.get<Any>(whole)) {
      return any->terms.size() <= kMostAlternatives &&
             std::all_of(any->terms.begin(), any->terms.end(),
                         [&, peer = other](TermId part) { return clash(part, peer, depth + 1); });
    }
  }
  const auto* one = terms_.get<Fields>(a);
  const auto* other = terms_.get<Fields>(b);
  if (one == nullptr || other == nullptr) return false;
  if (one->fields.size() > other->fields.size()) std::swap(one, other);
  return std::any_of(one->fields.begin(), one->fields.end(), [&](const Fields::Field& field) {
    const Fields::Field* peer = other->find(field.key);
    return peer != nullptr && (field.required || peer->required) && clash(field.value, peer->value, depth + 1);
  });
}

void Solver::branch(Conjunct conjunct, Kind kind, Best& best) {
  const Level level(*this);
  if (level.too_deep()) return best.add(Answer::doubt("budget"));
  // What the tests at hand already say of an alternative.
  const auto settled = [&](const Statement& alternative) -> std::optional<bool> {
    if (terms_.get<Not>(alternative.term) != nullptr) return std::nullopt;
    for (const Statement& atom : conjunct.atoms) {
      if (atom.term == alternative.term) {
        // What is only accepted may not be what is emitted.
        if (atom.positive && alternative.positive && alternative.emitted && !atom.emitted) continue;
        return atom.positive == alternative.positive;
      }
      if (kind == kObject && atom.positive && clash(atom.term, alternative.term)) return !alternative.positive;
    }
    return std::nullopt;
  };
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < conjunct.clauses.size();) {
      Goal& clause = conjunct.clauses[i];
      bool holds = false;
      std::erase_if(clause, [&](const Statement& alternative) {
        const std::optional<bool> truth = settled(alternative);
        holds = holds || truth == true;
        return truth == false;
      });
      if (!holds && clause.empty()) return;
      if (!holds && clause.size() > 1) {
        ++i;
        continue;
      }
      const Goal only = holds ? Goal{} : std::move(clause);
      conjunct.clauses.erase(conjunct.clauses.begin() + static_cast<std::ptrdiff_t>(i));
      if (only.empty()) continue;
      if (!assume(conjunct, only.front(), kind)) return;
      again = true;
    }
  }
  if (conjunct.clauses.empty()) {
    best.add(decide(conjunct.atoms, kind));
    return;
  }
  const auto shortest = std::min_element(conjunct.clauses.begin(), conjunct.clauses.end(),
                                         [](const Goal& a, const Goal& b) { return a.size() < b.size(); });
  const Goal clause = std::move(*shortest);
  conjunct.clauses.erase(shortest);
  for (const Statement& alternative : clause) {
    if (!spend()) {
      best.add(Answer::doubt("budget"));
      return;
    }
    Conjunct next = conjunct;
    if (assume(next, alternative, kind)) branch(std::move(next), kind, best);
    if (best.good()) return;
  }
}

Answer Solver::decide(const std::vector<Statement>& atoms, Kind kind) {
  const bool listed = std::any_of(atoms.begin(), atoms.end(), [&](const Statement& atom) {
    return atom.positive && terms_.get<OneOf>(atom.term) != nullptr;
  });
  if (kind == kBoolean || listed) return enumerate(atoms, kind);
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
  if (answer.empty() || doubts.empty()) return answer;
  answer.outcome = Answer::Outcome::unknown;
  answer.doubts = std::move(doubts);
  return answer;
}

// Tries each of the few values that there can be.
Answer Solver::enumerate(const std::vector<Statement>& atoms, Kind kind) {
  static const OneOf kBooleans{{{Scalar::Kind::boolean, false, {}, {}}, {Scalar::Kind::boolean, true, {}, {}}}};
  const OneOf* shortest = kind == kBoolean ? &kBooleans : nullptr;
  for (const Statement& atom : atoms) {
    const auto* list = atom.positive ? terms_.get<OneOf>(atom.term) : nullptr;
    if (list == nullptr) continue;
    if (shortest == nullptr || list->scalars.size() < shortest->scalars.size()) shortest = list;
  }
  const std::vector<Scalar> candidates = shortest->scalars;  // making terms moves them
  Best best;
  for (const Scalar& scalar : candidates) {
    Truth truth = Truth::yes;
    Doubt doubt;
    for (const Statement& atom : atoms) {
      const Truth one = conforms(scalar, kind, atom);
      if (one == Truth::unknown && truth == Truth::yes) doubt = {"host-predicate", atom.term, {}};
      if (one != Truth::yes) truth = one == Truth::no ? Truth::no : truth == Truth::no ? truth : Truth::unknown;
    }
    if (truth == Truth::no) continue;
    if (truth == Truth::unknown) {
      best.add({Answer::Outcome::unknown, {}, {doubt}});
      continue;
    }
    switch (scalar.kind) {
      case Scalar::Kind::boolean: best.add(Answer::of(boolean_value(scalar.truth))); break;
      case Scalar::Kind::string: best.add(Answer::of(string_value(scalar.text))); break;
      case Scalar::Kind::number: {
        const std::optional<std::string> text = number_text(scalar.number, kind);
        best.add(text ? Answer::of(number_value(*text)) : Answer::doubt("budget"));
        break;
      }
    }
  }
  return best.take();
}

Solver::Truth Solver::conforms(const Scalar& scalar, Kind kind, Statement statement) {
  const auto signed_truth = [&](bool holds) { return holds == statement.positive ? Truth::yes : Truth::no; };
  const TermId id = restricted(statement.term, kind);
  if (id == kAnything || id == kNothing) return signed_truth(id == kAnything);
  if (const auto* negated = terms_.get<Not>(id)) {
    return conforms(scalar, kind, {negated->term, !statement.positive, statement.emitted});
  }
  if (const auto* otherwise = terms_.get<Otherwise>(id)) {
    return conforms(scalar, kind, {otherwise->accepted, statement.positive, statement.emitted});
  }
  const auto* all = terms_.get<All>(id);
  const auto* any = terms_.get<Any>(id);
  if (all != nullptr || any != nullptr) {
    const std::vector<TermId> parts = all != nullptr ? all->terms : any->terms;
    const Truth stop = (all != nullptr) == statement.positive ? Truth::no : Truth::yes;
    Truth truth = stop == Truth::no ? Truth::yes : Truth::no;
    for (const TermId part : parts) {
      const Truth one = conforms(scalar, kind, {part, statement.positive, statement.emitted});
      if (one == stop) return stop;
      if (one == Truth::unknown) truth = one;
    }
    return truth;
  }
  if (const auto* list = terms_.get<OneOf>(id)) {
    return signed_truth(std::binary_search(list->scalars.begin(), list->scalars.end(), scalar));
  }
  if (const auto* above = terms_.get<Above>(id)) {
    const auto order = scalar.number <=> above->bound;
    return signed_truth(order > 0 || (order == 0 && above->closed));
  }
  if (const auto* multiple = terms_.get<Multiple>(id)) return signed_truth(is_multiple_of(scalar.number, multiple->of));
  if (const auto* longer = terms_.get<Long>(id)) return signed_truth(code_points(scalar.text) >= longer->length);
  if (const auto* pattern = terms_.get<Pattern>(id)) {
    const Json json(rapidjson::StringRef(scalar.text.data(), static_cast<rapidjson::SizeType>(scalar.text.size())));
    return signed_truth(pattern->row->test(pattern->operand, {json, {}}));
  }
  return Truth::unknown;
}

const regex::Language* Solver::language(TermId id) {
  const auto [found, fresh] = languages_.try_emplace(id);
  if (fresh) found->second = language_of(*terms_.get<Pattern>(id));
  return found->second ? &*found->second : nullptr;
}

}  // namespace norm::diffing
