// Spec to program: a visit of the tree that emits one instruction a node; names become calls, each definition compiled
// once, in a queue, so that the depth of recursion is that of one definition. One file, since it is that one visit.
#include "program/compile.h"

#include <norm/print.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "predicate/regex.h"
#include "program/phrase.h"
#include "program/quick.h"
#include "program/remember.h"
#include "spec/place.h"
#include "spec/scope.h"
#include "spec/shape.h"

namespace norm::program {
namespace {

std::string json_text(std::string_view text) { return print(Constant(text)); }

// A key as a reference token of a JSON Pointer (RFC 6901).
std::string pointer_token(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

class Compiler {
 public:
  Compiler(const Spec& spec, const CompileOptions& options) : scope_(spec.library().get()), options_(options) {
    program_.library = spec.library();
    if (program_.library == nullptr) return;
    for (const SchemaFile& file : program_.library->files) lines_.emplace_back(file);
  }

  Result<std::shared_ptr<const Program>, Diagnostics> run(const Spec& spec, Verdict verdict) {
    // A root that is a definition is the one that its own name calls.
    const Definition* definition = definition_of(spec);
    if (definition != nullptr) entries_.emplace(definition, kNone);
    program_.entry = compile(spec, kNone, {});
    if (definition != nullptr) entries_[definition] = program_.entry;
    program_.entry_pii = definition != nullptr && spec::is_pii(definition->annotations);
    while (!queue_.empty()) {
      const Queued next = queue_.front();
      queue_.pop_front();
      calling_ = &next.spec.node();
      const Code code = compile(next.spec, kNone, {});
      entries_[next.key] = code;
    }
    for (Instruction& instruction : program_.code) {
      if (instruction.op == Op::call) instruction.first = entries_.at(calls_[instruction.first]);
    }
    if (!errors_.empty()) return Failure(std::move(errors_));
    program_.has_pii |= program_.entry_pii;
    mark_remembered(program_);
    if (verdict == Verdict::quick) {
      add_quick(program_);
    } else {
      program_.quick = program_.code;
    }
    return std::make_shared<const Program>(std::move(program_));
  }

 private:
  // ---- emission

  std::uint32_t add_cold(const Spec& spec, std::uint32_t parent, std::string step) {
    Cold cold;
    cold.source = place_of(spec.node().source);
    cold.parent = parent;
    cold.step = std::move(step);
    program_.cold.push_back(std::move(cold));
    return static_cast<std::uint32_t>(program_.cold.size() - 1);
  }

  std::uint32_t add_leaf(std::uint32_t parent, const SourceSpan& source, std::string predicate, std::string code,
                         std::string message, std::vector<std::pair<std::string, std::string>> params = {}) {
    Cold cold;
    cold.source = place_of(source);
    cold.parent = parent;
    cold.predicate = std::move(predicate);
    cold.code = std::move(code);
    cold.message = std::move(message);
    cold.params = std::move(params);
    program_.cold.push_back(std::move(cold));
    return static_cast<std::uint32_t>(program_.cold.size() - 1);
  }

  [[nodiscard]] SourcePlace place_of(const SourceSpan& span) const {
    return span.end > 0 && span.file < lines_.size() ? lines_[span.file].place_of(span.begin, span.end) : SourcePlace();
  }

  std::uint32_t add_kind_leaf(std::uint32_t parent, const SourceSpan& source, std::string_view predicate) {
    const predicate::Row* row = predicate::find(predicate);
    return add_leaf(parent, source, std::string(predicate), std::string(row->code),
                    "must " + std::string(row->info.phrase));
  }

  Code emit(Op op, std::uint32_t cold, std::uint32_t first = 0, std::uint32_t count = 0, KindSet kinds = 0) {
    program_.code.push_back({op, kinds, false, false, first, count, cold});
    return static_cast<Code>(program_.code.size() - 1);
  }

  template <class T>
  static std::uint32_t add(std::vector<T>& table, T entry) {
    table.push_back(std::move(entry));
    return static_cast<std::uint32_t>(table.size() - 1);
  }

  void error(const SourceSpan& source, std::string code, std::string message) {
    errors_.push_back(spec::diagnostic_at(scope_.library(), source, std::move(code), std::move(message)));
  }

  // ---- one node

  Code compile(const Spec& spec, std::uint32_t parent, std::string step) {
    const std::uint32_t cold = add_cold(spec, parent, std::move(step));
    return std::visit([&](const auto& shape) { return node(shape, spec, cold); }, spec.node().shape);
  }

  Code node(const Predicate& written, const Spec& spec, std::uint32_t cold) {
    program_.cold[cold].predicate = print(spec);
    const predicate::Row* row = predicate::find(written.name);
    if (row == nullptr) return host(written, spec, cold);
    program_.cold[cold].code = row->code;
    program_.cold[cold].message = "must " + phrase_of(*row, written.args);
    program_.cold[cold].params = params(written.args);
    Result<predicate::Operand, predicate::BadArgument> operand = row->prepare(written.args);
    if (!operand) {
      error(spec.node().source, operand.error().code, operand.error().message);
      return emit(Op::kinds, cold);
    }
    if (row->test == nullptr) return emit(Op::kinds, cold, 0, 0, row->kinds);
    const predicate::FixedShape* shape = predicate::shape_of(*operand);
    return emit(Op::test, cold,
                add(program_.tests, Test{row->test, std::move(*operand), program_.cold[cold].predicate, shape}), 0,
                row->kinds);
  }

  static std::vector<std::pair<std::string, std::string>> params(const std::vector<Argument>& args) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const Argument& argument : args) {
      if (const auto* constant = std::get_if<Constant>(&argument)) {
        out.emplace_back(args.size() == 1 ? "value" : "value" + std::to_string(out.size() + 1), print(*constant));
      } else if (const auto* range = std::get_if<Range>(&argument)) {
        out.emplace_back("min", range->low.text);
        out.emplace_back("max", range->high.text);
      } else if (const auto* regex = std::get_if<Regex>(&argument)) {
        out.emplace_back("pattern", json_text(regex->pattern));
        out.emplace_back("flags", json_text(regex->flags));
      }
    }
    return out;
  }

