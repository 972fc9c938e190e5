#pragma once

// The specs directly inside a node, and how each of them stands to the value at hand.
#include <norm/spec.h>

#include <cstdint>
#include <utility>
#include <variant>

namespace norm::checking {

enum class Link : std::uint8_t {
  same,       ///< meets the same value: a term of `&`, the spec of `maybe`, an arm of `multi`
  inside,     ///< meets a value inside: an element, an entry, a field
  include,    ///< its schema is worked into this one
  selection,  ///< the same, under `selection`, `pick` and the like
};

/// Calls `then(const Spec&, Link)` for each child, in order.
template <class Then>
void for_each_child(const Node& node, Then then) {
  struct Visitor {
    Then& then;
    void operator()(const Predicate&) const {}
    void operator()(const Literal&) const {}
    void operator()(const Enum&) const {}
    void operator()(const Ref&) const {}
    void operator()(const Conjunction& shape) const { all(shape.terms, Link::same); }
    void operator()(const Disjunction& shape) const { all(shape.terms, Link::same); }
    void operator()(const AllOf& shape) const { all(shape.terms, Link::same); }
    void operator()(const Negation& shape) const { then(shape.term, Link::same); }
    void operator()(const Maybe& shape) const { then(shape.term, Link::same); }
    void operator()(const Alt& shape) const {
      for (const Tagged& branch : shape.branches) then(branch.spec, Link::same);
    }
    void operator()(const Tuple& shape) const {
      all(shape.elements, Link::inside);
      if (shape.rest) then(*shape.rest, Link::inside);
    }
    void operator()(const CollOf& shape) const { then(shape.element, Link::inside); }
    void operator()(const MapOf& shape) const {
      then(shape.key, Link::inside);
      then(shape.value, Link::inside);
    }
    void operator()(const Schema& shape) const {
      for (const Member& member : shape.members) std::visit(*this, member.shape);
    }
    void operator()(const Multi& shape) const {
      for (const Arm& arm : shape.arms) then(arm.spec, Link::same);
      if (shape.otherwise) then(*shape.otherwise, Link::same);
    }
    void operator()(const Selection& shape) const { then(shape.spec, Link::selection); }
    void operator()(const Edit& shape) const { then(shape.spec, Link::selection); }

    void operator()(const Field& member) const {
      if (member.spec) then(*member.spec, Link::inside);
    }
    void operator()(const Include& member) const { then(member.spec, Link::include); }
    void operator()(const Keys& member) const {
      then(member.key, Link::inside);
      then(member.value, Link::inside);
    }
    void operator()(const Rest& member) const { then(member.value, Link::inside); }
    void operator()(const Reserved&) const {}
    void operator()(const Require&) const {}
    void operator()(const Check&) const {}

    void all(const std::vector<Spec>& specs, Link link) const {
      for (const Spec& spec : specs) then(spec, link);
    }
  };
  std::visit(Visitor{then}, node.shape);
}

}  // namespace norm::checking
