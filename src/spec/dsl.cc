// The combinators of norm/dsl.h: each builds the tree that the same word of `.norm` text parses to.
#include <norm/dsl.h>

#include "predicate/table.h"

namespace norm {
namespace {

// `a & b & c` is one node however it was grouped, as it is when parsed.
template <class List>
void append(std::vector<Spec>& terms, const Spec& spec) {
  if (const auto* inner = std::get_if<List>(&spec.node().shape)) {
    // A spec that was found in a Module keeps what its names mean.
    for (const Spec& term : inner->terms) terms.push_back(spec.library() ? Spec(term, spec.library()) : term);
  } else {
    terms.push_back(spec);
  }
}

template <class List>
Spec joined(const Spec& a, const Spec& b) {
  std::vector<Spec> terms;
  append<List>(terms, a);
  append<List>(terms, b);
  return Spec(Node{List{std::move(terms)}});
}

PresenceExpr joined(PresenceExpr::Kind kind, PresenceExpr a, PresenceExpr b) {
  PresenceExpr out{kind, {}, {}};
  for (PresenceExpr* side : {&a, &b}) {
    if (side->kind == kind) {
      for (PresenceExpr& term : side->terms) out.terms.push_back(std::move(term));
    } else {
      out.terms.push_back(std::move(*side));
    }
  }
  return out;
}

Member field(Presence presence, std::string key, std::optional<Spec> spec, FieldOptions options) {
  std::vector<Option> list;
  if (!options.doc.empty()) list.push_back({"doc", std::move(options.doc), {}});
  if (options.default_value) list.push_back({"default", std::move(*options.default_value), {}});
  if (options.deprecated) list.push_back({"deprecated", std::move(*options.deprecated), {}});
  if (!options.message.empty()) list.push_back({"message", std::move(options.message), {}});
  return Member{Field{presence, std::move(key), std::move(spec), std::move(list)}, std::move(options.annotations)};
}

Selector plain(std::vector<std::string> keys) {
  Selector selector;
  for (std::string& key : keys) selector.entries.push_back({std::move(key), std::nullopt, {}});
  return selector;
}

// A pattern as it can stand between slashes on one line, with the same meaning.
std::string as_written(std::string_view pattern) {
  if (pattern.empty()) return "(?:)";
  std::string out;
  bool in_class = false;
  std::size_t class_begin = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      out += c;
      out += pattern[++i];
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '/' && !in_class) {
      out += "\\/";
    } else {
      if (c == '[' && !in_class) {
        in_class = true;
        class_begin = i + (pattern.substr(i + 1, 1) == "^" ? 2 : 1);
      } else if (c == '[' && pattern.substr(i + 1, 1) == ":") {
        if (const std::size_t end = pattern.find(":]", i + 2); end != std::string_view::npos) {
          out += pattern.substr(i, end + 2 - i);
          i = end + 1;
          continue;
        }
      } else if (c == ']' && in_class && i != class_begin) {
        in_class = false;
      }
      out += c;
    }
  }
  return out;
}

Spec edit(EditKind kind, Spec spec, std::optional<Selector> selector) {
  return Spec(Node{Edit{kind, std::move(spec), std::move(selector)}});
}

}  // namespace

Spec operator&(const Spec& a, const Spec& b) { return joined<Conjunction>(a, b); }
Spec operator|(const Spec& a, const Spec& b) { return joined<Disjunction>(a, b); }
Spec operator!(const Spec& a) { return Spec(Node{Negation{a}}); }

Spec one_of(std::vector<Spec> terms) {
  if (terms.size() == 1) return terms.front();
  Disjunction flat;
  for (const Spec& term : terms) append<Disjunction>(flat.terms, term);
  return Spec(Node{std::move(flat)});
}

Spec all_of(std::vector<Spec> terms) { return Spec(Node{AllOf{std::move(terms)}}); }
Spec maybe(Spec spec) { return Spec(Node{Maybe{std::move(spec)}}); }
Spec alt(std::vector<Tagged> branches) { return Spec(Node{Alt{std::move(branches)}}); }
Spec ref(std::string name) { return Spec(Node{Ref{std::move(name)}}); }
Spec lit(Constant constant) { return Spec(Node{Literal{std::move(constant)}}); }

Spec coll_of(Spec element, Counts counts) { return Spec(Node{CollOf{std::move(element), std::move(counts)}}); }

Spec map_of(Spec key, Spec value, Counts counts) {
  return Spec(Node{MapOf{std::move(key), std::move(value), std::move(counts)}});
}

Spec tuple(std::vector<Spec> elements) { return Spec(Node{Tuple{std::move(elements), std::nullopt}}); }

