// Walks spec and value together, into every branch; includes and edits are worked in here once more, since the judge's
// own way forgets who marked what.
#include "redaction/secrets.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "support/judge.h"

namespace norm::judge {
namespace {

using Kind = Value::Kind;

bool is_pii(const std::vector<Annotation>& annotations) {
  return std::ranges::any_of(annotations, [](const Annotation& annotation) { return annotation.name == "pii"; });
}

/// A schema's members with what is included, each with whether it is secret.
struct Level {
  template <class T>
  struct Part {
    T what;
    bool pii = false;
  };
  std::map<std::string, Part<const Field*>> fields;
  std::vector<Part<const Keys*>> keys;
  std::optional<Part<const Rest*>> rest;

  void hide_all() {
    for (auto& [key, field] : fields) field.pii = true;
    for (auto& part : keys) part.pii = true;
    if (rest) rest->pii = true;
  }
};

struct Secrets {
  std::set<const Value*> values;
  std::set<const Value::Member*> names;
};

class Finder {
 public:
  explicit Finder(const Library& library) : library_(library) {}

  Secrets in(const Spec& spec, const Value& value) {
    find(spec, value);
    return std::move(found_);
  }

 private:
  void find(const Spec& spec, const Value& value) {
    if (found_.values.contains(&value)) return;
    if (!seen_.emplace(&spec.node(), &value).second) return;
    std::visit([&](const auto& shape) { find(shape, spec, value); }, spec.node().shape);
  }
  void find_all(const std::vector<Spec>& terms, const Value& value) {
    for (const Spec& term : terms) find(term, value);
  }

  void find(const Predicate&, const Spec&, const Value&) {}
  void find(const Literal&, const Spec&, const Value&) {}
  void find(const Enum&, const Spec&, const Value&) {}
  void find(const Conjunction& all, const Spec&, const Value& value) { find_all(all.terms, value); }
  void find(const Disjunction& any, const Spec&, const Value& value) { find_all(any.terms, value); }
  void find(const AllOf& all, const Spec&, const Value& value) { find_all(all.terms, value); }
  void find(const Negation& negation, const Spec&, const Value& value) { find(negation.term, value); }
  void find(const Maybe& maybe, const Spec&, const Value& value) { find(maybe.term, value); }
  void find(const Alt& alt, const Spec&, const Value& value) {
    for (const Tagged& branch : alt.branches) find(branch.spec, value);
  }
  void find(const Tuple& tuple, const Spec&, const Value& value) {
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (i < tuple.elements.size()) {
        find(tuple.elements[i], value.items[i]);
      } else if (tuple.rest) {
        find(*tuple.rest, value.items[i]);
      }
    }
  }
  void find(const CollOf& coll_of, const Spec&, const Value& value) {
    for (const Value& item : value.items) find(coll_of.element, item);
  }
  void find(const MapOf& map_of, const Spec&, const Value& value) {
    for (const Value::Member& member : value.members) {
      find_in_name(map_of.key, member);
      find(map_of.value, member.value);
    }
  }
  void find(const Ref& ref, const Spec&, const Value& value) {
    const Definition* definition = judge::find(ref, &library_);
    if (is_pii(definition->annotations)) {
      found_.values.insert(&value);
    } else {
      find(definition->spec, value);
    }
  }
  void find(const Schema&, const Spec& spec, const Value& value) { find_in_members(level_of(spec), value); }
  void find(const Edit&, const Spec& spec, const Value& value) { find_in_members(level_of(spec), value); }
  // What is required is all that a selection changes.
  void find(const Selection& selection, const Spec&, const Value& value) { find(selection.spec, value); }
  void find(const Multi& multi, const Spec&, const Value& value) {
    for (const Arm& arm : multi.arms) find(arm.spec, value);
    if (multi.otherwise) find(*multi.otherwise, value);
  }

  void find_in_name(const Spec& spec, const Value::Member& member) {
    const Value name = string_value(member.key);
    if (Finder(library_).in(spec, name).values.contains(&name)) found_.names.insert(&member);
  }

  void find_in_members(const Level& level, const Value& value) {
    const auto govern = [&](const Spec* spec, const Value& inner, bool pii) {
      if (pii) found_.values.insert(&inner);
      if (!pii && spec != nullptr) find(*spec, inner);
    };
    for (const Value::Member& member : value.members) {
      const auto field = level.fields.find(member.key);
      bool known = field != level.fields.end();
      if (known)
        govern(field->second.what->spec ? &*field->second.what->spec : nullptr, member.value, field->second.pii);
      for (const auto& [keys, pii] : level.keys) {
        if (!judge(keys->key, &library_, string_value(member.key)).empty()) continue;
        known = true;
        find_in_name(keys->key, member);
        govern(&keys->value, member.value, pii);
      }
      if (!known && level.rest) govern(&level.rest->what->value, member.value, level.rest->pii);
    }
  }