  Code host(const Predicate& written, const Spec& spec, std::uint32_t cold) {
    const SourceSpan& source = spec.node().source;
    const Extern* declared = scope_.find_extern(source.file, written.name);
    const auto supplied = options_.externs.find(written.name);
    if (supplied == options_.externs.end() || !supplied->second) {
      error(source, "extern-missing",
            "the program supplies no predicate " + written.name +
                (declared ? ", which the schema declares extern" : ", and there is none built in"));
      return emit(Op::kinds, cold);
    }
    Host entry;
    entry.run = supplied->second;
    for (const Argument& argument : written.args) {
      if (const auto* constant = std::get_if<Constant>(&argument)) entry.args.push_back(*constant);
    }
    if (declared && declared->base) entry.base = compile(*declared->base, cold, "base");
    std::string name = written.name;
    if (name.ends_with('?')) name.pop_back();
    program_.cold[cold].code = "extern:" + name;
    program_.cold[cold].message = "must hold of " + written.name;
    program_.cold[cold].params = params(written.args);
    return emit(Op::host, cold, add(program_.hosts, std::move(entry)));
  }

  Code node(const Literal& literal, const Spec& spec, std::uint32_t cold) {
    Cold& entry = program_.cold[cold];
    entry.predicate = print(spec);
    entry.code = "lit";
    entry.params = {{"value", print(literal.constant)}};
    entry.message = "must be " + print(literal.constant);
    return emit(Op::literal, cold, add(program_.constants, Constant(literal.constant)));
  }

