// Specs to terms: names worked in, schemas in the shape that a payload meets, predicates as the few tests behind them.
#include "diff/build.h"

#include <norm/print.h>

#include <charconv>
#include <utility>

#include "predicate/table.h"

namespace norm::diffing {
namespace {

using predicate::kArray;
using predicate::kInteger;
using predicate::kNumber;
using predicate::kObject;
using predicate::kString;

// Definitions further down than this are left as names, so that no chain of them takes the stack.
constexpr std::size_t kMostLevels = 600;

std::uint64_t count(const std::optional<Number>& written, std::uint64_t otherwise) {
  if (!written) return otherwise;
  std::uint64_t value = 0;
  const char* end = written->text.data() + written->text.size();
  // A count beyond 64 bits is more than any value has.
  return std::from_chars(written->text.data(), end, value).ec == std::errc() ? value : UINT64_MAX;
}

}  // namespace

struct Builder::Visitor {
  Builder& to;
  const spec::Scope& scope;
  const Spec& spec;

  [[nodiscard]] Terms& terms() const { return to.terms_; }
  [[nodiscard]] TermId term(const Spec& child) const { return to.term(scope, child); }
  [[nodiscard]] std::vector<TermId> list(const std::vector<Spec>& specs) const {
    std::vector<TermId> out;
    out.reserve(specs.size());
    for (const Spec& child : specs) out.push_back(term(child));
    return out;
  }

  TermId operator()(const Predicate& predicate) const {
    if (const predicate::Row* row = predicate::find(predicate.name)) {
      if (row->test == nullptr) return terms().kinds(row->kinds);
      // A regex is compiled once, however often it is written.
      const auto [known, fresh] = to.predicates_.try_emplace(print(spec), kNoTerm);
      if (fresh) known->second = meaning_of(predicate, *row);
      return known->second;
    }
    const TermId opaque = remember(terms().opaque(print(spec)));
    const Extern* external = scope.find_extern(spec.node().source.file, predicate.name);
    return external != nullptr && external->base ? terms().all({term(*external->base), opaque}) : opaque;
  }

  [[nodiscard]] TermId meaning_of(const Predicate& predicate, const predicate::Row& row) const {
    auto operand = row.prepare(predicate.args);
    if (!operand) return kNothing;  // the check would have said so
    if ((row.kinds & ~kNumber) == 0) return to.numbers(predicate, row, *operand);
    if (row.code == "empty" || row.code == "non_empty") {
      const TermId empty = terms().any({terms().equal_to(Constant("")), terms().collection({kAnything, 0, 0, false}),
                                        terms().entries({kAnything, kAnything, 0, 0})});
      if (row.code == "empty") return empty;
      return terms().all({terms().kinds(row.kinds), terms().negation(empty)});
    }
    if (row.code == "length" || row.code == "min_length" || row.code == "max_length") {
      const TermId longer = operand->max == UINT64_MAX ? kNothing : terms().at_least_as_long(operand->max + 1);
      return terms().all({terms().at_least_as_long(operand->min), terms().negation(longer)});
    }
    return remember(terms().pattern(predicate, row, std::move(*operand)));
  }

  TermId operator()(const Literal& literal) const { return terms().equal_to(literal.constant); }

  TermId operator()(const Enum& choice) const {
    std::vector<TermId> out;
    for (const Constant& constant : choice.constants) out.push_back(terms().equal_to(constant));
    return terms().any(std::move(out));
  }

  TermId operator()(const Conjunction& shape) const { return terms().all(list(shape.terms)); }
  TermId operator()(const AllOf& shape) const { return terms().all(list(shape.terms)); }
  TermId operator()(const Disjunction& shape) const { return terms().any(list(shape.terms)); }
  TermId operator()(const Negation& shape) const { return terms().negation(term(shape.term)); }
  TermId operator()(const Maybe& shape) const {
    return terms().any({terms().kinds(predicate::kNull), term(shape.term)});
  }
  TermId operator()(const Alt& shape) const {
    std::vector<TermId> out;
    for (const Tagged& branch : shape.branches) out.push_back(term(branch.spec));
    return terms().any(std::move(out));
  }

