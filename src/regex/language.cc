// Makes languages: an automaton each, determinised at once where that is cheap.
#include "regex/language.h"

#include <algorithm>
#include <utility>

#include "regex/formula.h"

namespace norm::regex {
namespace {

// What determinising may cost at once: a fraction of a millisecond, and enough for the regexes of schemas.
constexpr std::size_t kEagerSteps = 20'000;

template <class Shape>
Language made_of(Shape shape) {
  auto node = std::make_shared<Language::Node>();
  node->shape = std::move(shape);
  return Language(std::move(node));
}

// REQUIRES: a tree of texts, which is never too large.
Language of_tree(const Ast& ast) { return *language_of(ast, Reading::whole, SIZE_MAX, kEagerSteps); }

Ast any_characters() { return repeat(characters(CodePointSet::all()), 0, Repeat::kUnbounded); }

// The parts of the same word in one list, so that a long chain of them stays flat.
template <class Joined>
Language joined(const Language& left, const Language& right) {
  Joined made;
  for (const Language* side : {&left, &right}) {
    if (const auto* same = std::get_if<Joined>(&side->node()->shape)) {
      made.parts.insert(made.parts.end(), same->parts.begin(), same->parts.end());
    } else {
      made.parts.push_back(*side);
    }
  }
  return made_of(std::move(made));
}

struct Membership {
  std::string_view text;

  bool operator()(const Automaton& automaton) const { return automaton.accepts(text); }
  bool operator()(const Length& length) const { return has_length(text, length); }
  bool operator()(const Negation& negation) const { return !negation.of.contains(text); }
  bool operator()(const Conjunction& conjunction) const {
    return std::all_of(conjunction.parts.begin(), conjunction.parts.end(),
                       [&](const Language& part) { return part.contains(text); });
  }
  bool operator()(const Disjunction& disjunction) const {
    return std::any_of(disjunction.parts.begin(), disjunction.parts.end(),
                       [&](const Language& part) { return part.contains(text); });
  }
};

}  // namespace

std::optional<Language> language_of(const Ast& ast, Reading reading, std::size_t most_instructions,
                                    std::size_t eager_steps) {
  auto nfa = compile(ast, reading, most_instructions);
  if (!nfa) return std::nullopt;
  Automaton automaton;
  automaton.nfa = std::make_shared<const Nfa>(*std::move(nfa));
  Budget budget{eager_steps};
  if (Dfa dfa(automaton.nfa); dfa.complete(budget)) automaton.whole = std::move(dfa);
  return made_of(std::move(automaton));
}

Language Language::all() { return of_length({}); }

Language Language::none() { return of_length({1, 0}); }

Language Language::of_length(Length length) { return made_of(length); }

Language Language::of_text(std::string_view text) { return of_tree(literal(text)); }

Language Language::of_texts(std::span<const std::string> texts) {
  if (texts.empty()) return none();
  std::vector<Ast> options;
  for (const std::string& text : texts) options.push_back(literal(text));
  return of_tree(choice(std::move(options)));
}

Language Language::starting_with(std::string_view text) { return of_tree(sequence({literal(text), any_characters()})); }

Language Language::ending_with(std::string_view text) { return of_tree(sequence({any_characters(), literal(text)})); }

Language Language::containing(std::string_view text) {
  return of_tree(sequence({any_characters(), literal(text), any_characters()}));
}

Result<Language, Refusal> Language::of_regex(std::string_view pattern, std::string_view flags) {
  const auto ast = parse(pattern, flags);
  if (!ast) return Failure(ast.error());
  auto made = language_of(*ast, Reading::search, kMostInstructions, kEagerSteps);
  if (!made) return Failure(Refusal{Refusal::Reason::too_large, pattern.size()});
  return *std::move(made);
}

Language operator&(const Language& left, const Language& right) { return joined<Conjunction>(left, right); }

Language operator|(const Language& left, const Language& right) { return joined<Disjunction>(left, right); }

Language operator!(const Language& language) {
  if (const auto* negation = std::get_if<Negation>(&language.node()->shape)) return negation->of;
  return made_of(Negation{language});
}

bool Language::contains(std::string_view text) const { return std::visit(Membership{text}, node_->shape); }

}  // namespace norm::regex
