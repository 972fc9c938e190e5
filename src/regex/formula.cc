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

template <class Leaf>
std::uint32_t index_of(std::vector<Leaf>& leaves, const Leaf& wanted) {
  const auto at = std::find(leaves.begin(), leaves.end(), wanted);
  const auto index = static_cast<std::uint32_t>(at - leaves.begin());
  if (at == leaves.end()) leaves.push_back(wanted);
  return index;
}

class Builder {
 public:
  explicit Builder(Length length) { made_.length = length; }

  // What all parts of a constraint demand becomes terms of their own.
  void require(const Language& language, Polarity polarity) {
    const auto& shape = language.node()->shape;
    const auto* conjunction = std::get_if<Conjunction>(&shape);
    const auto* disjunction = std::get_if<Disjunction>(&shape);
    if (const auto* negation = std::get_if<Negation>(&shape)) {
      require(negation->of, flipped(polarity));
    } else if (conjunction && polarity == Polarity::affirmed) {
      for (const Language& part : conjunction->parts) require(part, polarity);
    } else if (disjunction && polarity == Polarity::denied) {
      for (const Language& part : disjunction->parts) require(part, polarity);
    } else if (const auto* length = std::get_if<Length>(&shape)) {
      (polarity == Polarity::affirmed ? within_ : outside_).push_back(*length);
    } else {
      add(term(language, polarity));
    }
  }

  Formula finish() {
    take_lengths();
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
    Term made;
    made.kind = kind;
    made.negated = polarity == Polarity::denied;
    made.index = index_of(leaves, wanted);
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

  void add(Term term) {
    if (std::find(made_.terms.begin(), made_.terms.end(), term) == made_.terms.end())
      made_.terms.push_back(std::move(term));
  }

  void take_lengths() {
    Length& own = made_.length;
    for (const Length& length : within_) own = {std::max(own.min, length.min), std::min(own.max, length.max)};
    // One that is denied cuts an end off; what stays in the middle of all is the only one to cost states.
    const auto cut = [&](const Length& length) {
      if (length.min > length.max || length.max < own.min || length.min > own.max) return true;
      if (length.min > own.min && length.max < own.max) return false;
      const bool lower = length.min <= own.min, upper = length.max >= own.max;
      own = lower && upper ? Length{1, 0} : lower ? Length{length.max + 1, own.max} : Length{own.min, length.min - 1};
      return true;
    };
    for (std::size_t before = outside_.size() + 1; outside_.size() < before;) {
      before = outside_.size();
      std::erase_if(outside_, cut);
    }
    for (const Length& length : outside_) add(term_of(length, Polarity::denied));
  }

  std::vector<Length> within_;
  std::vector<Length> outside_;
  Formula made_;
};

Term moved(Formula& to, const Formula& from, const Term& term) {
  Term made = term;
  if (term.kind == Term::Kind::automaton) made.index = index_of(to.automata, from.automata[term.index]);
  if (term.kind == Term::Kind::length) made.index = index_of(to.lengths, from.lengths[term.index]);
  for (Term& part : made.parts) part = moved(to, from, part);
  return made;
}

}  // namespace

Formula with_term(Formula formula, const Formula& whole, const Term& term) {
  formula.terms.push_back(moved(formula, whole, term));
  return formula;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  while (take_code_point(text)) ++count;
  return count;
}

bool Automaton::accepts(std::string_view text) const {
  std::optional<Dfa> own;
  if (!whole) own.emplace(nfa);
  const Dfa& dfa = whole ? *whole : *own;
  Budget budget{SIZE_MAX};
  Dfa::State state = dfa.start();
  while (const auto point = take_code_point(text)) {
    const std::uint32_t name = dfa.alphabet().class_of(*point);
    state = whole ? *dfa.known(state, name) : *own->step(state, name, budget);
  }
  return dfa.accepts(state);
}

bool meets(const Formula& formula, const Term& term, std::string_view text) {
  const auto part_met = [&](const Term& part) { return meets(formula, part, text); };
  switch (term.kind) {
    case Term::Kind::automaton: return formula.automata[term.index]->accepts(text) != term.negated;
    case Term::Kind::length: return has_length(text, formula.lengths[term.index]) != term.negated;
    case Term::Kind::all_of: return std::all_of(term.parts.begin(), term.parts.end(), part_met);
    case Term::Kind::any_of: return std::any_of(term.parts.begin(), term.parts.end(), part_met);
  }
  return false;
}

Formula formula_of(std::span<const Constraint> constraints, Length length) {
  Builder builder(length);
  for (const Constraint& constraint : constraints) {
    builder.require(constraint.language, constraint.complemented ? Polarity::denied : Polarity::affirmed);
  }
  return builder.finish();
}

}  // namespace norm::regex
