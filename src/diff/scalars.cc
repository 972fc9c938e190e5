// Single values: whether one passes, and which of a few do.
#include <algorithm>

#include "diff/solve.h"

namespace norm::diffing {

using predicate::kBoolean;

Answer Solver::enumerate(const Conjunct& conjunct, Kind kind) {
  static const OneOf kBooleans{{{Scalar::Kind::boolean, false, {}, {}}, {Scalar::Kind::boolean, true, {}, {}}}};
  const OneOf* shortest = kind == kBoolean ? &kBooleans : nullptr;
  for (const Statement& atom : conjunct.atoms) {
    const auto* list = atom.positive ? terms_.get<OneOf>(atom.term) : nullptr;
    if (list == nullptr) continue;
    if (shortest == nullptr || list->scalars.size() < shortest->scalars.size()) shortest = list;
  }
  const std::vector<Scalar> candidates = shortest->scalars;  // making terms moves them
  Best best;
  for (const Scalar& scalar : candidates) {
    if (!spend()) {
      best.add(Answer::doubt("budget"));
      break;
    }
    opaque_ = kNoTerm;
    Truth truth = Truth::yes;
    const auto both = [&](Truth other) { truth = truth == Truth::yes || other == Truth::no ? other : truth; };
    for (const Statement& atom : conjunct.atoms) {
      if (truth != Truth::no) both(conforms(scalar, kind, atom));
    }
    for (const Conjunct::Clause& clause : conjunct.clauses) {
      if (truth == Truth::no) break;
      Truth one = Truth::no;
      for (const Statement& alternative : clause.alternatives) {
        const Truth here = conforms(scalar, kind, alternative);
        if (here != Truth::no) one = here;
        if (here == Truth::yes) break;
      }
      both(one);
    }
    if (truth == Truth::no) continue;
    if (truth == Truth::unknown) {
      best.add(Answer::doubt("host-predicate", opaque_));
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
  opaque_ = id;
  return Truth::unknown;
}

}  // namespace norm::diffing
