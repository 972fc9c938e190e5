// The mistakes that a node shows by itself.
#include "check/nodes.h"

#include <fmt/format.h>
#include <norm/print.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "check/check.h"
#include "check/words.h"
#include "predicate/table.h"
#include "spec/constant_json.h"
#include "spec/nearest.h"
#include "spec/utf8.h"

namespace norm::checking {
namespace {

using predicate::Decimal;

template <class T>
bool holds(const Constant& constant) {
  return std::holds_alternative<T>(constant.value);
}

// Blanks and comments, as between any two tokens.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n') {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

struct NodeChecker::Visitor {
  NodeChecker& to;
  const SourceSpan& at;

  void operator()(const Predicate& shape) const { to.predicate(shape, at); }
  void operator()(const Literal& shape) const { to.constant(shape.constant, at); }
  void operator()(const Enum& shape) const {
    if (shape.constants.empty()) to.mistakes_.add(at, "empty-enum", "enum() has no value that it accepts");
    for (const Constant& constant : shape.constants) to.constant(constant, at);
  }
  void operator()(const Conjunction& shape) const { to.needs(!shape.terms.empty(), "&", at); }
  void operator()(const Disjunction& shape) const { to.needs(!shape.terms.empty(), "one_of", at); }
  void operator()(const AllOf& shape) const { to.needs(!shape.terms.empty(), "all_of", at); }
  void operator()(const Negation&) const {}
  void operator()(const Maybe&) const {}
  void operator()(const Alt& shape) const {
    to.needs(!shape.branches.empty(), "alt", at);
    for (const Tagged& branch : shape.branches) {
      if (!is_word(branch.tag)) {
        to.mistakes_.add(at, "name", fmt::format("{} is no tag of alt", print(Constant(branch.tag))),
                         "a tag is a letter or _, then letters, digits and _");
      }
    }
  }
  void operator()(const Tuple&) const {}
  void operator()(const CollOf& shape) const { to.counts(shape.counts, at); }
  void operator()(const MapOf& shape) const {
    to.counts(shape.counts, at);
    if (shape.counts.distinct) {
      to.mistakes_.add(at, "unknown-option", "map_of takes no option distinct:", "coll_of does");
    }
  }
  void operator()(const Ref&) const {}
  void operator()(const Schema& shape) const { to.schema(shape, at); }
  void operator()(const Multi& shape) const { to.multi(shape, at); }
  void operator()(const Selection& shape) const {
    if (shape.selector) to.selector(*shape.selector, at, 0);
  }
  void operator()(const Edit& shape) const {
    if (shape.selector) {
      to.selector(*shape.selector, at, 0);
    } else {
      to.needs(shape.kind != EditKind::pick && shape.kind != EditKind::omit,
               shape.kind == EditKind::pick ? "pick" : "omit", at);
    }
  }

