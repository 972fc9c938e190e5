// Schemas: their options and members, annotations and doc comments.
#include <algorithm>
#include <utility>

#include "syntax/build.h"

namespace norm::syntax {
namespace {

Relation relation_of(std::string_view sign) {
  constexpr std::pair<std::string_view, Relation> kSigns[] = {{"==", Relation::eq}, {"!=", Relation::ne},
                                                              {"<", Relation::lt},  {"<=", Relation::le},
                                                              {">", Relation::gt},  {">=", Relation::ge}};
  for (const auto& [text, relation] : kSigns) {
    if (text == sign) return relation;
  }
  return Relation::eq;  // the grammar knows no other sign
}

// Grouping leaves no trace: `(:a | :b) | :c` is one list.
PresenceExpr joined(PresenceExpr::Kind kind, std::vector<PresenceExpr> terms) {
  if (terms.size() == 1) return std::move(terms.front());
  PresenceExpr out{kind, {}, {}};
  for (PresenceExpr& term : terms) {
    if (term.kind != kind) {
      out.terms.push_back(std::move(term));
      continue;
    }
    for (PresenceExpr& inner : term.terms) out.terms.push_back(std::move(inner));
  }
  return out;
}

}  // namespace

Shape Builder::schema(View view) {
  Schema out;
  for (const View child : view.children()) {
    if (child.kind() == Kind::member) {
      out.members.push_back(member(child));
    } else {
      for (const View given : child.children()) out.options.push_back(option(given));
    }
  }
  return out;
}

Option Builder::option(View view) const {
  Option out;
  for (const View part : view.children()) {
    if (part.kind() == Kind::label_name) {
      out.label = std::string(part.text());
    } else {
      out.value = constant_of(part);
    }
  }
  out.source = span(view);
  return out;
}

Annotation Builder::annotation(View view) const {
  Annotation out;
  out.source = span(view);
  for (const View part : view.children()) {
    if (part.kind() == Kind::annotation_name) {
      out.name = std::string(part.text());
    } else {
      out.args.push_back(option(part));
    }
  }
  return out;
}

void append_doc(std::string& doc, std::string_view more) {
  if (!doc.empty() && !more.empty()) doc += '\n';
  doc += more;
}

std::string Builder::doc_before(std::size_t offset) const {
  const Tape::Run run = tape_.blanks_before(offset);
  std::string_view blanks = text_.substr(run.begin, run.end - run.begin);
  std::string out;
  while (true) {
    const std::size_t comment = blanks.find('#');
    if (comment == std::string_view::npos) return out;
    std::size_t end = std::min(blanks.find('\n', comment), blanks.size());
    std::string_view line = blanks.substr(comment, end - comment);
    blanks.remove_prefix(end);
    if (!line.starts_with("##") || line.starts_with("###")) continue;  // a ruler of ### is no doc
    line.remove_prefix(2);
    if (line.starts_with(' ')) line.remove_prefix(1);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    if (!out.empty()) out += '\n';
    out += line;
  }
}

Member Builder::member(View view) {
  Member out{Field{}, {}, doc_before(view.begin()), {}};
  for (const View child : view.children()) {
    if (child.kind() == Kind::annotation) {
      out.annotations.push_back(annotation(child));
      continue;
    }
    if (child.begin() != view.begin()) append_doc(out.doc, doc_before(child.begin()));  // between annotation and member
    out.source = span(child);
    out.shape = member_shape(child);
  }
  return out;
}

MemberShape Builder::member_shape(View view) {
  const Kind kind = view.kind();
  if (kind == Kind::required_field) return field(view, Presence::required);
  if (kind == Kind::optional_field) return field(view, Presence::optional);
  if (kind == Kind::include) return Include{expression(view.first())};
  if (kind == Kind::keys) return Keys{expression(view.first()), expression(view.second())};
  if (kind == Kind::rest) return Rest{expression(view.first())};
  if (kind == Kind::require) return Require{presence(view.first())};
  if (kind == Kind::check) return check(view);
  Reserved reserved;
  for (const View key : view.children()) reserved.keys.push_back(key_of(key));
  return reserved;
}

Field Builder::field(View view, Presence presence) {
  Field out;
  out.presence = presence;
  for (const View child : view.children()) {
    if (child.kind() == Kind::key) out.key = key_of(child);
    if (child.kind() == Kind::expression) out.spec = expression(child);
    if (child.kind() == Kind::option) out.options.push_back(option(child));
  }
  return out;
}

Check Builder::check(View view) {
  Check out;
  bool left = true;
  for (const View child : view.children()) {
    if (child.kind() == Kind::path) (std::exchange(left, false) ? out.left : out.right) = path_of(child);
    if (child.kind() == Kind::relation) out.relation = relation_of(child.text());
    if (child.kind() == Kind::check_at) {
      if (out.at) report(child, "duplicate-option", "check has the option at: twice");
      out.at = path_of(child.first());
    }
    if (child.kind() == Kind::check_message) {
      if (out.message) report(child, "duplicate-option", "check has the option message: twice");
      out.message = string_of(child.first());
    }
  }
  return out;
}

PresenceExpr Builder::presence(View view) const {
  if (view.kind() == Kind::key) return {PresenceExpr::Kind::key, key_of(view), {}};
  if (view.kind() == Kind::presence_group) return presence(view.first());
  std::vector<PresenceExpr> terms;
  for (const View child : view.children()) terms.push_back(presence(child));
  return joined(view.kind() == Kind::presence ? PresenceExpr::Kind::any : PresenceExpr::Kind::all, std::move(terms));
}

}  // namespace norm::syntax
