// Cuts trees down.
#include "judge/shrink.h"

#include <norm/dsl.h>

#include <cstddef>
#include <utility>
#include <variant>

namespace norm::judge {
namespace {

/// The lists of a shape of which a part can go, as many copies of the shape with one part less.
struct Shorter {
  std::vector<Shape>& out;

  template <class S, class T>
  void cut(const S& shape, std::vector<T> S::*list, std::size_t least) const {
    if ((shape.*list).size() <= least) return;
    for (std::size_t i = 0; i < (shape.*list).size(); ++i) {
      S copy = shape;
      (copy.*list).erase((copy.*list).begin() + static_cast<std::ptrdiff_t>(i));
      out.emplace_back(std::move(copy));
    }
  }
  template <class S>
  void selector(const S& shape) const {
    if (!shape.selector) return;
    for (std::size_t i = 0; i < shape.selector->entries.size(); ++i) {
      S copy = shape;
      copy.selector->entries.erase(copy.selector->entries.begin() + static_cast<std::ptrdiff_t>(i));
      out.emplace_back(std::move(copy));
    }
  }
  template <class S>
  void counts(const S& shape) const {
    if (shape.counts == Counts()) return;
    S copy = shape;
    copy.counts = {};
    out.emplace_back(std::move(copy));
  }

  void operator()(const Predicate&) const {}
  void operator()(const Literal&) const {}
  void operator()(const Ref&) const {}
  void operator()(const Negation&) const {}
  void operator()(const Maybe&) const {}
  void operator()(const Enum& shape) const { cut(shape, &Enum::constants, 1); }
  void operator()(const Conjunction& shape) const { cut(shape, &Conjunction::terms, 2); }
  void operator()(const Disjunction& shape) const { cut(shape, &Disjunction::terms, 2); }
  void operator()(const AllOf& shape) const { cut(shape, &AllOf::terms, 1); }
  void operator()(const Alt& shape) const { cut(shape, &Alt::branches, 1); }
  void operator()(const CollOf& shape) const { counts(shape); }
  void operator()(const MapOf& shape) const { counts(shape); }
  void operator()(const Selection& shape) const { selector(shape); }
  void operator()(const Edit& shape) const { selector(shape); }
  void operator()(const Tuple& shape) const {
    cut(shape, &Tuple::elements, 0);
    if (shape.rest) out.emplace_back(Tuple{shape.elements, std::nullopt});
  }
  void operator()(const Multi& shape) const {
    cut(shape, &Multi::arms, 0);
    if (shape.otherwise) out.emplace_back(Multi{shape.tag, shape.arms, std::nullopt});
  }
  void operator()(const Schema& shape) const {
    cut(shape, &Schema::members, 0);
    cut(shape, &Schema::options, 0);
    for (std::size_t i = 0; i < shape.members.size(); ++i) {
      Schema copy = shape;
      Member& member = copy.members[i];
      member.annotations.clear();
      if (auto* field = std::get_if<Field>(&member.shape)) field->options.clear();
      if (copy != shape) out.emplace_back(std::move(copy));
    }
  }
};

/// The specs directly below, to be replaced in place.
struct Parts {
  std::vector<Spec*>& out;

  void all(std::vector<Spec>& specs) const {
    for (Spec& spec : specs) out.push_back(&spec);
  }
  void maybe(std::optional<Spec>& spec) const {
    if (spec) out.push_back(&*spec);
  }

