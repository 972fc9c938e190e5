// Works includes, edits and selections into plain schemas. One file, since each of the three may stand in the others.
#include "spec/shape.h"

#include <norm/print.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "spec/nearest.h"
#include "spec/place.h"

namespace norm::spec {
namespace {

// A `selection(S)` copies every schema that S reaches. Cyclic schemas could be written so that the copies multiply.
constexpr std::size_t kMostCopiedFields = 100'000;

template <class T>
const T* get(const Spec& spec) {
  return std::get_if<T>(&spec.node().shape);
}

class Shaper {
 public:
  Shaper(const Scope& scope, Diagnostics& errors) : scope_(scope), errors_(errors) {}

  std::optional<ShapedSchema> selected(const Spec& spec) {
    if (const auto* selection = get<Selection>(spec)) return select(*selection);
    if (const auto* ref = get<Ref>(spec)) {
      return inside(spec, *ref, [&](const Spec& target) { return selected(target); });
    }
    return schema(spec, "selection", spec.node().source);
  }

 private:
  // `schema {…}`, an edit of one, or a name of either; anything else is the mistake of `user`, which stands at `at`.
  std::optional<ShapedSchema> schema(const Spec& spec, std::string_view user, const SourceSpan& at) {
    if (const auto* plain = get<Schema>(spec)) return collect(*plain);
    if (const auto* edit = get<Edit>(spec)) return apply(*edit);
    if (const auto* ref = get<Ref>(spec)) {
      return inside(spec, *ref, [&](const Spec& target) { return schema(target, user, at); });
    }
    if (get<Selection>(spec) != nullptr) {
      error(at, "not-a-schema",
            std::string(user) + " cannot take a selection: a selection is made at the call site, once");
    } else {
      error(at, "not-a-schema", std::string(user) + " needs a schema, not " + shown(spec));
    }
    return std::nullopt;
  }

  template <class Then>
  std::optional<ShapedSchema> inside(const Spec& spec, const Ref& ref, Then then) {
    const Target target = scope_.resolve(ref);
    if (!target) return std::nullopt;  // the check stage reports it
    if (std::find(open_.begin(), open_.end(), target.definition) != open_.end()) {
      error(spec.node().source, "include-cycle", ref.name + " includes or selects itself");
      return std::nullopt;
    }
    if (open_.size() >= kMostNames) {
      error(spec.node().source, "too-deep", "this includes through more than 200 names");
      return std::nullopt;
    }
    // Two includes of one name must not double the work at every level.
    if (const auto known = shapes_.find(target.definition); known != shapes_.end()) return known->second;
    open_.push_back(target.definition);
    std::optional<ShapedSchema> shape = then(target.definition->spec);
    if (shape && is_pii(target.definition->annotations)) {
      shape->pii = true;
      keep_secret(*shape);
    }
    open_.pop_back();
    shapes_.emplace(target.definition, shape);
    return shape;
  }

  // ---- schema {…}

