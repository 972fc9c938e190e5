// Brings the constraints of a question into one formula. Lengths that hold in any case become the question's own, so
// that they cost no states.
#include "regex/formula.h"

#include <algorithm>
#include <utility>

namespace norm::regex {
namespace {

enum class Polarity { affirmed, denied };

constexpr Polarity flipped(Polarity polarity) {
  return polarity == Polarity::affirmed ? Polarity::denied : Polarity::affirmed;
}

class Builder {
 public:
  explicit Builder(Length length) { made_.length = length; }

  void require(const Language& language, Polarity polarity) { require(term(language, polarity)); }

  Formula finish() {
    for (const Term& one : made_.terms) {
      Term other = one;
      other.negated = !one.negated;
      const bool leaf = one.kind == Term::Kind::automaton || one.kind == Term::Kind::length;
      const bool denied = leaf && std::find(made_.terms.begin(), made_.terms.end(), other) != made_.terms.end();
      const bool nothing = one.kind == Term::Kind::any_of && one.parts.empty();
      made_.contradictory = made_.contradictory || denied || nothing;
    }
    made_.contradictory = made_.contradictory || made_.length.min > made_.length.max;
    return std::move(made_);
  }

 private:
  Term term(const Language& language, Polarity polarity) {
    return std::visit([&](const auto& shape) { return term_of(shape, polarity); }, language.node()->shape);
  }

  Term term_of(const Automaton& automaton, Polarity polarity) {
    return leaf(Term::Kind::automaton, made_.automata, &automaton, polarity);
  }

  Term term_of(const Length& length, Polarity polarity) {
    return leaf(Term::Kind::length, made_.lengths, length, polarity);
  }

  Term term_of(const Negation& negation, Polarity polarity) { return term(negation.of, flipped(polarity)); }

  Term term_of(const Conjunction& conjunction, Polarity polarity) {
    return joined(conjunction.parts, polarity, Term::Kind::all_of, Term::Kind::any_of);
  }

  Term term_of(const Disjunction& disjunction, Polarity polarity) {
    return joined(disjunction.parts, polarity, Term::Kind::any_of, Term::Kind::all_of);
  }

  template <class Leaf>
  static Term leaf(Term::Kind kind, std::vector<Leaf>& leaves, const Leaf& wanted, Polarity polarity) {
    const auto at = std::find(leaves.begin(), leaves.end(), wanted);
    Term made;
    made.kind = kind;
    made.negated = polarity == Polarity::denied;
    made.index = static_cast<std::uint32_t>(at - leaves.begin());
    if (at == leaves.end()) leaves.push_back(wanted);
    return made;
  }

  // De Morgan: what joins the denied parts is the other word.
  Term joined(const std::vector<Language>& parts, Polarity polarity, Term::Kind affirmed, Term::Kind denied) {
    Term made;
    made.kind = polarity == Polarity::affirmed ? affirmed : denied;
    made.parts.reserve(parts.size());
    for (const Language& part : parts) {
      Term next = term(part, polarity);
      if (std::find(made.parts.begin(), made.parts.end(), next) == made.parts.end())
        made.parts.push_back(std::move(next));
    }
    return made.parts.size() == 1 ? Term(made.parts.front()) : made;
  }

  void require(Term term) {
    if (term.kind == Term::Kind::all_of) {
      for (Term& part : term.parts) require(std::move(part));
      return;
    }
    if (term.kind == Term::Kind::length && take_length(made_.lengths[term.index], term.negated)) return;
    if (std::find(made_.terms.begin(), made_.terms.end(), term) == made_.terms.end())
      made_.terms.push_back(std::move(term));
  }

  // Whether the question's own length could take this one in: all but "outside of 3 to 5".
  bool take_length(Length length, bool negated) {
    if (negated && length.min > 0 && length.max != Length::kUnbounded) return length.min > length.max;
    if (negated) {
      const Length below = {0, length.min - 1}, above = {length.max + 1, Length::kUnbounded};
      const bool everything = length.min == 0 && length.max == Length::kUnbounded;
      length = everything ? Length{1, 0} : length.min > 0 ? below : above;
    }
    made_.length.min = std::max(made_.length.min, length.min);
    made_.length.max = std::min(made_.length.max, length.max);
    return true;
  }

  Formula made_;
};

}  // namespace

Formula formula_of(std::span<const Constraint> constraints, Length length) {
  Builder builder(length);
  for (const Constraint& constraint : constraints) {
    builder.require(constraint.language, constraint.complemented ? Polarity::denied : Polarity::affirmed);
  }
  return builder.finish();
}

}  // namespace norm::regex
