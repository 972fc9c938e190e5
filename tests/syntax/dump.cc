// The structural dump.
#include "syntax/dump.h"

#include <norm/constant.h>

#include <fmt/core.h>

namespace norm::syntax {
namespace {

std::string path(const KeyPath& path) {
  std::string out = "[";
  for (const std::string& key : path) out += (out.size() > 1 ? "/" : "") + key;
  return out + "]";
}

std::string text(const Option& option) { return fmt::format(" {}={}", option.label, print(option.value)); }

std::string text(const Annotation& annotation) {
  std::string out = " @" + annotation.name;
  for (const Option& argument : annotation.args) out += text(argument);
  return out;
}

std::string text(const PresenceExpr& expr) {
  if (expr.kind == PresenceExpr::Kind::key) return expr.key;
  std::string out = expr.kind == PresenceExpr::Kind::all ? "(&" : "(|";
  for (const PresenceExpr& term : expr.terms) out += " " + text(term);
  return out + ")";
}

std::string text(const Selector& selector) {
  std::string out = "[";
  for (const Selector::Entry& entry : selector.entries) {
    if (out.size() > 1) out += " ";
    out += entry.key;
    if (entry.nested) out += text(*entry.nested);
  }
  return out + "]";
}

std::string_view name(Relation relation) {
  switch (relation) {
    case Relation::eq: return "eq";
    case Relation::ne: return "ne";
    case Relation::lt: return "lt";
    case Relation::le: return "le";
    case Relation::gt: return "gt";
    case Relation::ge: return "ge";
  }
  return "";
}

std::string_view name(EditKind kind) {
  switch (kind) {
    case EditKind::pick: return "pick";
    case EditKind::omit: return "omit";
    case EditKind::partial: return "partial";
    case EditKind::required: return "required";
  }
  return "";
}

struct Dumper {
  std::string operator()(const Predicate& node) const {
    if (node.args.empty()) return node.name;
    std::string out = "(" + node.name;
    for (const Argument& argument : node.args) out += " " + std::visit(*this, argument);
    return out + ")";
  }
  std::string operator()(const Constant& constant) const { return print(constant); }
  std::string operator()(const Range& range) const { return range.low.text + ".." + range.high.text; }
  std::string operator()(const Regex& regex) const { return "/" + regex.pattern + "/" + regex.flags; }
  std::string operator()(const Literal& node) const { return "(lit " + print(node.constant) + ")"; }
  std::string operator()(const Enum& node) const {
    std::string out = "(enum";
    for (const Constant& constant : node.constants) out += " " + print(constant);
    return out + ")";
  }
  std::string operator()(const Conjunction& node) const { return list("&", node.terms); }
  std::string operator()(const Disjunction& node) const { return list("|", node.terms); }
  std::string operator()(const AllOf& node) const { return list("all_of", node.terms); }
  std::string operator()(const Negation& node) const { return list("!", {node.term}); }
  std::string operator()(const Maybe& node) const { return list("maybe", {node.term}); }
  std::string operator()(const Alt& node) const {
    std::string out = "(alt";
    for (const Tagged& branch : node.branches) out += " " + branch.tag + "=" + dump(branch.spec);
    return out + ")";
  }
  std::string operator()(const Tuple& node) const {
    return list("tuple", node.elements, node.rest ? " rest=" + dump(*node.rest) : "");
  }
  std::string operator()(const CollOf& node) const { return list("coll_of", {node.element}, counts(node.counts)); }
  std::string operator()(const MapOf& node) const {
    return list("map_of", {node.key, node.value}, counts(node.counts));
  }
  std::string operator()(const Ref& node) const { return fmt::format("<{}@{}>", node.name, node.file); }
  std::string operator()(const Schema& node) const {
    std::string out = "(schema";
    for (const Option& option : node.options) out += text(option);
    for (const Member& member : node.members) {
      out += " (" + std::visit(*this, member.shape);
      for (const Annotation& annotation : member.annotations) out += text(annotation);
      if (!member.doc.empty()) out += " doc<" + member.doc + ">";
      out += ")";
    }
    return out + ")";
  }
  std::string operator()(const Multi& node) const {
    std::string out = "(multi " + path(node.tag);
    for (const Arm& arm : node.arms) {
      out += " (";
      for (const Constant& tag : arm.tags) out += print(tag) + " ";
      out += "=> " + dump(arm.spec) + ")";
    }
    if (node.otherwise) out += " (else " + dump(*node.otherwise) + ")";
    return out + ")";
  }
  std::string operator()(const Selection& node) const {
    return list("selection", {node.spec}, node.selector ? " " + text(*node.selector) : "");
  }
  std::string operator()(const Edit& node) const {
    return list(name(node.kind), {node.spec}, node.selector ? " " + text(*node.selector) : "");
  }

  std::string operator()(const Field& field) const {
    std::string out = (field.presence == Presence::required ? "req " : "opt ") + field.key;
    if (field.spec) out += " " + dump(*field.spec);
    for (const Option& option : field.options) out += text(option);
    return out;
  }
  std::string operator()(const Include& member) const { return "include " + dump(member.spec); }
  std::string operator()(const Keys& member) const { return "keys " + dump(member.key) + " " + dump(member.value); }
  std::string operator()(const Rest& member) const { return "rest " + dump(member.value); }
  std::string operator()(const Reserved& member) const {
    std::string out = "reserved";
    for (const std::string& key : member.keys) out += " " + key;
    return out;
  }
  std::string operator()(const Require& member) const { return "require " + text(member.expr); }
  std::string operator()(const Check& member) const {
    std::string out = fmt::format("check {} {} {}", path(member.left), name(member.relation), path(member.right));
    if (member.at) out += " at=" + path(*member.at);
    if (member.message) out += " message=" + *member.message;
    return out;
  }

  static std::string dump(const Spec& spec) { return std::visit(Dumper{}, spec.node().shape); }

  static std::string list(std::string_view head, const std::vector<Spec>& specs, const std::string& tail = {}) {
    std::string out = fmt::format("({}", head);
    for (const Spec& spec : specs) out += " " + dump(spec);
    return out + tail + ")";
  }
  static std::string counts(const Counts& counts) {
    std::string out;
    if (counts.min_count) out += " min=" + counts.min_count->text;
    if (counts.max_count) out += " max=" + counts.max_count->text;
    if (counts.distinct) out += *counts.distinct ? " distinct" : " any";
    return out;
  }
};

}  // namespace

std::string dump(const Spec& spec) { return Dumper::dump(spec); }

std::string dump(const SchemaFile& file) {
  std::string out;
  if (!file.module.empty()) out += "module " + file.module + "\n";
  for (const Import& import : file.imports) out += fmt::format("import {} as {}\n", import.path, import.alias);
  for (const Extern& external : file.externs) {
    out += fmt::format("extern {} {} {}\n", external.name, external.arity, external.base ? dump(*external.base) : "");
  }
  for (const Definition& definition : file.definitions) {
    out += definition.name + " = " + dump(definition.spec);
    for (const Annotation& annotation : definition.annotations) out += text(annotation);
    if (!definition.doc.empty()) out += " doc<" + definition.doc + ">";
    out += "\n";
  }
  return out;
}

}  // namespace norm::syntax