  std::optional<ShapedSchema> collect(const Schema& schema) {
    ShapedSchema shape;
    bool complete = true;
    for (const Option& option : schema.options) {
      if (option.label == "closed" && option.value == Constant(true)) shape.closed = true;
    }
    std::unordered_map<std::string_view, const Member*> local;
    for (const Member& member : schema.members) {
      if (const auto* field = std::get_if<Field>(&member.shape)) local.emplace(field->key, &member);
    }
    std::unordered_map<std::string, std::size_t> at;  // where a key stands in shape.fields
    std::unordered_map<std::string, const Member*> brought;  // by key: the include that a field comes from
    std::unordered_map<std::string, std::pair<const Member*, const Member*>> reserved;  // what reserves here, origin
    const Member* included_rest = nullptr;
    const Include* second_rest = nullptr;
    for (const Member& member : schema.members) {
      if (is_pii(member.annotations)) shape.secret.insert(&member);
      if (std::holds_alternative<Field>(member.shape)) {
        add_local(shape, at, member);
      } else if (const auto* include = std::get_if<Include>(&member.shape)) {
        std::optional<ShapedSchema> part = this->schema(include->spec, "include", include->spec.node().source);
        if (!part) {
          complete = false;
          continue;
        }
        if (is_pii(member.annotations)) keep_secret(*part);
        shape.secret.merge(part->secret);
        for (ShapeField& field : part->fields) {
          if (const auto found = local.find(field.key); found != local.end()) {
            add_local(shape, at, *found->second);
          } else if (const auto [place, fresh] = at.emplace(field.key, shape.fields.size()); fresh) {
            brought.emplace(field.key, &member);
            shape.fields.push_back(std::move(field));
          } else if (!same(shape.fields[place->second], field)) {
            error(
                include->spec.node().source, "include-clash",
                "key " + print_key(field.key) + " comes from two includes: declare it here to say which one is meant");
            complete = false;
          }
        }
        append(shape.keys, part->keys);
        append(shape.requires_, part->requires_);
        append(shape.checks, part->checks);
        for (ReservedKey& key : part->reserved) {
          reserved.try_emplace(key.key, &member, key.origin);
          shape.reserved.push_back(std::move(key));
        }
        if (part->rest != nullptr && !included_rest) {
          included_rest = part->rest;
        } else if (part->rest != nullptr && !same_rest(shape, *part->rest, *included_rest)) {
          second_rest = include;
        }
      } else if (std::holds_alternative<Keys>(member.shape)) {
        shape.keys.push_back(&member);
      } else if (std::holds_alternative<Rest>(member.shape)) {
        if (shape.rest != nullptr) {
          error(member.source, "duplicate-rest", "a schema has at most one rest");
          complete = false;
        }
        shape.rest = &member;
      } else if (const auto* here = std::get_if<Reserved>(&member.shape)) {
        for (const std::string& key : here->keys) {
          reserved.try_emplace(key, &member, &member);
          shape.reserved.push_back({key, &member});
        }
      } else if (std::holds_alternative<Require>(member.shape)) {
        shape.requires_.push_back(&member);
      } else {
        shape.checks.push_back(&member);
      }
    }
    if (shape.rest == nullptr && second_rest != nullptr) {
      error(second_rest->spec.node().source, "include-clash",
            "rest comes from two includes: declare it here to say which one is meant");
      complete = false;
    }
    if (shape.rest == nullptr) shape.rest = included_rest;

    for (const ShapeField& field : shape.fields) {
      const auto found = reserved.find(field.key);
      if (found == reserved.end()) continue;
      // Shown at the later of the two members of this schema that clash.
      const auto [by, origin] = found->second;
      const auto include = brought.find(field.key);
      const Member* declares = include != brought.end() ? include->second : field.origin;
      const bool reserves_later = include != brought.end() && declares < by;  // members of one schema
      const Member& shown = reserves_later ? *by : *declares;
      const auto* included = std::get_if<Include>(&shown.shape);
      error(included != nullptr ? included->spec.node().source : shown.source, "reserved-reuse",
            "key " + print_key(field.key) + " is reserved and cannot be declared again",
            by == origin && reserves_later ? at_place("it is declared at ", field.origin->source)
                                           : at_place("it is reserved at ", origin->source));
      complete = false;
    }
    if (!complete) return std::nullopt;
    return shape;
  }

  // A local field stands where it is written or where an include that it overrides stands, whichever is first.
  static void add_local(ShapedSchema& shape, std::unordered_map<std::string, std::size_t>& at, const Member& member) {
    const Field& field = std::get<Field>(member.shape);
    if (at.emplace(field.key, shape.fields.size()).second) {
      shape.fields.push_back({field.key, field.presence, field.spec, &member});
    }
  }

  static void keep_secret(ShapedSchema& shape) {
    for (const ShapeField& field : shape.fields) shape.secret.insert(field.origin);
    shape.secret.insert(shape.keys.begin(), shape.keys.end());
    if (shape.rest != nullptr) shape.secret.insert(shape.rest);
  }

  [[nodiscard]] std::string at_place(std::string_view words, const SourceSpan& span) const {
    const Library* library = scope_.library();
    if (library == nullptr || span.end == 0 || span.file >= library->files.size()) return {};
    const SourcePlace place = place_of(library->files[span.file], span.begin, span.begin);
    return std::string(words) + place.file + ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
  }

  static bool same_rest(const ShapedSchema& shape, const Member& a, const Member& b) {
    return &a == &b || (std::get<Rest>(a.shape) == std::get<Rest>(b.shape) &&
                        shape.secret.contains(&a) == shape.secret.contains(&b));
  }

  static bool same(const ShapeField& a, const ShapeField& b) {
    return a.origin == b.origin && a.presence == b.presence && a.spec == b.spec;
  }