  Code node(const Enum& choice, const Spec& spec, std::uint32_t cold) {
    Cold& entry = program_.cold[cold];
    entry.predicate = print(spec);
    entry.code = "enum";
    entry.params = {{"values", print(Constant(choice.constants))}};
    entry.message = "must be one of " + one_of(choice.constants);
    ConstantIndex table;
    for (const Constant& constant : choice.constants) table.add(constant, 0);
    table.settle();
    return emit(Op::choice, cold, add(program_.choices, std::move(table)));
  }

  static std::string one_of(const std::vector<Constant>& constants) {
    std::string out;
    for (const Constant& constant : constants) {
      if (!out.empty()) out += ", ";
      out += print(constant);
    }
    return out;
  }

  template <class List>
  Code list(Op op, const List& specs, std::uint32_t cold) {
    std::vector<Code> codes;
    codes.reserve(specs.size());
    for (const Spec& spec : specs) codes.push_back(compile(spec, cold, std::to_string(codes.size())));
    const auto first = static_cast<std::uint32_t>(program_.children.size());
    program_.children.insert(program_.children.end(), codes.begin(), codes.end());
    return emit(op, cold, first, static_cast<std::uint32_t>(codes.size()));
  }

  Code node(const Conjunction& shape, const Spec&, std::uint32_t cold) { return list(Op::all, shape.terms, cold); }
  Code node(const Disjunction& shape, const Spec&, std::uint32_t cold) { return list(Op::any, shape.terms, cold); }
  Code node(const AllOf& shape, const Spec&, std::uint32_t cold) { return list(Op::every, shape.terms, cold); }

  Code node(const Negation& negation, const Spec& spec, std::uint32_t cold) {
    program_.cold[cold].printed = spec;
    program_.cold[cold].code = "not";
    constexpr std::size_t kLongest = 60;
    const std::string term = print(negation.term);
    program_.cold[cold].message = "must not conform to " + (term.size() <= kLongest ? term : "what follows the !");
    return emit(Op::negate, cold, compile(negation.term, cold, "not"));
  }

  Code node(const Maybe& maybe, const Spec&, std::uint32_t cold) {
    return emit(Op::maybe, cold, compile(maybe.term, cold, "maybe"));
  }

  Code node(const Alt& alt, const Spec&, std::uint32_t cold) {
    std::vector<Code> codes;
    for (const Tagged& branch : alt.branches) {
      // The tag sits on an instruction of its own, so that two branches may share a spec.
      const std::uint32_t tagged = add_cold(branch.spec, cold, branch.tag);
      program_.cold[tagged].name = branch.tag;
      const Code inner = compile(branch.spec, tagged, {});
      program_.children.push_back(inner);
      codes.push_back(emit(Op::all, tagged, static_cast<std::uint32_t>(program_.children.size() - 1), 1));
    }
    const auto first = static_cast<std::uint32_t>(program_.children.size());
    program_.children.insert(program_.children.end(), codes.begin(), codes.end());
    return emit(Op::alternative, cold, first, static_cast<std::uint32_t>(codes.size()));
  }

  Code node(const norm::Tuple& shape, const Spec& spec, std::uint32_t cold) {
    const SourceSpan& source = spec.node().source;
    Tuple table;
    table.kind_cold = add_kind_leaf(cold, source, "array?");
    const std::string size = std::to_string(shape.elements.size());
    table.size_cold = add_leaf(
        cold, source, "tuple_size: " + size, "tuple_size",
        "must have " + std::string(shape.rest ? "at least " : "") + size + (size == "1" ? " element" : " elements"),
        {{"size", size}});
    for (const Spec& element : shape.elements) {
      table.elements.push_back(compile(element, cold, std::to_string(table.elements.size())));
    }
    if (shape.rest) table.rest = compile(*shape.rest, cold, "rest");
    return emit(Op::tuple, cold, add(program_.tuples, std::move(table)));
  }

