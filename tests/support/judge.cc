// Judges a value by walking the spec as it was written, one function a construct.
#include "support/judge.h"

#include <norm/print.h>

#include <algorithm>
#include <cassert>
#include <iterator>

namespace norm::judge {
namespace {

using Kind = Value::Kind;

Segments below(Segments path, Segment last) {
  path.push_back(std::move(last));
  return path;
}

Segments below(Segments path, const KeyPath& keys) {
  for (const std::string& key : keys) path.emplace_back(key);
  return path;
}

void append(Errors& errors, Errors more) {
  errors.insert(errors.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Errors one(const Segments& path, std::string predicate) { return {{path, std::move(predicate), {}, false}}; }

bool is_prefix(const Segments& a, const Segments& b) {
  return a.size() <= b.size() && std::equal(a.begin(), a.end(), b.begin());
}

/// Whether the member of that index is the first of its name.
bool is_first(const Value& object, std::size_t index) {
  return std::none_of(object.members.begin(), object.members.begin() + static_cast<std::ptrdiff_t>(index),
                      [&](const auto& entry) { return entry.key == object.members[index].key; });
}

const Value* at(const Value& object, const KeyPath& path) {
  const Value* value = &object;
  for (const std::string& key : path) {
    value = member(*value, key);
    if (value == nullptr) return nullptr;
  }
  return value;
}

bool present(const PresenceExpr& expr, const Value& object) {
  const auto holds_for = [&](const PresenceExpr& term) { return present(term, object); };
  switch (expr.kind) {
    case PresenceExpr::Kind::key: return member(object, expr.key) != nullptr;
    case PresenceExpr::Kind::all: return std::ranges::all_of(expr.terms, holds_for);
    case PresenceExpr::Kind::any: return std::ranges::any_of(expr.terms, holds_for);
  }
  return false;
}

class Judge {
 public:
  explicit Judge(const Library* library) : library_(library) {}

  Errors of(const Spec& spec, const Value& value, const Segments& path) const {
    return std::visit([&](const auto& shape) { return of(shape, spec, value, path); }, spec.node().shape);
  }

 private:
  bool conforms(const Spec& spec, const Value& value) const { return of(spec, value, {}).empty(); }

  Errors of(const Predicate& predicate, const Spec& spec, const Value& value, const Segments& path) const {
    return holds(predicate, value) ? Errors{} : one(path, print(spec));
  }

  Errors of(const Literal& literal, const Spec& spec, const Value& value, const Segments& path) const {
    return equal(value_of(literal.constant), value) ? Errors{} : one(path, print(spec));
  }

  Errors of(const Enum& constants, const Spec& spec, const Value& value, const Segments& path) const {
    for (const Constant& constant : constants.constants) {
      if (equal(value_of(constant), value)) return {};
    }
    return one(path, print(spec));
  }

  Errors of(const Conjunction& conjunction, const Spec&, const Value& value, const Segments& path) const {
    for (const Spec& term : conjunction.terms) {
      Errors errors = of(term, value, path);
      if (!errors.empty()) return errors;
    }
    return {};
  }

  Errors of(const Disjunction& disjunction, const Spec&, const Value& value, const Segments& path) const {
    Errors all;
    for (const Spec& term : disjunction.terms) {
      Errors errors = of(term, value, path);
      if (errors.empty()) return {};
      append(all, std::move(errors));
    }
    return all;
  }

  Errors of(const AllOf& all_of, const Spec&, const Value& value, const Segments& path) const {
    Errors all;
    for (const Spec& term : all_of.terms) append(all, of(term, value, path));
    return all;
  }

  Errors of(const Negation& negation, const Spec& spec, const Value& value, const Segments& path) const {
    return conforms(negation.term, value) ? one(path, print(spec)) : Errors{};
  }

  Errors of(const Maybe& maybe, const Spec&, const Value& value, const Segments& path) const {
    return value.kind == Kind::null ? Errors{} : of(maybe.term, value, path);
  }

  Errors of(const Alt& alt, const Spec&, const Value& value, const Segments& path) const {
    Errors all;
    for (const Tagged& branch : alt.branches) {
      Errors errors = of(branch.spec, value, path);
      if (errors.empty()) return {};
      for (Error& error : errors) error.branch.insert(error.branch.begin(), branch.tag);
      append(all, std::move(errors));
    }
    return all;
  }

  Errors of(const Tuple& tuple, const Spec&, const Value& value, const Segments& path) const {
    if (value.kind != Kind::array) return one(path, "array?");
    const std::size_t size = tuple.elements.size();
    if (tuple.rest ? value.items.size() < size : value.items.size() != size) {
      return one(path, "tuple_size: " + std::to_string(size));
    }
    Errors all;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      append(all, of(i < size ? tuple.elements[i] : *tuple.rest, value.items[i], below(path, i)));
    }
    return all;
  }

  static Errors count_errors(const Counts& counts, std::size_t count, const Segments& path) {
    const std::string size = std::to_string(count);
    if (counts.min_count && compare_numbers(size, counts.min_count->text) < 0) {
      return one(path, "min_count: " + counts.min_count->text);
    }
    if (counts.max_count && compare_numbers(size, counts.max_count->text) > 0) {
      return one(path, "max_count: " + counts.max_count->text);
    }
    return {};
  }

  Errors of(const CollOf& coll_of, const Spec&, const Value& value, const Segments& path) const {
    if (value.kind != Kind::array) return one(path, "array?");
    if (coll_of.counts.distinct.value_or(false)) {
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          if (equal(value.items[i], value.items[j])) return one(path, "distinct?");
        }
      }
    }
    Errors all = count_errors(coll_of.counts, value.items.size(), path);
    if (!all.empty()) return all;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      append(all, of(coll_of.element, value.items[i], below(path, i)));
    }
    return all;
  }

