// Questions about one spec or two: each is whether there is a payload of one kind.
#include <norm/containment.h>
#include <norm/print.h>

#include <chrono>

#include "diff/question.h"

namespace norm {
namespace diffing {
namespace {

enum class Sought : std::uint8_t { in_both, in_left_only };

Ruling ruling_on(const Spec& left, const Spec& right, Sought sought, const DiffBudget& budget) {
  Question question(left, right);
  question.solver().set_limits({budget.steps, budget.regex_steps, std::chrono::steady_clock::now() + budget.time});
  const bool both = sought == Sought::in_both;
  const Answer answer =
      question.solver().solve({{question.left().term, true, false}, {question.right().term, both, false}});
  Ruling out;
  if (answer.empty()) out.truth = Truth::yes;
  if (answer.found()) {
    std::string json = print(to_constant(*answer.value));
    const Judge::Ruling wanted = both ? Judge::Ruling::valid : Judge::Ruling::invalid;
    if (question.left().judge.rule(json) == Judge::Ruling::valid && question.right().judge.rule(json) == wanted) {
      out.truth = Truth::no;
      out.witness = std::move(json);
    } else {
      out.unknowns.push_back(question.explained({"disagreement"}, Direction::old_data_under_new));
    }
  }
  for (const Doubt& doubt : answer.doubts) {
    out.unknowns.push_back(question.explained(doubt, Direction::old_data_under_new));
  }
  return out;
}

Result<Ruling, Diagnostics> ask(const Spec& left, const Spec& right, Sought sought, const DiffBudget& budget) {
  const Result<Spec, Diagnostics> first = prepare(left);
  if (!first) return Failure(first.error());
  const Result<Spec, Diagnostics> second = prepare(right);
  if (!second) return Failure(second.error());
  return ruling_on(*first, *second, sought, budget);
}

}  // namespace
}  // namespace diffing

Result<Ruling, Diagnostics> is_empty(const Spec& spec, const DiffBudget& budget) {
  return diffing::ask(spec, Spec(Node{Predicate{"any?", {}}}), diffing::Sought::in_both, budget);
}

Result<Ruling, Diagnostics> is_within(const Spec& part, const Spec& whole, const DiffBudget& budget) {
  return diffing::ask(part, whole, diffing::Sought::in_left_only, budget);
}

Result<Ruling, Diagnostics> are_disjoint(const Spec& a, const Spec& b, const DiffBudget& budget) {
  return diffing::ask(a, b, diffing::Sought::in_both, budget);
}

Result<Ruling, Diagnostics> are_equal(const Spec& a, const Spec& b, const DiffBudget& budget) {
  Result<Ruling, Diagnostics> forward = is_within(a, b, budget);
  if (!forward || forward->truth == Truth::no) return forward;
  Result<Ruling, Diagnostics> backward = is_within(b, a, budget);
  if (!backward) return backward;
  for (Unknown& unknown : backward->unknowns) unknown.direction = Direction::new_data_under_old;
  if (backward->truth == Truth::no || forward->truth == Truth::yes) return backward;
  forward->unknowns.insert(forward->unknowns.end(), backward->unknowns.begin(), backward->unknowns.end());
  return forward;
}

}  // namespace norm