  void operator()(Predicate&) const {}
  void operator()(Literal&) const {}
  void operator()(Enum&) const {}
  void operator()(Ref&) const {}
  void operator()(Conjunction& shape) const { all(shape.terms); }
  void operator()(Disjunction& shape) const { all(shape.terms); }
  void operator()(AllOf& shape) const { all(shape.terms); }
  void operator()(Negation& shape) const { out.push_back(&shape.term); }
  void operator()(Maybe& shape) const { out.push_back(&shape.term); }
  void operator()(Alt& shape) const {
    for (Tagged& branch : shape.branches) out.push_back(&branch.spec);
  }
  void operator()(Tuple& shape) const {
    all(shape.elements);
    maybe(shape.rest);
  }
  void operator()(CollOf& shape) const { out.push_back(&shape.element); }
  void operator()(MapOf& shape) const {
    out.push_back(&shape.key);
    out.push_back(&shape.value);
  }
  void operator()(Multi& shape) const {
    for (Arm& arm : shape.arms) out.push_back(&arm.spec);
    maybe(shape.otherwise);
  }
  void operator()(Selection& shape) const { out.push_back(&shape.spec); }
  void operator()(Edit& shape) const { out.push_back(&shape.spec); }
  void operator()(Schema& shape) const {
    for (Member& member : shape.members) {
      if (auto* field = std::get_if<Field>(&member.shape)) maybe(field->spec);
      if (auto* include = std::get_if<Include>(&member.shape)) out.push_back(&include->spec);
      if (auto* rest = std::get_if<Rest>(&member.shape)) out.push_back(&rest->value);
      if (auto* keys = std::get_if<Keys>(&member.shape)) {
        out.push_back(&keys->key);
        out.push_back(&keys->value);
      }
    }
  }
};

std::vector<Spec*> parts_of(Shape& shape) {
  std::vector<Spec*> out;
  std::visit(Parts{out}, shape);
  return out;
}

bool is_simplest(const Spec& spec) {
  const auto* predicate = std::get_if<Predicate>(&spec.node().shape);
  return predicate != nullptr && predicate->args.empty();
}

}  // namespace

std::vector<Spec> smaller(const Spec& spec) {
  std::vector<Spec> out;
  if (is_simplest(spec)) return out;
  out.push_back(any());
  Shape shape = spec.node().shape;
  for (const Spec* part : parts_of(shape)) out.push_back(*part);
  std::vector<Shape> shorter;
  std::visit(Shorter{shorter}, shape);
  for (Shape& one : shorter) out.emplace_back(Node{std::move(one)});
  const std::vector<Spec*> parts = parts_of(shape);
  for (Spec* part : parts) {
    const Spec whole = *part;
    for (Spec& one : smaller(whole)) {
      *part = std::move(one);
      out.emplace_back(Node{shape});
    }
    *part = whole;
  }
  return out;
}

std::vector<Value> smaller(const Value& value) {
  std::vector<Value> out;
  if (value.kind == Value::Kind::number && value.text != "0") {
    out.emplace_back().kind = Value::Kind::number;
    out.back().text = "0";
  }
  if (value.kind == Value::Kind::string && !value.text.empty()) out.push_back(string_value({}));
  for (const Value& item : value.items) out.push_back(item);
  for (const Value::Member& member : value.members) out.push_back(member.value);
  Value copy = value;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    copy.items.erase(copy.items.begin() + static_cast<std::ptrdiff_t>(i));
    out.push_back(std::exchange(copy, value));
  }
  for (std::size_t i = 0; i < value.members.size(); ++i) {
    copy.members.erase(copy.members.begin() + static_cast<std::ptrdiff_t>(i));
    out.push_back(std::exchange(copy, value));
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    for (Value& one : smaller(value.items[i])) {
      copy.items[i] = std::move(one);
      out.push_back(std::exchange(copy, value));
    }
  }
  for (std::size_t i = 0; i < value.members.size(); ++i) {
    for (Value& one : smaller(value.members[i].value)) {
      copy.members[i].value = std::move(one);
      out.push_back(std::exchange(copy, value));
    }
  }
  return out;
}

std::vector<std::shared_ptr<const Library>> smaller(const Library& library) {
  std::vector<std::shared_ptr<const Library>> out;
  const std::vector<Definition>& definitions = library.files.front().definitions;
  const auto changed = [&](auto change) {
    auto copy = std::make_shared<Library>(library);
    change(copy->files.front().definitions);
    out.push_back(std::move(copy));
  };
  for (std::size_t i = 0; i + 1 < definitions.size(); ++i) {
    changed([&](std::vector<Definition>& all) { all.erase(all.begin() + static_cast<std::ptrdiff_t>(i)); });
  }
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (!definitions[i].annotations.empty()) {
      changed([&](std::vector<Definition>& all) { all[i].annotations.clear(); });
    }
  }
  for (std::size_t i = definitions.size(); i-- > 0;) {
    for (const Spec& spec : smaller(definitions[i].spec)) {
      changed([&](std::vector<Definition>& all) { all[i].spec = spec; });
    }
  }
  return out;
}

}  // namespace norm::judge