  Counts counts(const norm::Counts& written, const Spec& spec, std::uint32_t cold, std::string_view one,
                std::string_view many) {
    const SourceSpan& source = spec.node().source;
    Counts out;
    const auto bound = [&](const Number& number, std::string_view name, std::string_view phrase, std::uint64_t& value) {
      const char* end = number.text.data() + number.text.size();
      // A count beyond 64 bits is more than any value has.
      if (std::from_chars(number.text.data(), end, value).ec != std::errc()) value = UINT64_MAX;
      return add_leaf(
          cold, source, std::string(name) + ": " + number.text, std::string(name),
          "must have at " + std::string(phrase) + ' ' + number.text + ' ' + std::string(value == 1 ? one : many),
          {{std::string(name), number.text}});
    };
    if (written.min_count) out.min_cold = bound(*written.min_count, "min_count", "least", out.min);
    if (written.max_count) out.max_cold = bound(*written.max_count, "max_count", "most", out.max);
    if (written.distinct && *written.distinct) {
      out.distinct = true;
      out.distinct_cold = add_leaf(cold, source, "distinct?", "distinct", "must have no two equal elements");
    }
    return out;
  }

  Code node(const CollOf& shape, const Spec& spec, std::uint32_t cold) {
    Collection table;
    table.kind_cold = add_kind_leaf(cold, spec.node().source, "array?");
    table.counts = counts(shape.counts, spec, cold, "element", "elements");
    table.element = compile(shape.element, cold, "element");
    return emit(Op::collection, cold, add(program_.collections, std::move(table)));
  }

  Code node(const MapOf& shape, const Spec& spec, std::uint32_t cold) {
    Map table;
    table.kind_cold = add_kind_leaf(cold, spec.node().source, "object?");
    table.duplicate_cold = duplicate(cold, spec.node().source);
    table.counts = counts(shape.counts, spec, cold, "entry", "entries");
    table.key = compile(shape.key, cold, "key");
    table.value = compile(shape.value, cold, "value");
    return emit(Op::map, cold, add(program_.maps, std::move(table)));
  }

  std::uint32_t duplicate(std::uint32_t parent, const SourceSpan& source) {
    return add_leaf(parent, source, "duplicate_key", "duplicate_key", "occurs more than once in its object");
  }

  Code node(const Ref& ref, const Spec& spec, std::uint32_t cold) {
    const spec::Target target = scope_.resolve(ref);
    if (!target) {
      error(spec.node().source, "unresolved-name", "undefined spec " + ref.name);
      return emit(Op::kinds, cold);
    }
    program_.cold[cold].name = ref.name;
    const Code code = call(target.definition, target.definition->spec, cold);
    program_.code[code].pii = spec::is_pii(target.definition->annotations);
    program_.has_pii |= program_.code[code].pii;
    return code;
  }

  // A call of something that is compiled once, by itself; `key` is what it is known by.
  Code call(const void* key, const Spec& spec, std::uint32_t cold) {
    if (entries_.emplace(key, kNone).second) queue_.push_back({key, spec});
    calls_.push_back(key);
    return emit(Op::call, cold, static_cast<std::uint32_t>(calls_.size() - 1));
  }

  // ---- schemas

  Code node(const norm::Schema&, const Spec& spec, std::uint32_t cold) { return shaped(spec, cold); }
  Code node(const Selection&, const Spec& spec, std::uint32_t cold) { return shaped(spec, cold); }
  Code node(const Edit&, const Spec& spec, std::uint32_t cold) { return shaped(spec, cold); }

  // A schema may come back to itself without a name on the way: in `A = schema { opt :a, partial(A) }` the field's spec
  // is the edit that is being compiled. And `selection(S)` shares what it makes of a name among all who use the name.
  // So a schema met again is called, as is one that nests further than the stack should follow.
  Code shaped(const Spec& spec, std::uint32_t cold) {
    constexpr std::size_t kMostOpen = 200;
    const Node* node = &spec.node();
    const bool fresh = met_.insert(node).second;
    if (fresh) kept_.push_back(spec);
    const bool called = calling_ == node;  // its own turn in the queue
    calling_ = nullptr;
    if (!called && (!fresh || open_ >= kMostOpen)) return call(node, spec, cold);
    ++open_;
    const Code code = schema(spec, cold);
    --open_;
    return code;
  }

