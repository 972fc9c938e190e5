// Works includes, edits and selections into one level of a schema, by the words of the reference.
#include <algorithm>
#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include "support/judge.h"

namespace norm::judge {
namespace {

/// What a name stands for in the end.
const Spec& named(const Spec& spec, const Library* library) {
  const Spec* target = &spec;
  while (const auto* ref = std::get_if<Ref>(&target->node().shape)) target = &find(*ref, library)->spec;
  return *target;
}

/// What `selection(S)` is inside of: the names on the way here, and what has no name since the last of them.
struct Entered {
  std::vector<const Node*> names;
  std::vector<const Node*> unnamed;

  /// Enters what `spec` stands for; false where that is recursion.
  bool enter(const Spec& spec, const Node* node) {
    const bool has_name = std::holds_alternative<Ref>(spec.node().shape);
    std::vector<const Node*>& here = has_name ? names : unnamed;
    if (std::ranges::count(here, node) != 0) return false;
    here.push_back(node);
    if (has_name) unnamed.clear();
    return true;
  }
};

std::optional<Flat> flat_schema(const Schema& schema, const Library* library) {
  Flat out;
  for (const Option& option : schema.options) {
    if (option.label == "closed") out.closed = option.value == Constant(true);
  }
  std::vector<Flat::Field> local;
  for (const Member& member : schema.members) {
    if (const auto* field = std::get_if<Field>(&member.shape)) {
      local.push_back({&member, field->key, field->presence == Presence::required, field->spec});
    }
  }
  const auto has = [](const std::vector<Flat::Field>& fields, const std::string& key) {
    return std::ranges::any_of(fields, [&](const Flat::Field& f) { return f.key == key; });
  };
  const auto add_once = [](auto& parts, const auto& part) {
    if (std::ranges::none_of(parts, [&](const auto& p) { return p.origin == part.origin; })) parts.push_back(part);
  };
  // A local field of an included name replaces it: it stands where the first of the two does.
  std::size_t next_local = 0;
  std::optional<Spec> included_rest;
  for (const Member& member : schema.members) {
    if (std::holds_alternative<Field>(member.shape)) {
      const Flat::Field& field = local[next_local++];
      if (!has(out.fields, field.key)) out.fields.push_back(field);
    } else if (const auto* include = std::get_if<Include>(&member.shape)) {
      const Flat from = *flat(include->spec, library);
      for (const Flat::Field& field : from.fields) {
        if (has(out.fields, field.key)) continue;
        const auto own = std::ranges::find(local, field.key, &Flat::Field::key);
        out.fields.push_back(own == local.end() ? field : *own);
      }
      for (const auto& part : from.keys) add_once(out.keys, part);
      for (const auto& part : from.groups) add_once(out.groups, part);
      for (const auto& part : from.checks) add_once(out.checks, part);
      if (!included_rest) included_rest = from.rest;
    } else if (const auto* keys = std::get_if<Keys>(&member.shape)) {
      out.keys.push_back({&member, *keys});
    } else if (const auto* rest = std::get_if<Rest>(&member.shape)) {
      out.rest = rest->value;
    } else if (const auto* require = std::get_if<Require>(&member.shape)) {
      out.groups.push_back({&member, *require});
    } else if (const auto* check = std::get_if<Check>(&member.shape)) {
      out.checks.push_back({&member, *check});
    }
  }
  if (!out.rest) out.rest = included_rest;
  return out;
}

bool lists(const Selector& selector, const std::string& key) {
  return std::ranges::any_of(selector.entries, [&](const Selector::Entry& e) { return e.key == key; });
}

bool names_a_key_outside(const PresenceExpr& expr, const std::vector<std::string>& dropped) {
  if (expr.kind == PresenceExpr::Kind::key) return std::ranges::count(dropped, expr.key) != 0;
  return std::ranges::any_of(expr.terms, [&](const PresenceExpr& term) { return names_a_key_outside(term, dropped); });
}

std::optional<Flat> flat_edit(const Edit& edit, const Library* library) {
  std::optional<Flat> out = flat(edit.spec, library);
  if (!out) return out;
  const auto listed = [&](const std::string& key) { return !edit.selector || lists(*edit.selector, key); };
  if (edit.kind == EditKind::partial || edit.kind == EditKind::required) {
    for (Flat::Field& field : out->fields) {
      if (listed(field.key)) field.required = edit.kind == EditKind::required;
    }
    return out;
  }
  std::vector<std::string> dropped;
  for (const Flat::Field& field : out->fields) {
    if (listed(field.key) != (edit.kind == EditKind::pick)) dropped.push_back(field.key);
  }
  const auto is_dropped = [&](const std::string& key) { return std::ranges::count(dropped, key) != 0; };
  std::erase_if(out->fields, [&](const Flat::Field& f) { return is_dropped(f.key); });
  std::erase_if(out->groups, [&](const auto& part) { return names_a_key_outside(part.what.expr, dropped); });
  std::erase_if(out->checks, [&](const auto& part) {
    const Check& check = part.what;
    return is_dropped(check.left.front()) || is_dropped(check.right.front()) ||
           (check.at && is_dropped(check.at->front()));
  });
  return out;
}

/// The level as a schema of its own.
Spec unflat(const Flat& level) {
  Schema schema;
  if (level.closed) schema.options.push_back({"closed", Constant(true), {}});
  for (const Flat::Field& field : level.fields) {
    const Presence presence = field.required ? Presence::required : Presence::optional;
    schema.members.push_back({Field{presence, field.key, field.spec, {}}});
  }
  for (const auto& part : level.keys) schema.members.push_back({part.what});
  if (level.rest) schema.members.push_back({Rest{*level.rest}});
  for (const auto& part : level.groups) schema.members.push_back({part.what});
  for (const auto& part : level.checks) schema.members.push_back({part.what});
  return Spec(Node{std::move(schema)});
}

std::optional<Flat> flat_everything(const Spec& spec, const Library* library, Entered entered);

/// What becomes of a field's spec below `selection(S)`: schemas lose their optional fields, in coll_of, map_of and
/// maybe too; all else stays.
Spec everything(const Spec& spec, const Library* library, Entered entered) {
  if (const std::optional<Flat> level = flat_everything(spec, library, entered)) return unflat(*level);
  const Node* node = &named(spec, library).node();
  if (!entered.enter(spec, node)) return spec;
  if (const auto* coll_of = std::get_if<CollOf>(&node->shape)) {
    return Spec(Node{CollOf{everything(coll_of->element, library, entered), coll_of->counts}});
  }
  if (const auto* map_of = std::get_if<MapOf>(&node->shape)) {
    return Spec(Node{MapOf{map_of->key, everything(map_of->value, library, entered), map_of->counts}});
  }
  if (const auto* maybe = std::get_if<Maybe>(&node->shape)) {
    return Spec(Node{Maybe{everything(maybe->term, library, entered)}});
  }
  return spec;
}

/// nullopt: this is no schema, or a selection or recursion, where requiring stops.
std::optional<Flat> flat_everything(const Spec& spec, const Library* library, Entered entered) {
  const Spec& target = named(spec, library);
  const Node* node = &target.node();
  if (!std::holds_alternative<Schema>(node->shape) && !std::holds_alternative<Edit>(node->shape)) return std::nullopt;
  if (!entered.enter(spec, node)) return std::nullopt;
  std::optional<Flat> level = flat(target, library);
  for (Flat::Field& field : level->fields) {
    field.required = true;
    if (field.spec) field.spec = everything(*field.spec, library, entered);
  }
  return level;
}

std::optional<Flat> flat_selection(const Selection& selection, const Library* library) {
  if (!selection.selector) return flat_everything(selection.spec, library, {});
  std::optional<Flat> level = flat(selection.spec, library);
  if (!level) return level;
  for (Flat::Field& field : level->fields) {
    field.required = lists(*selection.selector, field.key);
    for (const Selector::Entry& entry : selection.selector->entries) {
      if (entry.key == field.key && entry.nested) field.spec = Spec(Node{Selection{*field.spec, entry.nested}});
    }
  }
  return level;
}

}  // namespace

const Definition* find(const Ref& ref, const Library* library) {
  if (library == nullptr || ref.file >= library->files.size()) return nullptr;
  const auto in = [](const SchemaFile& file, const std::string& name) -> const Definition* {
    const auto found = std::ranges::find(file.definitions, name, &Definition::name);
    return found == file.definitions.end() ? nullptr : &*found;
  };
  const SchemaFile& file = library->files[ref.file];
  if (const Definition* own = in(file, ref.name)) return own;
  for (const Import& import : file.imports) {
    if (import.file >= library->files.size()) continue;
    const std::string prefix = import.alias.empty() ? "" : import.alias + ".";
    if (!ref.name.starts_with(prefix)) continue;
    const std::string name = ref.name.substr(prefix.size());
    if (name.starts_with('_')) continue;
    if (const Definition* imported = in(library->files[import.file], name)) return imported;
  }
  return nullptr;
}

std::optional<Flat> flat(const Spec& spec, const Library* library) {
  const Shape& shape = spec.node().shape;
  if (const auto* schema = std::get_if<Schema>(&shape)) return flat_schema(*schema, library);
  if (const auto* edit = std::get_if<Edit>(&shape)) return flat_edit(*edit, library);
  if (const auto* selection = std::get_if<Selection>(&shape)) return flat_selection(*selection, library);
  if (const auto* ref = std::get_if<Ref>(&shape)) {
    const Definition* definition = find(*ref, library);
    return definition == nullptr ? std::nullopt : flat(definition->spec, library);
  }
  return std::nullopt;
}

}  // namespace norm::judge