  Level level_of(const Spec& spec) const {
    const Shape& shape = spec.node().shape;
    if (const auto* ref = std::get_if<Ref>(&shape)) {
      const Definition* definition = judge::find(*ref, &library_);
      Level level = level_of(definition->spec);
      if (is_pii(definition->annotations)) level.hide_all();
      return level;
    }
    if (const auto* edit = std::get_if<Edit>(&shape)) {
      Level level = level_of(edit->spec);
      if (edit->kind != EditKind::pick && edit->kind != EditKind::omit) return level;
      std::erase_if(level.fields, [&](const auto& field) {
        const bool listed = std::ranges::count(edit->selector->entries, field.first, &Selector::Entry::key) != 0;
        return listed != (edit->kind == EditKind::pick);
      });
      return level;
    }
    return level_of(std::get<Schema>(shape));
  }

  Level level_of(const Schema& schema) const {
    Level level;
    std::optional<Level::Part<const Rest*>> included_rest;
    for (const Member& member : schema.members) {
      const bool pii = is_pii(member.annotations);
      if (const auto* keys = std::get_if<Keys>(&member.shape)) level.keys.push_back({keys, pii});
      if (const auto* rest = std::get_if<Rest>(&member.shape)) level.rest = {rest, pii};
      const auto* include = std::get_if<Include>(&member.shape);
      if (include == nullptr) continue;
      Level part = level_of(include->spec);
      if (pii) part.hide_all();
      // One field by two ways is secret if either way says so.
      for (const auto& [key, field] : part.fields) {
        const auto [at, fresh] = level.fields.emplace(key, field);
        if (!fresh) at->second.pii |= field.pii;
      }
      level.keys.insert(level.keys.end(), part.keys.begin(), part.keys.end());
      if (!included_rest) included_rest = part.rest;
    }
    for (const Member& member : schema.members) {
      if (const auto* field = std::get_if<Field>(&member.shape)) {
        level.fields.insert_or_assign(field->key, Level::Part<const Field*>{field, is_pii(member.annotations)});
      }
    }
    if (!level.rest) level.rest = included_rest;
    return level;
  }

  const Library& library_;
  Secrets found_;
  std::set<std::pair<const Node*, const Value*>> seen_;
};

class Filler {
 public:
  explicit Filler(Random& random) : random_(random) {}

  void names(const Secrets& secrets, Value& value, bool inside) {
    inside |= secrets.values.contains(&value);
    for (Value& item : value.items) names(secrets, item, inside);
    for (Value::Member& member : value.members) {
      names(secrets, member.value, inside);
      if (inside || secrets.names.contains(&member)) member.key = text();
    }
  }

  void values(const Secrets& secrets, Value& value, bool inside) {
    inside |= secrets.values.contains(&value);
    if (inside && value.kind == Kind::string) value.text = text();
    if (inside && value.kind == Kind::number) value.text = number();
    for (Value& item : value.items) values(secrets, item, inside);
    for (Value::Member& member : value.members) values(secrets, member.value, inside);
  }

  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::string padding() {
    static const std::vector<std::string> kPaddings = {"", "", "a", "é😀", "x-", "\n\t", "\"\\"};
    std::string out = random_.pick(kPaddings);
    if (random_.chance(5)) out.insert(0, std::string(200, 'w'));
    return out;
  }
  std::string text() {
    const std::string before = padding();
    return before + std::string(kSecretText) + std::to_string(++count_) + padding();
  }
  std::string number() {
    static const std::vector<std::string> kEnds = {"", "", "", ".5", "e3", "00000000000000000000", "e-400"};
    const std::string sign = random_.chance(20) ? "-" : "";
    return sign + std::string(kSecretDigits) + std::to_string(++count_) + random_.pick(kEnds);
  }

  Random& random_;
  std::size_t count_ = 0;
};

}  // namespace

std::size_t put_secrets(Random& random, const Spec& spec, const Library& library, Value& value) {
  Filler filler(random);
  filler.names(Finder(library).in(spec, value), value, false);
  // Another name may lead elsewhere: what is secret now counts.
  filler.values(Finder(library).in(spec, value), value, false);
  return filler.count();
}

std::string_view leak_in(std::string_view text) {
  for (const std::string_view secret : {kSecretText, kSecretDigits}) {
    const std::size_t least = secret == kSecretText ? 2 : 5;  // offsets have four digits
    for (std::size_t at = 0; at + least <= secret.size(); ++at) {
      if (text.find(secret.substr(at, least)) != std::string_view::npos) return secret.substr(at, least);
    }
  }
  return {};
}

}  // namespace norm::judge