Spec tuple(std::vector<Spec> elements, Member rest) {
  const Rest* tail = std::get_if<Rest>(&rest.shape);
  return Spec(Node{Tuple{std::move(elements), tail ? std::optional<Spec>(tail->value) : std::nullopt}});
}

Member req(std::string key) { return field(Presence::required, std::move(key), std::nullopt, {}); }
Member req(std::string key, Spec spec, FieldOptions options) {
  return field(Presence::required, std::move(key), std::move(spec), std::move(options));
}
Member opt(std::string key) { return field(Presence::optional, std::move(key), std::nullopt, {}); }
Member opt(std::string key, Spec spec, FieldOptions options) {
  return field(Presence::optional, std::move(key), std::move(spec), std::move(options));
}
Member include(Spec schema) { return Member{Include{std::move(schema)}}; }
Member keys(Spec key, Spec value) { return Member{Keys{std::move(key), std::move(value)}}; }
Member rest(Spec value) { return Member{Rest{std::move(value)}}; }
Member reserved(std::vector<std::string> keys) { return Member{Reserved{std::move(keys)}}; }
Member require(PresenceExpr expr) { return Member{Require{std::move(expr)}}; }
Member check(KeyPath left, Relation relation, KeyPath right, std::optional<KeyPath> at,
             std::optional<std::string> message) {
  return Member{Check{std::move(left), relation, std::move(right), std::move(at), std::move(message)}};
}

PresenceExpr key(std::string name) { return PresenceExpr{PresenceExpr::Kind::key, std::move(name), {}}; }
PresenceExpr operator&(PresenceExpr a, PresenceExpr b) {
  return joined(PresenceExpr::Kind::all, std::move(a), std::move(b));
}
PresenceExpr operator|(PresenceExpr a, PresenceExpr b) {
  return joined(PresenceExpr::Kind::any, std::move(a), std::move(b));
}

Annotation annotation(std::string name, std::vector<Constant> args) {
  Annotation out{std::move(name), {}, {}};
  for (Constant& arg : args) out.args.push_back({{}, std::move(arg), {}});
  return out;
}

Spec schema(std::vector<Member> members) { return Spec(Node{Schema{{}, std::move(members)}}); }
Spec schema(Closed, std::vector<Member> members) {
  return Spec(Node{Schema{{Option{"closed", true, {}}}, std::move(members)}});
}

Arm on(Constant tag, Spec spec) { return Arm{{std::move(tag)}, std::move(spec)}; }
Arm on(std::vector<Constant> tags, Spec spec) { return Arm{std::move(tags), std::move(spec)}; }
Spec multi(KeyPath tag, std::vector<Arm> arms) {
  return Spec(Node{Multi{std::move(tag), std::move(arms), std::nullopt}});
}
Spec multi(KeyPath tag, std::vector<Arm> arms, Spec otherwise) {
  return Spec(Node{Multi{std::move(tag), std::move(arms), std::move(otherwise)}});
}

Selector keys_of(std::vector<Selector::Entry> entries) { return Selector{std::move(entries)}; }
Selector::Entry at(std::string key, Selector nested) { return {std::move(key), std::move(nested), {}}; }
Selector::Entry at(std::string key) { return {std::move(key), std::nullopt, {}}; }

Spec selection(Spec spec) { return Spec(Node{Selection{std::move(spec), std::nullopt}}); }
Spec selection(Spec spec, Selector selector) { return Spec(Node{Selection{std::move(spec), std::move(selector)}}); }
Spec pick(Spec spec, std::vector<std::string> keys) {
  return edit(EditKind::pick, std::move(spec), plain(std::move(keys)));
}
Spec omit(Spec spec, std::vector<std::string> keys) {
  return edit(EditKind::omit, std::move(spec), plain(std::move(keys)));
}
Spec partial(Spec spec) { return edit(EditKind::partial, std::move(spec), std::nullopt); }
Spec partial(Spec spec, std::vector<std::string> keys) {
  return edit(EditKind::partial, std::move(spec), plain(std::move(keys)));
}
Spec required(Spec spec) { return edit(EditKind::required, std::move(spec), std::nullopt); }
Spec required(Spec spec, std::vector<std::string> keys) {
  return edit(EditKind::required, std::move(spec), plain(std::move(keys)));
}

Spec pred(std::string name, std::vector<Argument> args) {
  if (const predicate::Row* row = predicate::find(name); row != nullptr && !row->alias_of.empty()) name = row->alias_of;
  return Spec(Node{Predicate{std::move(name), std::move(args)}});
}

Regex regex(std::string_view pattern, std::string flags) { return {as_written(pattern), std::move(flags)}; }

}  // namespace norm