  Errors of(const MapOf& map_of, const Spec&, const Value& value, const Segments& path) const {
    if (value.kind != Kind::object) return one(path, "object?");
    Errors all = count_errors(map_of.counts, value.members.size(), path);
    if (!all.empty()) return all;
    for (std::size_t i = 0; i < value.members.size(); ++i) {
      if (!is_first(value, i)) continue;
      const auto& [name, inner] = value.members[i];
      const Segments place = below(path, name);
      if (occurrences(value, name) > 1) {
        append(all, one(place, "duplicate_key"));
        continue;
      }
      Errors key_errors = of(map_of.key, string_value(name), place);
      for (Error& error : key_errors) error.on_key = true;
      append(all, std::move(key_errors));
      append(all, of(map_of.value, inner, place));
    }
    return all;
  }

  Errors of(const Ref& ref, const Spec&, const Value& value, const Segments& path) const {
    const Definition* definition = find(ref, library_);
    assert(definition != nullptr);
    return of(definition->spec, value, path);
  }

  Errors of(const Schema&, const Spec& spec, const Value& value, const Segments& path) const {
    return object(*flat(spec, library_), value, path);
  }

  Errors of(const Edit&, const Spec& spec, const Value& value, const Segments& path) const {
    return object(*flat(spec, library_), value, path);
  }

  Errors of(const Selection& selection, const Spec& spec, const Value& value, const Segments& path) const {
    if (const std::optional<Flat> level = flat(spec, library_)) return object(*level, value, path);
    return of(moved_down(selection.spec, selection.selector), value, path);
  }

  /// A selection of what contains a schema selects from the schema in it.
  Spec moved_down(const Spec& spec, const std::optional<Selector>& selector) const {
    const auto selected = [&](const Spec& inner) { return Spec(Node{Selection{inner, selector}}); };
    const Shape& shape = spec.node().shape;
    if (const auto* coll_of = std::get_if<CollOf>(&shape)) {
      return Spec(Node{CollOf{selected(coll_of->element), coll_of->counts}});
    }
    if (const auto* map_of = std::get_if<MapOf>(&shape)) {
      return Spec(Node{MapOf{map_of->key, selected(map_of->value), map_of->counts}});
    }
    if (const auto* maybe = std::get_if<Maybe>(&shape)) return Spec(Node{Maybe{selected(maybe->term)}});
    const auto* ref = std::get_if<Ref>(&shape);
    assert(ref != nullptr);
    return moved_down(find(*ref, library_)->spec, selector);
  }