  // Two includes of one schema (a diamond) bring its groups once.
  static void append(std::vector<const Member*>& to, const std::vector<const Member*>& from) {
    std::unordered_set<const Member*> known(to.begin(), to.end());
    for (const Member* member : from) {
      if (known.insert(member).second) to.push_back(member);
    }
  }

  // ---- pick, omit, partial, required

  std::optional<ShapedSchema> apply(const Edit& edit) {
    std::optional<ShapedSchema> shape = schema(edit.spec, word(edit.kind), edit.spec.node().source);
    if (!shape) return std::nullopt;
    std::unordered_set<std::string> named;
    if (!named_keys(*shape, edit, named)) return std::nullopt;
    switch (edit.kind) {
      case EditKind::partial:
      case EditKind::required:
        for (ShapeField& field : shape->fields) {
          if (edit.selector && !named.contains(field.key)) continue;
          field.presence = edit.kind == EditKind::required ? Presence::required : Presence::optional;
        }
        return shape;
      case EditKind::pick:
      case EditKind::omit: break;
    }
    std::unordered_set<std::string_view> dropped;
    for (const ShapeField& field : shape->fields) {
      if (named.contains(field.key) == (edit.kind == EditKind::omit))
        dropped.insert(std::get<Field>(field.origin->shape).key);
    }
    std::erase_if(shape->requires_,
                  [&](const Member* member) { return mentions(std::get<Require>(member->shape).expr, dropped); });
    std::erase_if(shape->checks, [&](const Member* member) {
      const Check& check = std::get<Check>(member->shape);
      return dropped.contains(check.left.front()) || dropped.contains(check.right.front()) ||
             (check.at && dropped.contains(check.at->front()));
    });
    std::erase_if(shape->fields, [&](const ShapeField& field) { return dropped.contains(field.key); });
    return shape;
  }

  bool named_keys(const ShapedSchema& shape, const Edit& edit, std::unordered_set<std::string>& named) {
    if (!edit.selector) return true;
    bool good = true;
    std::unordered_set<std::string_view> declared;
    for (const ShapeField& field : shape.fields) declared.insert(field.key);
    for (const Selector::Entry& entry : edit.selector->entries) {
      if (entry.nested) {
        error(entry.source, "nested-selector", std::string(word(edit.kind)) + " edits one level: it takes plain keys");
        good = false;
      } else if (!declared.contains(entry.key)) {
        unknown_key(entry, shape);
        good = false;
      }
      named.insert(entry.key);
    }
    return good;
  }

  static bool mentions(const PresenceExpr& expr, const std::unordered_set<std::string_view>& keys) {
    if (expr.kind == PresenceExpr::Kind::key) return keys.contains(expr.key);
    return std::any_of(expr.terms.begin(), expr.terms.end(),
                       [&](const PresenceExpr& term) { return mentions(term, keys); });
  }

  // ---- selection

  std::optional<ShapedSchema> select(const Selection& selection) {
    std::optional<ShapedSchema> shape = schema(selection.spec, "selection", selection.spec.node().source);
    if (!shape) return std::nullopt;
    if (!selection.selector) {
      // The names that lead to the schema, all of which are entered: `B = A  S = selection(B)`.
      const std::size_t outer = open_.size();
      const Spec* at = &selection.spec;
      while (const auto* ref = get<Ref>(*at)) {
        const Target target = scope_.resolve(*ref);
        if (!target || open_.size() - outer > kMostNames) break;
        open_.push_back(target.definition);
        at = &target.definition->spec;
      }
      const bool good = require_all(*shape);
      open_.resize(outer);
      if (!good) return std::nullopt;
      return shape;
    }
    bool good = true;
    std::unordered_map<std::string_view, ShapeField*> fields;
    for (ShapeField& field : shape->fields) {
      field.presence = Presence::optional;
      fields.emplace(field.key, &field);
    }
    for (const Selector::Entry& entry : selection.selector->entries) {
      const auto found = fields.find(entry.key);
      if (found == fields.end()) {
        unknown_key(entry, *shape);
        good = false;
        continue;
      }
      found->second->presence = Presence::required;
      if (!entry.nested) continue;
      if (!found->second->spec) {
        error(entry.source, "not-a-schema", "key " + print_key(entry.key) + " has no schema to select from");
        good = false;
        continue;
      }
      found->second->spec = descend(*found->second->spec, *entry.nested, entry.source, 0);
      if (!found->second->spec) good = false;
    }
    if (!good) return std::nullopt;
    return shape;
  }