  Code schema(const Spec& spec, std::uint32_t cold) {
    const SourceSpan& source = spec.node().source;
    const std::size_t known = errors_.size();
    const std::optional<spec::ShapedSchema> shape = spec::shape_of(scope_, spec, errors_);
    if (!shape) {
      if (errors_.size() == known) error(source, "not-a-schema", "this names no schema");
      return emit(Op::kinds, cold);
    }
    Schema table;
    table.closed = shape->closed;
    table.pii = shape->pii;
    program_.has_pii |= shape->pii;
    table.kind_cold = add_kind_leaf(cold, source, "object?");
    table.duplicate_cold = duplicate(cold, source);
    table.disallowed_cold =
        add_leaf(cold, source, "disallowed", "disallowed", "is not declared, and the schema is closed");
    table.required.resize((shape->fields.size() + 63) / 64);
    for (const spec::ShapeField& field : shape->fields) add_field(table, *shape, field, cold);
    table.index.settle();
    table.quick.emplace_back().key.size = kNone;  // that of no name
    for (const Member* member : shape->keys) {
      const Keys& keys = std::get<Keys>(member->shape);
      const std::string step = "keys/" + std::to_string(table.patterns.size());
      Pattern pattern;
      pattern.key = compile(keys.key, cold, step + "/key");
      pattern.value = compile(keys.value, cold, step + "/value");
      pattern.pii = shape->secret.contains(member);
      program_.has_pii |= pattern.pii;
      table.patterns.push_back(pattern);
    }
    if (shape->rest != nullptr) {
      table.rest = compile(std::get<Rest>(shape->rest->shape).value, cold, "rest");
      table.rest_pii = shape->secret.contains(shape->rest);
      program_.has_pii |= table.rest_pii;
    }
    for (const Member* member : shape->requires_) table.presences.push_back(presence(*member, cold));
    for (const Member* member : shape->checks) {
      const Check& check = std::get<Check>(member->shape);
      Comparison comparison{check.left, check.right, check.relation, check.at, kNone};
      const std::string text = print(check);
      comparison.cold = add_leaf(cold, member->source, "check(" + text + ")", "check",
                                 check.message.value_or("must have " + text), {{"check", json_text(text)}});
      if (check.message) program_.cold[comparison.cold].author_message = *check.message;
      table.comparisons.push_back(std::move(comparison));
    }
    return emit(Op::schema, cold, add(program_.schemas, std::move(table)));
  }

  void add_field(Schema& table, const spec::ShapedSchema& shape, const spec::ShapeField& written, std::uint32_t cold) {
    const auto number = static_cast<std::uint32_t>(table.fields.size());
    Field field;
    field.key = written.key;
    field.required = written.presence == norm::Presence::required;
    if (field.required) {
      table.required[number / 64] |= std::uint64_t{1} << (number % 64);
      ++table.required_count;
    }
    const SourceSpan& source = written.origin->source;
    std::string author_message;
    for (const Option& option : std::get<norm::Field>(written.origin->shape).options) {
      const auto* text = std::get_if<std::string>(&option.value.value);
      if (option.label == "message" && text != nullptr) author_message = *text;
      if (option.label == "default") field.fallback = add(program_.constants, option.value);
    }
    const std::uint32_t here = add_leaf(cold, source, {}, {}, {});
    program_.cold[here].step = pointer_token(written.key);
    program_.cold[here].author_message = author_message;
    field.cold = here;
    field.code = written.spec ? compile(*written.spec, here, {}) : emit(Op::kinds, here, 0, 0, predicate::kAnyKind);
    field.pii = shape.secret.contains(written.origin);
    program_.has_pii |= field.pii;
    field.required_cold =
        add_leaf(here, source, "required", "required", "is required", {{"key", json_text(written.key)}});
    program_.cold[field.required_cold].author_message = author_message;
    field.duplicate_cold = duplicate(here, source);
    table.index.add(field.key, number);
    table.filter.add(field.key);
    QuickField quick;
    quick.key = KeyEnds(field.key);
    quick.first = field.code;
    if (field.key.size() > 16) field.key.copy(quick.middle.data(), quick.middle.size(), 8);
    table.quick.push_back(quick);
    table.fields.push_back(std::move(field));
  }

