// The tree's way back to text: canonical, on one line, such that parsing it gives the same tree.
#include <norm/print.h>

#include <utility>

#include "spec/text.h"

namespace norm {
namespace {

using spec::append_quoted;

// How tightly a place binds: what stands there is put in parentheses if it binds less.
enum class Tightness { disjunction, conjunction, unary };

std::string_view sign(Relation relation) {
  switch (relation) {
    case Relation::eq: return "==";
    case Relation::ne: return "!=";
    case Relation::lt: return "<";
    case Relation::le: return "<=";
    case Relation::gt: return ">";
    case Relation::ge: return ">=";
  }
  return "";
}

std::string_view word(EditKind kind) {
  switch (kind) {
    case EditKind::pick: return "pick";
    case EditKind::omit: return "omit";
    case EditKind::partial: return "partial";
    case EditKind::required: return "required";
  }
  return "";
}

class Printer {
 public:
  std::string out;

  void spec(const Spec& spec, Tightness place = Tightness::disjunction) {
    const Shape& shape = spec.node().shape;
    const bool loose = (std::holds_alternative<Disjunction>(shape) && place > Tightness::disjunction) ||
                       (std::holds_alternative<Conjunction>(shape) && place > Tightness::conjunction);
    if (loose) out += '(';
    std::visit(*this, shape);
    if (loose) out += ')';
  }

  void operator()(const Predicate& predicate) {
    const bool is_sign = predicate.name.find_first_of("<>.") != std::string::npos;
    if (is_sign && predicate.name != "..") out += predicate.name + ' ';
    if (!is_sign) out += predicate.name;
    if (predicate.args.empty()) return;
    if (!is_sign) out += '(';
    list(predicate.args, [&](const Argument& argument) { std::visit(*this, argument); });
    if (!is_sign) out += ')';
  }
  void operator()(const Constant& constant) { out += print(constant); }
  void operator()(const Range& range) { out += range.low.text + ".." + range.high.text; }
  void operator()(const Regex& regex) { out += '/' + regex.pattern + '/' + regex.flags; }
  void operator()(const Literal& literal) { out += "lit(" + print(literal.constant) + ')'; }
  void operator()(const Enum& choice) {
    out += "enum(";
    list(choice.constants, [&](const Constant& constant) { out += print(constant); });
    out += ')';
  }
  void operator()(const Conjunction& conjunction) { terms(conjunction.terms, " & ", Tightness::unary); }
  void operator()(const Disjunction& disjunction) { terms(disjunction.terms, " | ", Tightness::conjunction); }
  void operator()(const AllOf& all) { call("all_of", all.terms); }
  void operator()(const Negation& negation) {
    out += '!';
    spec(negation.term, Tightness::unary);
  }
  void operator()(const Maybe& maybe) {
    out += "maybe(";
    spec(maybe.term);
    out += ')';
  }
  void operator()(const Alt& alt) {
    out += "alt(";
    list(alt.branches, [&](const Tagged& branch) {
      out += branch.tag + ": ";
      spec(branch.spec);
    });
    out += ')';
  }
  void operator()(const Tuple& tuple) {
    out += "tuple(";
    list(tuple.elements, [&](const Spec& element) { spec(element); });
    if (tuple.rest) {
      out += tuple.elements.empty() ? "rest: " : ", rest: ";
      spec(*tuple.rest);
    }
    out += ')';
  }
  void operator()(const CollOf& collection) {
    out += "coll_of(";
    spec(collection.element);
    counts(collection.counts);
    out += ')';
  }
  void operator()(const MapOf& map) {
    out += "map_of(";
    spec(map.key);
    out += ", ";
    spec(map.value);
    counts(map.counts);
    out += ')';
  }
  void operator()(const Ref& ref) { out += ref.name; }
  void operator()(const Schema& schema) {
    out += "schema";
    if (!schema.options.empty()) {
      out += '(';
      list(schema.options, [&](const Option& option) { labelled(option); });
      out += ')';
    }
    out += " {";
    bool first = true;
    for (const Member& member : schema.members) {
      out += std::exchange(first, false) ? " " : "  ";
      this->member(member);
    }
    out += " }";
  }
  void operator()(const Multi& multi) {
    out += "multi(" + print_path(multi.tag) + ") {";
    bool first = true;
    for (const Arm& arm : multi.arms) {
      out += std::exchange(first, false) ? " " : "  ";
      bool first_tag = true;
      for (const Constant& tag : arm.tags) {
        if (!std::exchange(first_tag, false)) out += " | ";
        out += print(tag);
      }
      out += " => ";
      spec(arm.spec);
    }
    if (multi.otherwise) {
      out += first ? " else => " : "  else => ";
      spec(*multi.otherwise);
    }
    out += " }";
  }
  void operator()(const Selection& selection) { edit("selection", selection.spec, selection.selector); }
  void operator()(const Edit& change) { edit(word(change.kind), change.spec, change.selector); }

  void operator()(const Field& field) {
    out += field.presence == Presence::required ? "req " : "opt ";
    out += print_key(field.key);
    if (field.spec) {
      out += ", ";
      spec(*field.spec);
    }
    for (const Option& option : field.options) {
      out += ", ";
      labelled(option);
    }
  }
  void operator()(const Include& include) {
    out += "include ";
    spec(include.spec);
  }
  void operator()(const Keys& keys) {
    out += "keys ";
    spec(keys.key);
    out += ", ";
    spec(keys.value);
  }
  void operator()(const Rest& rest) {
    out += "rest ";
    spec(rest.value);
  }
  void operator()(const Reserved& reserved) {
    out += "reserved ";
    list(reserved.keys, [&](const std::string& key) { out += print_key(key); });
  }
  void operator()(const Require& require) { out += "require " + print(require.expr); }
  void operator()(const Check& check) {
    out += "check " + print(check);
    if (check.at) out += ", at: " + print_path(*check.at);
    if (check.message) {
      out += ", message: ";
      append_quoted(out, *check.message);
    }
  }