  void operator()(const Field& field) const {
    to.text(field.key, at);
    to.repeated_options(field.options, at);
    for (const Option& option : field.options) to.field_option(option, at);
  }
  void operator()(const Include&) const {}
  void operator()(const Keys&) const {}
  void operator()(const Rest&) const {}
  void operator()(const Reserved& member) const {
    to.needs(!member.keys.empty(), "reserved", at);
    for (const std::string& key : member.keys) to.text(key, at);
  }
  void operator()(const Require& member) const { to.presence(member.expr, at, 0); }
  void operator()(const Check& member) const {
    to.path(member.left, at, "check");
    to.path(member.right, at, "check");
    if (member.at) to.path(*member.at, at, "at:");
    if (member.message) to.text(*member.message, at);
  }
};

void NodeChecker::check(const Node& node) { std::visit(Visitor{*this, node.source}, node.shape); }

void NodeChecker::check_doc(std::string_view doc, const SourceSpan& owner) { text(doc, owner); }

void NodeChecker::needs(bool enough, std::string_view what, const SourceSpan& at) {
  if (!enough) mistakes_.add(at, "arity", fmt::format("wrong arity: {} needs at least one", what));
}

// ---- predicates

void NodeChecker::predicate(const Predicate& predicate, const SourceSpan& at) {
  bool readable = true;
  bool constants_only = true;
  for (const Argument& argument : predicate.args) {
    if (const auto* value = std::get_if<Constant>(&argument)) {
      readable = constant(*value, at) && readable;
    } else if (const auto* range = std::get_if<Range>(&argument)) {
      readable = number(range->low, at) && number(range->high, at) && readable;
      constants_only = false;
    } else {
      const auto& regex = std::get<Regex>(argument);
      readable = text(regex.pattern, at) && text(regex.flags, at) && readable;
      constants_only = false;
    }
  }
  if (!readable) return;

  if (const predicate::Row* row = predicate::find(predicate.name)) {
    const auto operand = row->prepare(predicate.args);
    if (operand) return;
    const predicate::BadArgument& bad = operand.error();
    const SourceSpan place = bad.has_offset ? inside_regex(predicate, bad.index, bad.offset, at) : at;
    mistakes_.add(place, bad.code, bad.message);
    return;
  }
  const Extern* external = scope_.find_extern(at.file, predicate.name);
  if (external == nullptr) return;
  if (predicate.args.size() != external->arity) {
    mistakes_.add(at, "predicate-arity",
                  fmt::format("wrong arity: {} takes {} argument{}, not {}", predicate.name, external->arity,
                              external->arity == 1 ? "" : "s", predicate.args.size()));
  } else if (!constants_only) {
    mistakes_.add(at, "predicate-arity", fmt::format("extern {} takes JSON values as arguments", predicate.name));
  }
}

SourceSpan NodeChecker::inside_regex(const Predicate& predicate, std::size_t index, std::size_t offset,
                                     const SourceSpan& at) const {
  const Library* library = scope_.library();
  const auto* regex = index < predicate.args.size() ? std::get_if<Regex>(&predicate.args[index]) : nullptr;
  if (regex == nullptr || library == nullptr || at.end == 0 || at.file >= library->files.size()) return at;
  const std::string_view text = library->files[at.file].text;
  if (at.begin >= text.size()) return at;
  std::size_t slash = at.begin;  // of a bare regex
  if (text[slash] != '/') {
    slash = text.find('(', at.begin);
    if (slash == std::string_view::npos) return at;
    slash = skip_blanks(text, slash + 1);
  }
  if (slash >= text.size() || text.substr(slash + 1, regex->pattern.size()) != regex->pattern) return at;
  SourceSpan place = at;
  place.begin = static_cast<std::uint32_t>(slash + 1 + std::min(offset, regex->pattern.size()));
  place.end = std::max(at.end, place.begin + 1);
  return place;
}

// ---- collections

void NodeChecker::counts(const Counts& counts, const SourceSpan& at) {
  const auto read = [&](const std::optional<Number>& count, std::string_view label) -> std::optional<Decimal> {
    if (!count || !number(*count, at)) return std::nullopt;
    std::optional<Decimal> value = Decimal::parse(count->text);
    if (!predicate::is_integer_text(count->text) || !value || value->negative()) {
      mistakes_.add(at, "count", fmt::format("{} is a count: an integer from 0 up, not {}", label, count->text));
      return std::nullopt;
    }
    return value;
  };
  const auto low = read(counts.min_count, "min_count");
  const auto high = read(counts.max_count, "max_count");
  if (low && high && *low > *high) mistakes_.add(at, "empty-range", "min_count cannot be larger than max_count");
}

// ---- schemas

void NodeChecker::schema(const Schema& schema, const SourceSpan& at) {
  repeated_options(schema.options, at);
  for (const Option& option : schema.options) {
    const SourceSpan& place = option.source.end > 0 ? option.source : at;
    if (std::find(kSchemaOptions.begin(), kSchemaOptions.end(), option.label) == kSchemaOptions.end()) {
      mistakes_.add(place, "unknown-option", fmt::format("schema has no option {}:", option.label),
                    spec::did_you_mean(spec::nearest(option.label, kSchemaOptions)));
    } else if (!holds<bool>(option.value)) {
      mistakes_.add(place, "option-value",
                    fmt::format("{}: is true or false, not {}", option.label, print(option.value)));
    }
  }
  for (const Member& member : schema.members) {
    const SourceSpan& place = member.source.end > 0 ? member.source : at;
    std::visit(Visitor{*this, place}, member.shape);
    check(member.annotations, place);
    check_doc(member.doc, place);
  }
  keys_of(schema);
}

void NodeChecker::keys_of(const Schema& schema) {
  std::unordered_map<std::string_view, const Member*> fields;
  const Member* rest = nullptr;
  for (const Member& member : schema.members) {
    if (std::holds_alternative<Rest>(member.shape)) {
      if (rest != nullptr) mistakes_.add(member.source, "duplicate-rest", "a schema has at most one rest");
      rest = &member;
    }
    const auto* field = std::get_if<Field>(&member.shape);
    if (field == nullptr) continue;
    const auto [found, fresh] = fields.emplace(field->key, &member);
    if (fresh) continue;
    const std::string key = print_key(field->key);
    if (std::get<Field>(found->second->shape).presence == field->presence) {
      mistakes_.add_repeated(member.source, found->second->source, "duplicate-key", "duplicate key " + key);
    } else {
      mistakes_.add_repeated(member.source, found->second->source, "req-and-opt",
                             fmt::format("duplicate key {}, both req and opt", key));
    }
  }
  for (const Member& member : schema.members) {
    const auto* reserved = std::get_if<Reserved>(&member.shape);
    if (reserved == nullptr) continue;
    for (const std::string& key : reserved->keys) {
      if (const auto found = fields.find(key); found != fields.end()) {
        mistakes_.add_repeated(found->second->source, member.source, "reserved-reuse",
                               "key " + print_key(key) + " is reserved and cannot be declared again",
                               "it is reserved at ");
      }
    }
  }
}

void NodeChecker::field_option(const Option& option, const SourceSpan& at) {
  const SourceSpan& place = option.source.end > 0 ? option.source : at;
  if (!constant(option.value, place)) return;
  if (option.label == "doc" || option.label == "message") {
    if (!holds<std::string>(option.value)) {
      mistakes_.add(place, "option-value", fmt::format("{}: is a string, not {}", option.label, print(option.value)));
    }
  } else if (option.label == "deprecated") {
    if (!holds<std::string>(option.value) && !(option.value == Constant(true))) {
      mistakes_.add(place, "option-value", fmt::format("deprecated: is a string or true, not {}", print(option.value)));
    }
  } else if (option.label != "default") {
    mistakes_.add(place, "unknown-option", fmt::format("a field has no option {}:", option.label),
                  spec::did_you_mean(spec::nearest(option.label, kFieldOptions)));
  }
}

void NodeChecker::repeated_options(const std::vector<Option>& options, const SourceSpan& at) {
  std::unordered_set<std::string_view> labels;
  for (const Option& option : options) {
    if (labels.insert(option.label).second) continue;
    mistakes_.add(option.source.end > 0 ? option.source : at, "duplicate-option",
                  fmt::format("duplicate option {}:", option.label));
  }
}

// What other annotations mean the host knows. But one that is a slip away from ours would be a promise that nobody
// keeps: `@PII` hides nothing.
void NodeChecker::misspelt(std::string_view annotation, const SourceSpan& at) {
  for (const AnnotationRow& known : kAnnotations) {
    const std::size_t too_far = known.name.size() < 7 ? 2 : 3;  // two slips in a long word, one in a short
    if (spec::slips(annotation, known.name, too_far) == too_far) continue;
    mistakes_.add(at, "unknown-annotation", fmt::format("unknown annotation @{}", annotation),
                  spec::did_you_mean(fmt::format("@{}", known.name)));
    return;
  }
}

void NodeChecker::check(const std::vector<Annotation>& annotations, const SourceSpan& owner) {
  for (const Annotation& annotation : annotations) {
    const SourceSpan& at = annotation.source.end > 0 ? annotation.source : owner;
    if (!is_word(annotation.name)) {
      mistakes_.add(at, "name", fmt::format("{} is no name of an annotation", print(Constant(annotation.name))));
    }
    for (const Option& arg : annotation.args) constant(arg.value, arg.source.end > 0 ? arg.source : at);
    const auto row = std::find_if(kAnnotations.begin(), kAnnotations.end(),
                                  [&](const AnnotationRow& known) { return known.name == annotation.name; });
    if (row == kAnnotations.end()) {
      misspelt(annotation.name, at);
      continue;
    }
    if (row->takes == AnnotationRow::Takes::nothing) {
      if (!annotation.args.empty()) {
        mistakes_.add(at, "annotation-argument", fmt::format("@{} takes no argument", annotation.name));
      }
      continue;
    }
    if (annotation.args.empty()) {
      mistakes_.add(at, "annotation-argument", fmt::format("wrong arity: @{} needs an argument", annotation.name));
    }
    for (const Option& arg : annotation.args) {
      const SourceSpan& place = arg.source.end > 0 ? arg.source : at;
      if (!arg.label.empty()) {
        mistakes_.add(place, "annotation-argument",
                      fmt::format("@{} takes no argument {}:", annotation.name, arg.label));
      } else if (row->takes == AnnotationRow::Takes::strings && !holds<std::string>(arg.value)) {
        mistakes_.add(place, "annotation-argument",
                      fmt::format("@{} takes a string, not {}", annotation.name, print(arg.value)));
      }
    }
  }
}

// ---- tags, selectors, paths

void NodeChecker::multi(const Multi& multi, const SourceSpan& at) {
  path(multi.tag, at, "multi");
  if (multi.arms.empty() && !multi.otherwise) mistakes_.add(at, "arity", "wrong arity: multi needs at least one arm");
  std::vector<const Constant*> tags;
  std::vector<const Arm*> arms;
  for (const Arm& arm : multi.arms) {
    needs(!arm.tags.empty(), "an arm", at);
    for (const Constant& tag : arm.tags) {
      if (!constant(tag, at)) return;
      tags.push_back(&tag);
      arms.push_back(&arm);
    }
  }
  if (at.end > 0) return;  // in text the parser has told them, where they stand
  for (const auto& [again, first] : spec::repeated(tags)) {
    const SourceSpan& arm = arms[again]->spec.node().source;
    mistakes_.add_repeated(arm.end > 0 ? arm : at, arms[first]->spec.node().source, "duplicate-tag",
                           fmt::format("duplicate tag {}", print(*tags[again])));
  }
}

void NodeChecker::selector(const Selector& selector, const SourceSpan& at, std::size_t level) {
  if (level > kMostLevels) {
    mistakes_.add(at, "too-deep", fmt::format("nests deeper than {}", kMostLevels));
    unsound_ = true;
    return;
  }
  for (const Selector::Entry& entry : selector.entries) {
    text(entry.key, entry.source.end > 0 ? entry.source : at);
    if (entry.nested) this->selector(*entry.nested, at, level + 1);
  }
}

void NodeChecker::presence(const PresenceExpr& expr, const SourceSpan& at, std::size_t level) {
  if (level > kMostLevels) {
    mistakes_.add(at, "too-deep", fmt::format("nests deeper than {}", kMostLevels));
    unsound_ = true;
    return;
  }
  if (expr.kind == PresenceExpr::Kind::key) {
    text(expr.key, at);
    return;
  }
  needs(!expr.terms.empty(), "require", at);
  for (const PresenceExpr& term : expr.terms) presence(term, at, level + 1);
}

void NodeChecker::path(const KeyPath& path, const SourceSpan& at, std::string_view of) {
  if (path.empty()) {
    mistakes_.add(at, "arity", fmt::format("wrong arity: {} needs a path of at least one key", of));
    unsound_ = true;
  }
  for (const std::string& key : path) text(key, at);
}

// ---- constants

bool NodeChecker::constant(const Constant& constant, const SourceSpan& at, std::size_t level) {
  if (level > kMostLevels) {
    mistakes_.add(at, "too-deep", fmt::format("nests deeper than {}", kMostLevels));
    unsound_ = true;
    return false;
  }
  if (const auto* value = std::get_if<Number>(&constant.value)) return number(*value, at);
  if (const auto* value = std::get_if<std::string>(&constant.value)) return text(*value, at);
  bool good = true;
  if (const auto* items = std::get_if<Constant::Array>(&constant.value)) {
    for (const Constant& item : *items) good = this->constant(item, at, level + 1) && good;
  } else if (const auto* members = std::get_if<Constant::Object>(&constant.value)) {
    for (const auto& [name, value] : *members) {
      good = text(name, at) && good;
      good = this->constant(value, at, level + 1) && good;
    }
  }
  return good;
}

bool NodeChecker::number(const Number& number, const SourceSpan& at) {
  if (Decimal::parse(number.text)) return true;
  mistakes_.add(at, "number", fmt::format("{} is no JSON number", text(number.text, at) ? number.text : "this"));
  unsound_ = true;
  return false;
}

bool NodeChecker::text(std::string_view text, const SourceSpan& at) {
  if (spec::first_invalid_utf8(text) == std::string_view::npos) return true;
  mistakes_.add(at, "utf8", "a string is not valid UTF-8");
  unsound_ = true;
  return false;
}

}  // namespace norm::checking