  // The spec with the selection worked in at the next level of schemas; nullopt after a mistake.
  std::optional<Spec> descend(const Spec& spec, const Selector& selector, const SourceSpan& source, std::size_t names) {
    const Node& node = spec.node();
    if (const auto* maybe = get<Maybe>(spec)) {
      std::optional<Spec> inner = descend(maybe->term, selector, source, names);
      if (!inner) return std::nullopt;
      return Spec(Node{Maybe{*inner}, node.source});
    }
    if (const auto* collection = get<CollOf>(spec)) {
      std::optional<Spec> inner = descend(collection->element, selector, source, names);
      if (!inner) return std::nullopt;
      return Spec(Node{CollOf{*inner, collection->counts}, node.source});
    }
    if (const auto* map = get<MapOf>(spec)) {
      std::optional<Spec> inner = descend(map->value, selector, source, names);
      if (!inner) return std::nullopt;
      return Spec(Node{MapOf{map->key, *inner, map->counts}, node.source});
    }
    if (const auto* ref = get<Ref>(spec)) {
      const Target target = scope_.resolve(*ref);
      if (!target || names > kMostNames) return std::nullopt;
      const Spec& meaning = target.definition->spec;
      if (get<Schema>(meaning) == nullptr && get<Edit>(meaning) == nullptr) {
        return descend(meaning, selector, source, names + 1);
      }
    } else if (get<Schema>(spec) == nullptr && get<Edit>(spec) == nullptr) {
      const bool twice = get<Selection>(spec) != nullptr;
      error(source, "not-a-schema",
            twice ? "this key holds a selection already: it cannot be selected from again"
                  : "this key holds no schema to select from, but " + shown(spec));
      return std::nullopt;
    }
    const Spec out(Node{Selection{spec, selector}, node.source});
    Shaper inner(scope_, errors_);
    if (!inner.select(std::get<Selection>(out.node().shape))) return std::nullopt;
    return out;
  }

  // ---- selection(S) without a selector: everything required, as far as schemas and names reach

  bool require_all(ShapedSchema& shape) {
    for (ShapeField& field : shape.fields) {
      if (++copied_ > kMostCopiedFields) {
        error(field.origin->source, "selection-too-large",
              "selecting everything reaches too many fields here: name the keys that are needed");
        return false;
      }
      field.presence = Presence::required;
      const bool outer_secret = std::exchange(secret_, false);
      if (field.spec) field.spec = everything(*field.spec);
      if (secret_) shape.secret.insert(field.origin);
      secret_ = outer_secret;
      if (!field.spec && std::get<Field>(field.origin->shape).spec) return false;
    }
    return true;
  }

  std::optional<Spec> everything(const Spec& spec) {
    const Node& node = spec.node();
    if (const auto* maybe = get<Maybe>(spec)) {
      const std::optional<Spec> inner = everything(maybe->term);
      if (!inner) return std::nullopt;
      return Spec(Node{Maybe{*inner}, node.source});
    }
    if (const auto* collection = get<CollOf>(spec)) {
      const std::optional<Spec> inner = everything(collection->element);
      if (!inner) return std::nullopt;
      return Spec(Node{CollOf{*inner, collection->counts}, node.source});
    }
    if (const auto* map = get<MapOf>(spec)) {
      const std::optional<Spec> inner = everything(map->value);
      if (!inner) return std::nullopt;
      return Spec(Node{MapOf{map->key, *inner, map->counts}, node.source});
    }
    if (const auto* ref = get<Ref>(spec)) {
      const Target target = scope_.resolve(*ref);
      if (!target) return spec;
      if (const auto known = whole_.find(target.definition); known != whole_.end()) {
        secret_ |= known->second.secret;
        return known->second.spec;
      }
      if (std::find(open_.begin(), open_.end(), target.definition) != open_.end()) {
        cut_ = true;  // recursion: from here on as declared
        return spec;
      }
      if (open_.size() >= kMostNames) {
        error(node.source, "too-deep", "selecting everything reaches through more than 200 names");
        return std::nullopt;
      }
      const bool outer_cut = std::exchange(cut_, false);
      const bool outer_secret = std::exchange(secret_, false);
      open_.push_back(target.definition);
      std::optional<Spec> inner = everything(target.definition->spec);
      open_.pop_back();
      if (inner && *inner == target.definition->spec) {
        inner = spec;  // nothing below: keep the name, and with it what is `@pii`
      } else {
        secret_ |= is_pii(target.definition->annotations);
      }
      // Where a recursion is cut depends on which names are open: only what met none is the same everywhere.
      if (inner && !cut_) whole_.emplace(target.definition, Whole{*inner, secret_});
      cut_ = cut_ || outer_cut;
      secret_ = secret_ || outer_secret;
      return inner;
    }
    if (get<Schema>(spec) == nullptr && get<Edit>(spec) == nullptr) return spec;
    Diagnostics ignored;  // the check stage meets the same mistake at the schema itself
    std::optional<ShapedSchema> shape = Shaper(scope_, ignored).schema(spec, "selection", node.source);
    if (!shape) return spec;
    if (!require_all(*shape)) return std::nullopt;
    secret_ |= shape->pii;
    return as_spec(*shape, node.source);
  }