  PresenceTest presence(const Member& member, std::uint32_t cold) {
    const PresenceExpr& expr = std::get<Require>(member.shape).expr;
    PresenceTest out;
    add_steps(expr, out);
    const std::string text = print(expr);
    out.cold = add_leaf(cold, member.source, "require(" + text + ")", "require", "must have " + text,
                        {{"require", json_text(text)}});
    return out;
  }

  static void add_steps(const PresenceExpr& expr, PresenceTest& out) {
    if (expr.kind == PresenceExpr::Kind::key) {
      out.steps.push_back({expr.kind, static_cast<std::uint32_t>(out.names.size())});
      out.names.push_back(expr.key);
      return;
    }
    for (const PresenceExpr& term : expr.terms) add_steps(term, out);
    out.steps.push_back({expr.kind, static_cast<std::uint32_t>(expr.terms.size())});
  }

  Code node(const norm::Multi& shape, const Spec& spec, std::uint32_t cold) {
    const SourceSpan& source = spec.node().source;
    Multi table;
    table.tag = shape.tag;
    std::vector<Constant> tags;
    for (const Arm& arm : shape.arms) {
      const auto number = static_cast<std::uint32_t>(table.arms.size());
      for (const Constant& tag : arm.tags) {
        table.tags.add(tag, number);
        tags.push_back(tag);
      }
      const auto* name = std::get_if<std::string>(&arm.tags.front().value);
      table.arms.push_back(compile(arm.spec, cold, pointer_token(name ? *name : print(arm.tags.front()))));
    }
    table.tags.settle();
    if (shape.otherwise) table.otherwise = compile(*shape.otherwise, cold, "else");
    table.kind_cold = add_kind_leaf(cold, source, "object?");
    table.missing_cold = add_leaf(cold, source, "required", "required", "is required: it says which arm applies");
    table.duplicate_cold = duplicate(cold, source);
    const std::string choices = one_of(tags);
    table.unknown_cold = add_leaf(cold, source, "enum(" + choices + ")", "enum", "must be one of " + choices,
                                  {{"values", print(Constant(tags))}});
    return emit(Op::multi, cold, add(program_.multis, std::move(table)));
  }

  const Definition* definition_of(const Spec& spec) const {
    if (!scope_.library()) return nullptr;
    for (const SchemaFile& file : scope_.library()->files) {
      for (const Definition& definition : file.definitions) {
        if (&definition.spec.node() == &spec.node()) return &definition;
      }
    }
    return nullptr;
  }

  spec::Scope scope_;
  const CompileOptions& options_;
  Program program_;
  std::vector<spec::Lines> lines_;  // of the library's files
  Diagnostics errors_;
  struct Queued {
    const void* key;
    Spec spec;
  };
  // What is compiled by itself, by Definition or by Node: where it begins, once that is known.
  std::unordered_map<const void*, Code> entries_;
  std::deque<Queued> queue_;
  std::vector<const void*> calls_;  // what each call instruction calls
  std::size_t open_ = 0;            // how many schemas stand around the node at hand
  const Node* calling_ = nullptr;   // what the queue has just taken up
  std::unordered_set<const Node*> met_;
  std::vector<Spec> kept_;  // keeps the nodes alive that are known by their address
};

}  // namespace

Result<std::shared_ptr<const Program>, Diagnostics> compile(const Spec& spec, const CompileOptions& options,
                                                            Verdict verdict) {
  return Compiler(spec, options).run(spec, verdict);
}

}  // namespace norm::program
