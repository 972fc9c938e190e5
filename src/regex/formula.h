#pragma once

// What a Language is made of, and a question's constraints as one formula over its automata.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "regex/dfa.h"
#include "regex/language.h"

namespace norm::regex {

/// The automaton of one regex or text. `whole` is there if determinising it was cheap.
struct Automaton {
  std::shared_ptr<const Nfa> nfa;
  std::optional<Dfa> whole;

  [[nodiscard]] bool accepts(std::string_view text) const;
};

struct Negation {
  Language of;
};
struct Conjunction {
  std::vector<Language> parts;
};
struct Disjunction {
  std::vector<Language> parts;
};

struct Language::Node {
  std::variant<Automaton, Length, Negation, Conjunction, Disjunction> shape;
};

[[nodiscard]] std::size_t count_code_points(std::string_view text);
[[nodiscard]] inline bool has_length(std::string_view text, const Length& length) {
  const std::size_t count = count_code_points(text);
  return count >= length.min && count <= length.max;
}

/// The language of a tree, determinised at once if that takes no more than so many steps. nullopt: too large.
[[nodiscard]] std::optional<Language> language_of(const Ast& ast, Reading reading, std::size_t most_instructions,
                                                  std::size_t eager_steps);

/// A formula without negations but at its leaves.
struct Term {
  enum class Kind : std::uint8_t { automaton, length, all_of, any_of };
  Kind kind = Kind::all_of;
  bool negated = false;     ///< of a leaf
  std::uint32_t index = 0;  ///< of a leaf, in the Formula
  std::vector<Term> parts = {};

  friend bool operator==(const Term&, const Term&) = default;
};

/// All constraints at once: the length lies within `length` and all terms hold.
struct Formula {
  std::vector<const Automaton*> automata;
  std::vector<Length> lengths;
  std::vector<Term> terms;
  Length length;
  bool contradictory = false;  ///< two terms deny each other, or there is no such length
};

/// REQUIRES: the constraints outlive it.
[[nodiscard]] Formula formula_of(std::span<const Constraint> constraints, Length length);

/// The formula with one term more, which is one of `whole`, and whatever automata that needs.
[[nodiscard]] Formula with_term(Formula formula, const Formula& whole, const Term& term);

/// Whether a text meets a term, its own length aside.
[[nodiscard]] bool meets(const Formula& formula, const Term& term, std::string_view text);

}  // namespace norm::regex