  Errors object(const Flat& level, const Value& value, const Segments& path) const {
    if (value.kind != Kind::object) return one(path, "object?");
    Errors all;
    for (const Flat::Field& field : level.fields) {
      const Segments place = below(path, field.key);
      const std::size_t count = occurrences(value, field.key);
      if (count > 1) {
        append(all, one(place, "duplicate_key"));
      } else if (count == 1) {
        if (field.spec) append(all, of(*field.spec, *member(value, field.key), place));
      } else if (field.required) {
        append(all, one(place, "required"));
      }
    }
    for (std::size_t i = 0; i < value.members.size(); ++i) append(all, entry(level, value, i, path));
    for (const auto& group : level.groups) {
      if (!present(group.what.expr, value)) append(all, one(path, "require(" + print(group.what.expr) + ")"));
    }
    for (const auto& check : level.checks) append(all, of(check.what, all, value, path));
    return all;
  }

  /// What `keys`, `rest` and `closed` say of the member of that index.
  Errors entry(const Flat& level, const Value& object, std::size_t index, const Segments& path) const {
    const std::string& name = object.members[index].key;
    const Value& value = object.members[index].value;
    const Segments place = below(path, name);
    const bool declared = std::ranges::any_of(level.fields, [&](const auto& f) { return f.key == name; });
    std::vector<Spec> specs;
    for (const auto& keys : level.keys) {
      if (conforms(keys.what.key, string_value(name))) specs.push_back(keys.what.value);
    }
    if (!declared && specs.empty()) {
      if (level.rest) {
        specs.push_back(*level.rest);
      } else if (level.closed) {
        return one(place, "disallowed");
      }
    }
    Errors all;
    if (occurrences(object, name) > 1) {  // a declared key has had its one error
      return declared || specs.empty() || !is_first(object, index) ? all : one(place, "duplicate_key");
    }
    for (const Spec& spec : specs) append(all, of(spec, value, place));
    return all;
  }

  static Errors of(const Check& check, const Errors& so_far, const Value& object, const Segments& path) {
    const Value* left = at(object, check.left);
    const Value* right = at(object, check.right);
    if (left == nullptr || right == nullptr) return {};
    for (const KeyPath& keys : {check.left, check.right}) {
      const Segments place = below(path, keys);
      for (const Error& error : so_far) {
        if (is_prefix(error.path, place) || is_prefix(place, error.path)) return {};
      }
    }
    if (related(check.relation, *left, *right)) return {};
    return one(check.at ? below(path, *check.at) : path, "check(" + print(check) + ")");
  }

  Errors of(const Multi& multi, const Spec&, const Value& value, const Segments& path) const {
    const auto refuse = [&](const Segments& place, std::string predicate) {
      return multi.otherwise ? of(*multi.otherwise, value, path) : one(place, std::move(predicate));
    };
    if (value.kind != Kind::object) return refuse(path, "object?");
    const Value* tag = &value;
    Segments place = path;
    for (const std::string& key : multi.tag) {
      place.emplace_back(key);
      if (occurrences(*tag, key) > 1) return one(place, "duplicate_key");
      tag = member(*tag, key);
      if (tag == nullptr) return refuse(place, "required");
    }
    Enum tags;
    for (const Arm& arm : multi.arms) {
      for (const Constant& constant : arm.tags) {
        if (equal(value_of(constant), *tag)) return of(arm.spec, value, path);
        tags.constants.push_back(constant);
      }
    }
    return refuse(place, print(Spec(Node{std::move(tags)})));
  }

  const Library* library_;
};

}  // namespace

std::string to_string(const Error& error) {
  std::string out;
  for (const Segment& segment : error.path) {
    const auto* key = std::get_if<std::string>(&segment);
    out += "[" + (key != nullptr ? *key : std::to_string(std::get<std::size_t>(segment))) + "]";
  }
  out += " " + error.predicate;
  for (const std::string& tag : error.branch) out += " branch " + tag;
  return error.on_key ? out + " on key" : out;
}

Errors judge(const Spec& spec, const Library* library, const Value& value) {
  return Judge(library).of(spec, value, {});
}

}  // namespace norm::judge
