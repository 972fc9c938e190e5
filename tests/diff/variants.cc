// Rewrites specs: each rule holds of every value, and of every reading of the schemas inside.
#include "diff/variants.h"

#include <norm/dsl.h>

#include <utility>
#include <vector>

#include "support/judge.h"

namespace norm::judge {
namespace {

class Rewriter {
 public:
  Rewriter(Random& random, const Library* library) : random_(random), library_(library) {}

  Spec spec(const Spec& from, int depth) {
    Spec out(Node{std::visit([&](const auto& shape) { return this->shape(shape, depth); }, from.node().shape),
                  from.node().source});
    switch (random_.below(14)) {
      case 0: return !(!out);
      case 1: return out & any();
      case 2: return all_of({out, out});
      case 3: return out | never();
      case 4: return one_of({out, out});
      default: break;
    }
    if (const auto* maybe = std::get_if<Maybe>(&out.node().shape); maybe != nullptr && random_.chance(40)) {
      return maybe->term | null();
    }
    if (const auto* choice = std::get_if<Enum>(&out.node().shape); choice != nullptr && random_.chance(40)) {
      std::vector<Spec> arms;
      for (const Constant& constant : choice->constants) arms.push_back(lit(constant));
      random_.shuffle(arms);
      return one_of(std::move(arms));
    }
    if (const auto* any = std::get_if<Disjunction>(&out.node().shape); any != nullptr && random_.chance(30)) {
      std::vector<Spec> arms;
      for (const Spec& term : any->terms) arms.push_back(!term);
      return !all_of(std::move(arms));
    }
    if (const auto* ref = std::get_if<Ref>(&out.node().shape); ref != nullptr && depth > 0 && random_.chance(50)) {
      return spec(find(*ref, library_)->spec, depth - 1);
    }
    if (const auto* schema = std::get_if<Schema>(&out.node().shape); schema != nullptr && random_.chance(30)) {
      return drawn_apart(*schema, out);
    }
    return out;
  }

 private:
  // schema { req :a, x | y } is schema { req :a, x } | schema { req :a, y }.
  static Spec drawn_apart(const Schema& schema, const Spec& whole) {
    for (std::size_t i = 0; i < schema.members.size(); ++i) {
      const auto* field = std::get_if<Field>(&schema.members[i].shape);
      if (field == nullptr || field->presence != Presence::required || !field->spec) continue;
      const auto* any = std::get_if<Disjunction>(&field->spec->node().shape);
      if (any == nullptr) continue;
      std::vector<Spec> arms;
      for (const Spec& term : any->terms) {
        Schema arm = schema;
        std::get<Field>(arm.members[i].shape).spec = term;
        arms.emplace_back(Node{std::move(arm)});
      }
      return one_of(std::move(arms));
    }
    return whole;
  }

  std::vector<Spec> list(const std::vector<Spec>& specs, int depth) {
    std::vector<Spec> out;
    for (const Spec& one : specs) out.push_back(spec(one, depth));
    random_.shuffle(out);
    return out;
  }

  Shape shape(const Predicate& from, int) { return from; }
  Shape shape(const Literal& from, int) { return from; }
  Shape shape(const Enum& from, int) {
    Enum out = from;
    random_.shuffle(out.constants);
    return out;
  }
  // Flat again: a conjunction never stands directly in another.
  Shape shape(const Conjunction& from, int depth) { return all_of(list(from.terms, depth)).node().shape; }
  Shape shape(const Disjunction& from, int depth) { return one_of(list(from.terms, depth)).node().shape; }
  Shape shape(const AllOf& from, int depth) { return AllOf{list(from.terms, depth)}; }
  Shape shape(const Negation& from, int depth) { return Negation{spec(from.term, depth)}; }
  Shape shape(const Maybe& from, int depth) { return Maybe{spec(from.term, depth)}; }
  Shape shape(const Alt& from, int depth) {
    Alt out = from;
    for (Tagged& branch : out.branches) branch.spec = spec(branch.spec, depth);
    return out;
  }
  Shape shape(const Tuple& from, int depth) {
    Tuple out = from;
    for (Spec& element : out.elements) element = spec(element, depth);
    if (out.rest) out.rest = spec(*out.rest, depth);
    return out;
  }
  Shape shape(const CollOf& from, int depth) { return CollOf{spec(from.element, depth), from.counts}; }
  Shape shape(const MapOf& from, int depth) {
    return MapOf{spec(from.key, depth), spec(from.value, depth), from.counts};
  }
  Shape shape(const Ref& from, int) { return from; }
  Shape shape(const Schema& from, int depth) {
    Schema out = from;
    bool plain = true;
    for (Member& member : out.members) {
      if (auto* field = std::get_if<Field>(&member.shape)) {
        if (field->spec) field->spec = spec(*field->spec, depth);
      } else {
        plain = false;  // the order of includes and groups may matter
      }
    }
    if (plain) random_.shuffle(out.members);
    return out;
  }
  Shape shape(const Multi& from, int depth) {
    Multi out = from;
    for (Arm& arm : out.arms) arm.spec = spec(arm.spec, depth);
    random_.shuffle(out.arms);
    if (out.otherwise) out.otherwise = spec(*out.otherwise, depth);
    return out;
  }
  Shape shape(const Selection& from, int) { return from; }
  Shape shape(const Edit& from, int) { return from; }

  Random& random_;
  const Library* library_;
};

bool replace(std::string& text, std::size_t at, const std::string& from, const std::string& to) {
  if (text.compare(at, from.size(), from) != 0) return false;
  text.replace(at, from.size(), to);
  return true;
}

}  // namespace

Spec rewritten(Random& random, const Spec& spec, const Library* library) {
  return Rewriter(random, library).spec(spec, 2);
}

std::string altered(Random& random, std::string text) {
  static const std::vector<std::vector<std::string>> kWords = {
      {"req ", "opt "},
      {"integer?", "number?", "float?", "string?", "integral?", "even?"},
      {"any?", "object?", "never?", "boolean?", "null?"},
      {"> ", ">= ", "< ", "<= "},
      {"min_length?", "max_length?", "length?"},
      {"starts_with?", "ends_with?", "contains?"},
      {" & ", " | "},
      {"closed: true", "closed: false"},
      {"distinct: true", "distinct: false"},
      {"min_count: 1", "min_count: 2", "min_count: 0"},
      {"max_count: 1", "max_count: 2", "max_count: 3"},
      {":a", ":b", ":c"},
      {"\"a\"", "\"b\"", "\"ab\""},
      {"partial(", "required("},
      {"maybe(", "coll_of(", "!("},
      {"1", "2", "3", "0"}};
  for (int tries = 0; tries < 60; ++tries) {
    const auto& words = random.pick(kWords);
    const std::string& from = random.pick(words);
    const std::string& to = random.pick(words);
    if (from == to) continue;
    const std::size_t start = random.below(text.size());
    const std::size_t at = text.find(from, start);
    if (at != std::string::npos && replace(text, at, from, to)) return text;
  }
  return text;
}

}  // namespace norm::judge