  void annotations(const std::vector<Annotation>& annotations) {
    for (const Annotation& annotation : annotations) {
      out += '@' + annotation.name;
      if (!annotation.args.empty()) {
        out += '(';
        list(annotation.args, [&](const Option& argument) { labelled(argument); });
        out += ')';
      }
      out += ' ';
    }
  }

  // A doc comment ends with its line, so it is the one thing that breaks the line.
  void doc(const std::string& doc) {
    if (doc.empty()) return;
    if (!out.empty() && out.back() != '\n') out += '\n';
    for (std::size_t at = 0; at <= doc.size();) {
      const std::size_t end = std::min(doc.find('\n', at), doc.size());
      out += end == at ? "##" : "## ";
      out.append(doc, at, end - at);
      out += '\n';
      at = end + 1;
    }
  }

 private:
  template <class List, class Each>
  void list(const List& items, Each each) {
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) out += ", ";
      each(item);
    }
  }

  void terms(const std::vector<Spec>& terms, std::string_view between, Tightness tightness) {
    bool first = true;
    for (const Spec& term : terms) {
      if (!std::exchange(first, false)) out += between;
      spec(term, tightness);
    }
  }

  void call(std::string_view name, const std::vector<Spec>& terms) {
    out += name;
    out += '(';
    list(terms, [&](const Spec& term) { spec(term); });
    out += ')';
  }

  void counts(const Counts& counts) {
    if (counts.min_count) out += ", min_count: " + counts.min_count->text;
    if (counts.max_count) out += ", max_count: " + counts.max_count->text;
    if (counts.distinct) out += *counts.distinct ? ", distinct: true" : ", distinct: false";
  }

  void labelled(const Option& option) {
    if (!option.label.empty()) out += option.label + ": ";
    out += print(option.value);
  }

  void member(const Member& member) {
    doc(member.doc);
    annotations(member.annotations);
    std::visit(*this, member.shape);
  }

  void edit(std::string_view name, const Spec& of, const std::optional<Selector>& selected) {
    out += name;
    out += '(';
    spec(of);
    if (selected) {
      out += ", ";
      selector(*selected);
    }
    out += ')';
  }

  void selector(const Selector& selected) {
    out += '[';
    list(selected.entries, [&](const Selector::Entry& entry) {
      if (!entry.nested) {
        out += print_key(entry.key);
        return;
      }
      if (spec::is_word(entry.key) && entry.key.back() != '?' && entry.key.back() != '!') {
        out += entry.key;
      } else {
        append_quoted(out, entry.key);
      }
      out += ": ";
      selector(*entry.nested);
    });
    out += ']';
  }
};

void append(std::string& out, const PresenceExpr& expr, Tightness place) {
  switch (expr.kind) {
    case PresenceExpr::Kind::key: out += print_key(expr.key); return;
    case PresenceExpr::Kind::all:
    case PresenceExpr::Kind::any: break;
  }
  const bool any = expr.kind == PresenceExpr::Kind::any;
  const bool loose = place == Tightness::unary || (any && place == Tightness::conjunction);
  if (loose) out += '(';
  bool first = true;
  for (const PresenceExpr& term : expr.terms) {
    if (!std::exchange(first, false)) out += any ? " | " : " & ";
    append(out, term, any ? Tightness::conjunction : Tightness::unary);
  }
  if (loose) out += ')';
}

}  // namespace

std::string print(const Spec& spec) {
  Printer printer;
  printer.spec(spec);
  return std::move(printer.out);
}

std::string print(const PresenceExpr& expr) {
  std::string out;
  append(out, expr, Tightness::disjunction);
  return out;
}

std::string print(const Check& check) {
  return print_path(check.left) + ' ' + std::string(sign(check.relation)) + ' ' + print_path(check.right);
}

std::string print_path(const KeyPath& path) {
  std::string out;
  for (const std::string& key : path) {
    if (!out.empty()) out += '/';
    out += print_key(key);
  }
  return out;
}

std::string print_key(std::string_view key) {
  std::string out = ":";
  if (spec::is_word(key)) {
    out += key;
  } else {
    spec::append_quoted(out, key);
  }
  return out;
}

std::string print(const Module& module) {
  const SchemaFile& file = module.library()->files.front();
  Printer printer;
  std::string& out = printer.out;
  if (!file.module.empty()) out += "module " + file.module + '\n';
  for (const Import& import : file.imports) {
    out += "import ";
    spec::append_quoted(out, import.path);
    if (!import.alias.empty()) out += " as " + import.alias;
    out += '\n';
  }
  for (const Extern& external : file.externs) {
    out += "extern " + external.name;
    if (external.arity > 0) out += '(' + std::to_string(external.arity) + ')';
    if (external.base) {
      out += " : ";
      printer.spec(*external.base);
    }
    out += '\n';
  }
  for (const Definition& definition : file.definitions) {
    printer.doc(definition.doc);
    printer.annotations(definition.annotations);
    out += definition.name + " = ";
    printer.spec(definition.spec);
    out += '\n';
  }
  return std::move(out);
}

}  // namespace norm