  static Spec as_spec(const ShapedSchema& shape, SourceSpan source) {
    Schema schema;
    if (shape.closed) schema.options.push_back({"closed", true, {}});
    for (const ShapeField& field : shape.fields) {
      Member member = marked(shape, *field.origin);
      Field& written = std::get<Field>(member.shape);
      written.presence = field.presence;
      written.spec = field.spec;
      schema.members.push_back(std::move(member));
    }
    for (const auto* list : {&shape.keys, &shape.requires_, &shape.checks}) {
      for (const Member* member : *list) schema.members.push_back(marked(shape, *member));
    }
    if (shape.rest != nullptr) schema.members.push_back(marked(shape, *shape.rest));
    return Spec(Node{std::move(schema), source});
  }

  // A member that is `@pii` by what it was included from or expanded from says so itself once it stands elsewhere.
  static Member marked(const ShapedSchema& shape, const Member& member) {
    Member out = member;
    if (shape.secret.contains(&member) && !is_pii(out.annotations))
      out.annotations.push_back({"pii", {}, member.source});
    return out;
  }

  // ---- mistakes

  void unknown_key(const Selector::Entry& entry, const ShapedSchema& shape) {
    // Every suggestion looks at every key: a text full of mistakes gets them for the first few only.
    constexpr std::size_t kMostSuggestions = 20;
    std::string near;
    if (errors_.size() < kMostSuggestions) {
      std::vector<std::string_view> keys;
      for (const ShapeField& field : shape.fields) keys.push_back(field.key);
      near = nearest(entry.key, keys);
    }
    error(entry.source, "unknown-key", "key " + print_key(entry.key) + " not in schema",
          near.empty() ? near : did_you_mean(print_key(near)));
  }

  void error(const SourceSpan& source, std::string code, std::string message, std::string hint = {}) {
    if (errors_.size() >= kMostErrors) return;
    errors_.push_back(diagnostic_at(scope_.library(), source, std::move(code), std::move(message), std::move(hint)));
  }

  static std::string shown(const Spec& spec) {
    std::string text = print(spec);
    if (text.size() <= 60) return text;
    std::size_t end = 60;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
  }

  static std::string_view word(EditKind kind) {
    switch (kind) {
      case EditKind::pick: return "pick";
      case EditKind::omit: return "omit";
      case EditKind::partial: return "partial";
      case EditKind::required: return "required";
    }
    return "";
  }

  static constexpr std::size_t kMostNames = 200;
  static constexpr std::size_t kMostErrors = 1000;  // each looks for its place from the file's beginning

  const Scope& scope_;
  Diagnostics& errors_;
  std::vector<const Definition*> open_;
  std::size_t copied_ = 0;
  bool cut_ = false;     // the current walk met a recursion
  bool secret_ = false;  // the current walk put the meaning of a `@pii` name in its place
  std::unordered_map<const Definition*, std::optional<ShapedSchema>> shapes_;
  struct Whole {
    Spec spec;
    bool secret;
  };
  std::unordered_map<const Definition*, Whole> whole_;
};

}  // namespace

bool is_pii(const std::vector<Annotation>& annotations) {
  return std::any_of(annotations.begin(), annotations.end(),
                     [](const Annotation& annotation) { return annotation.name == "pii"; });
}

std::optional<ShapedSchema> shape_of(const Scope& scope, const Spec& spec, Diagnostics& errors) {
  return Shaper(scope, errors).selected(spec);
}

bool is_shaped(const Spec& spec) {
  return get<Schema>(spec) != nullptr || get<Edit>(spec) != nullptr || get<Selection>(spec) != nullptr;
}

}  // namespace norm::spec
