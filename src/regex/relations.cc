// How two languages lie to each other, by what would prove the opposite.
#include <array>

#include "regex/language.h"

namespace norm::regex {
namespace {

Truth is_impossible(std::span<const Constraint> constraints, Budget& budget) {
  switch (find_shortest(constraints, {}, budget).outcome) {
    case Outcome::found: return Truth::no;
    case Outcome::empty: return Truth::yes;
    case Outcome::unknown: break;
  }
  return Truth::unknown;
}

}  // namespace

Truth is_empty(const Language& language, Budget& budget) {
  return is_impossible(std::array{Constraint{language}}, budget);
}

Truth includes(const Language& whole, const Language& part, Budget& budget) {
  return is_impossible(std::array{Constraint{part}, Constraint{whole, true}}, budget);
}

Truth are_equal(const Language& left, const Language& right, Budget& budget) {
  const Truth one = includes(left, right, budget);
  if (one == Truth::no) return one;
  const Truth other = includes(right, left, budget);
  return other == Truth::yes ? one : other;
}

Truth are_disjoint(const Language& left, const Language& right, Budget& budget) {
  return is_impossible(std::array{Constraint{left}, Constraint{right}}, budget);
}

}  // namespace norm::regex