  TermId operator()(const Tuple& shape) const {
    const TermId rest = shape.rest ? term(*shape.rest) : kNoTerm;
    return terms().sequence({list(shape.elements), rest});
  }

  TermId operator()(const CollOf& shape) const {
    return terms().collection({term(shape.element), count(shape.counts.min_count, 0),
                               count(shape.counts.max_count, UINT64_MAX), shape.counts.distinct.value_or(false)});
  }

  TermId operator()(const MapOf& shape) const {
    return terms().entries({term(shape.key), term(shape.value), count(shape.counts.min_count, 0),
                            count(shape.counts.max_count, UINT64_MAX)});
  }

  TermId operator()(const Ref& ref) const {
    const spec::Target target = scope.resolve(ref);
    return target ? to.unit(scope, target.definition->spec) : kNothing;
  }

  TermId operator()(const Schema&) const { return shaped(); }
  TermId operator()(const Selection&) const { return shaped(); }
  TermId operator()(const Edit&) const { return shaped(); }

  TermId operator()(const Multi& multi) const {
    std::vector<TermId> out;
    std::vector<Constant> own;
    for (const Arm& arm : multi.arms) {
      out.push_back(terms().all({to.tagged(multi.tag, arm.tags), term(arm.spec)}));
      own.insert(own.end(), arm.tags.begin(), arm.tags.end());
    }
    if (multi.otherwise) {
      const TermId otherwise = term(*multi.otherwise);
      const auto without = [&](const std::vector<Constant>& tags) {
        return terms().all({terms().negation(to.tagged(multi.tag, tags)), otherwise});
      };
      out.push_back(terms().otherwise(without(own), without(to.vocabulary_.tags(multi.tag))));
    }
    return terms().any(std::move(out));
  }

 private:
  friend class Builder;

  TermId remember(TermId id) const {
    to.origins_.try_emplace(id, Origin{spec, scope.library()});
    return id;
  }

  [[nodiscard]] TermId shaped() const {
    Diagnostics mistakes;
    const std::optional<spec::ShapedSchema> shape = spec::shape_of(scope, spec, mistakes);
    return shape ? to.schema(scope, *shape) : kNothing;
  }
};

TermId Builder::build(const spec::Scope& scope, const Spec& spec) { return term(scope, spec); }

TermId Builder::term(const spec::Scope& scope, const Spec& spec) {
  return spec::is_shaped(spec) ? unit(scope, spec) : made(scope, spec);
}

TermId Builder::made(const spec::Scope& scope, const Spec& spec) {
  ++depth_;
  const TermId out = std::visit(Visitor{*this, scope, spec}, spec.node().shape);
  --depth_;
  return out;
}

TermId Builder::unit(const spec::Scope& scope, const Spec& spec) {
  Unit& unit = units_[&spec.node()];  // a reference stays good while others are added
  if (unit.term) return *unit.term;
  if (!unit.spec) unit.spec = spec;
  unit.scope = &scope;
  if (unit.open || depth_ > kMostLevels) return terms_.name(&spec.node());
  unit.open = true;
  const TermId out = made(scope, *unit.spec);
  unit.open = false;
  unit.term = out;
  return out;
}

TermId Builder::meaning(const Node* node) {
  const Unit& unit = units_.at(node);
  if (unit.term) return *unit.term;
  const std::size_t outer = std::exchange(depth_, 0);
  const TermId out = this->unit(*unit.scope, *unit.spec);
  depth_ = outer;
  return out;
}

const Origin* Builder::origin(TermId term) const {
  const auto found = origins_.find(term);
  return found == origins_.end() ? nullptr : &found->second;
}

TermId Builder::schema(const spec::Scope& scope, const spec::ShapedSchema& shape) {
  Fields fields;
  fields.governs = true;
  fields.closed = shape.closed;
  for (const spec::ShapeField& field : shape.fields) {
    const TermId value = field.spec ? term(scope, *field.spec) : kAnything;
    fields.fields.push_back({terms_.key(field.key), value, field.presence == Presence::required});
  }
  for (const Member* member : shape.keys) {
    const Keys& keys = std::get<Keys>(member->shape);
    fields.keys.push_back({terms_.all({terms_.kinds(kString), term(scope, keys.key)}), term(scope, keys.value)});
  }
  if (shape.rest != nullptr) fields.rest = term(scope, std::get<Rest>(shape.rest->shape).value);

  std::vector<TermId> parts = {terms_.fields(std::move(fields))};
  const auto present = [&](const auto& self, const PresenceExpr& expr) -> Present {
    Present out{expr.kind, expr.kind == PresenceExpr::Kind::key ? terms_.key(expr.key) : 0};
    for (const PresenceExpr& inner : expr.terms) out.terms.push_back(self(self, inner));
    return out;
  };
  for (const Member* member : shape.requires_) {
    parts.push_back(terms_.present(present(present, std::get<Require>(member->shape).expr)));
  }
  for (const Member* member : shape.checks) {
    const Check& check = std::get<Check>(member->shape);
    Related related;
    related.relation = check.relation;
    for (const std::string& key : check.left) related.left.push_back(terms_.key(key));
    for (const std::string& key : check.right) related.right.push_back(terms_.key(key));
    const TermId id = terms_.related(std::move(related));
    Check plain = check;
    plain.at.reset();
    plain.message.reset();
    origins_.try_emplace(
        id, Origin{Spec(Node{Schema{{}, {Member{plain, {}, {}, member->source}}}, member->source}), scope.library()});
    parts.push_back(id);
  }
  return terms_.all(std::move(parts));
}

TermId Builder::tagged(const KeyPath& path, const std::vector<Constant>& tags) {
  std::vector<TermId> values;
  for (const Constant& tag : tags) values.push_back(terms_.equal_to(tag));
  TermId out = terms_.any(std::move(values));
  for (auto key = path.rbegin(); key != path.rend(); ++key) {
    Fields fields;
    fields.fields.push_back({terms_.key(*key), out, true});
    out = terms_.fields(std::move(fields));
  }
  return out;
}

TermId Builder::numbers(const Predicate& predicate, const predicate::Row& row, const predicate::Operand& operand) {
  const TermId number = terms_.kinds(kNumber);
  const TermId integer = terms_.kinds(kInteger);
  const auto below = [&](TermId bound) { return terms_.all({number, terms_.negation(bound)}); };
  const std::string_view code = row.code;
  if (code == "gt") return terms_.above(operand.low);
  if (code == "ge") return terms_.at_least(operand.low);
  if (code == "lt") return below(terms_.at_least(operand.low));
  if (code == "le") return below(terms_.above(operand.low));
  if (code == "range") {
    return terms_.all(
        {operand.integers_only ? integer : number, terms_.at_least(operand.low), below(terms_.above(operand.high))});
  }
  if (code == "positive") return terms_.above(Decimal());
  if (code == "negative") return below(terms_.at_least(Decimal()));
  if (code == "non_negative") return terms_.at_least(Decimal());
  if (code == "zero") return terms_.equal_to(Number("0"));
  if (code == "integral") return terms_.multiple_of(*Decimal::parse("1"));
  if (code == "even") return terms_.all({integer, terms_.multiple_of(*Decimal::parse("2"))});
  if (code == "odd") return terms_.all({integer, terms_.negation(terms_.multiple_of(*Decimal::parse("2")))});
  if (code == "multiple_of") return terms_.multiple_of(operand.low);
  // A test of numbers that this table does not know is one of which nothing is known.
  return terms_.all({terms_.kinds(row.kinds), terms_.opaque(print(Spec(Node{predicate})))});
}

}  // namespace norm::diffing
