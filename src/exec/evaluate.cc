// Runs a program over a value. One template for both questions: without tracing it stops at the first failure, with
// tracing it goes on and writes down each. Recursion follows the schema into the payload and is cut at kMostFrames.
// One file: every instruction's case is in the one template, so that both questions go the same way.
#include "exec/evaluate.h"

#include <bit>
#include <optional>
#include <utility>

#include "exec/leaves.h"
#include "exec/members.h"
#include "exec/memory.h"
#include "exec/seen.h"
#include "exec/trace.h"
#include "exec/twins.h"

namespace norm::exec {
namespace {

using program::Code;
using program::Instruction;
using program::kNone;
using program::Op;

// The check stage bounds the frames between two levels of a payload (200) and the reader its depth, yet their product
// would not fit a small stack. Real schemas take under 10 frames a level. A frame is under 300 bytes.
constexpr int kMostFrames = 4000;

class Evaluator {
 public:
  Evaluator(const program::Program& program, const Document& document, Lease& lease, Trace* trace)
      : program_(program), leaves_(program, document), lease_(lease), trace_(trace) {}

  bool holds(Code code, const Json& value) { return run<false>(code, value) && !too_deep_; }

  void explain(Code code, const Json& value) { run<true>(code, value); }

  [[nodiscard]] bool too_deep() const { return too_deep_; }

 private:
  template <bool kTrace>
  bool fail(std::uint32_t cold, const Json& value) {
    if constexpr (kTrace) trace_->fail(cold, value);
    return false;
  }

  // Without tracing the first failure is the end; with it, the error limit is.
  template <bool kTrace>
  bool done(bool good) const {
    if constexpr (kTrace) {
      return trace_->full() || too_deep_;
    } else {
      return !good;
    }
  }

  // Only an explanation follows the spec as it was written; a verdict takes the quick way.
  template <bool kTrace>
  bool run(Code code, const Json& value) {
    if constexpr (!kTrace) return ask(program_.quick[code], value);
    const Instruction& instruction = program_.code[code];
    if (program::is_leaf(instruction.op)) {
      return leaves_.holds(instruction, value) || fail<kTrace>(instruction.cold, value);
    }
    // What holds is not looked into, and the quick way tells: the other alternatives of a union would be mistaken for
    // reasons, and where several ways meet at a name, level after level, they would be too many.
    const bool asks = instruction.op == Op::any || instruction.op == Op::alternative || instruction.op == Op::call;
    return deeper([&] { return (asks && run<false>(code, value)) || enter<kTrace>(instruction, value); });
  }

  // Why a value does not hold.
  void look_into(Code code, const Json& value) {
    const Instruction& instruction = program_.code[code];
    if (program::is_leaf(instruction.op)) return trace_->fail(instruction.cold, value);
    deeper([&] { return enter<true>(instruction, value); });
  }

  bool ask(const Instruction& instruction, const Json& value) {
    if (program::is_leaf(instruction.op)) return leaves_.holds(instruction, value);
    if (instruction.op == Op::by_kind) return by_kind(program_.switches[instruction.first], value);
    if (instruction.op == Op::schema) return conforms(program_.schemas[instruction.first], value);
    return deeper([&] { return enter<false>(instruction, value); });
  }

  template <class Step>
  bool deeper(Step step) {
    if (++frames_ > kMostFrames) {
      too_deep_ = true;
      --frames_;
      return false;
    }
    const bool good = step();
    --frames_;
    return good;
  }

  template <bool kTrace>
  bool enter(const Instruction& instruction, const Json& value) {
    switch (instruction.op) {
      case Op::host: return host(program_.hosts[instruction.first], value) || fail<kTrace>(instruction.cold, value);
      case Op::all: return all<kTrace>(instruction, value);
      case Op::any:
      case Op::alternative: return any<kTrace>(instruction, value);
      case Op::every: return every<kTrace>(instruction, value);
      case Op::negate: return !run<false>(instruction.first, value) || fail<kTrace>(instruction.cold, value);
      case Op::maybe: return value.IsNull() || run<kTrace>(instruction.first, value);
      case Op::tuple: return tuple<kTrace>(program_.tuples[instruction.first], value);
      case Op::collection: return collection<kTrace>(program_.collections[instruction.first], value);
      case Op::map: return map<kTrace>(program_.maps[instruction.first], value);
      case Op::schema: return schema<kTrace>(program_.schemas[instruction.first], value);
      case Op::multi: return multi<kTrace>(program_.multis[instruction.first], value);
      case Op::call: return call<kTrace>(instruction, value);
      case Op::by_kind: return by_kind(program_.switches[instruction.first], value);
      case Op::by_tag: return by_tag(program_.tags[instruction.first], value);
      case Op::kinds:
      case Op::test:
      case Op::tests:
      case Op::text:
      case Op::literal:
      case Op::choice: return leaves_.holds(instruction, value);
    }
    return false;
  }

  bool host(const program::Host& host, const Json& value) {
    return (host.base == kNone || run<false>(host.base, value)) && host.run(value, host.args);
  }

  // ---- composition

  template <bool kTrace>
  bool all(const Instruction& instruction, const Json& value) {
    for (std::uint32_t i = 0; i < instruction.count; ++i) {
      if (!run<kTrace>(program_.children[instruction.first + i], value)) return false;
    }
    return true;
  }

  template <bool kTrace>
  bool any(const Instruction& instruction, const Json& value) {
    if constexpr (!kTrace) {
      for (std::uint32_t i = 0; i < instruction.count; ++i) {
        if (run<false>(program_.children[instruction.first + i], value)) return true;
      }
    } else {
      for (std::uint32_t i = 0; i < instruction.count && !done<kTrace>(false); ++i) {
        const Code child = program_.children[instruction.first + i];
        const bool tagged = instruction.op == Op::alternative;
        trace_->enter_alternative(instruction.cold, program_.code[child].cold, i, instruction.count);
        if (tagged) trace_->enter_branch(program_.code[child].cold);
        run<true>(child, value);
        if (tagged) trace_->leave_branch();
        trace_->leave_alternative();
      }
    }
    return false;
  }

  template <bool kTrace>
  bool every(const Instruction& instruction, const Json& value) {
    bool good = true;
    for (std::uint32_t i = 0; i < instruction.count; ++i) {
      good &= run<kTrace>(program_.children[instruction.first + i], value);
      if (done<kTrace>(good)) return false;
    }
    return good;
  }

  template <bool kTrace>
  bool call(const Instruction& instruction, const Json& value) {
    if constexpr (kTrace) {
      trace_->enter_name(instruction.cold);
      const bool good = run<true>(instruction.first, value);
      trace_->leave_name();
      return good;
    } else {
      if (!instruction.remember) return run<false>(instruction.first, value);
      switch (lease_.memory().verdicts.find(instruction.first, &value)) {
        case Verdicts::Answer::yes: return true;
        case Verdicts::Answer::no: return false;
        case Verdicts::Answer::unknown: break;
      }
      const bool good = run<false>(instruction.first, value);
      lease_.memory().verdicts.add(instruction.first, &value, good);
      return good;
    }
  }

  // ---- jumps, of verdicts only

  [[gnu::noinline]] bool by_kind(const program::Switch& jump, const Json& value) {
    const predicate::KindSet kind = leaves_.kind(value);
    const Instruction& arm = program_.quick[jump.arms[static_cast<std::size_t>(std::countr_zero(kind))]];
    if (arm.op != Op::test) return ask(arm, value);
    return (kind & arm.kinds) != 0 && leaves_.passes(arm.first, leaves_.subject(value));
  }

  // A tag that is there twice is refused by whichever schema its first value leads to.
  bool by_tag(const program::Tags& tags, const Json& value) {
    if (!value.IsObject()) return false;
    const Json* tag = member_of(value, tags.key);
    if (tag == nullptr) return false;
    const std::uint32_t arm = leaves_.arm(tags.constants, *tag);
    return arm != program::KeyIndex::kAbsent && run<false>(tags.arms[arm], value);
  }

  // ---- collections

  template <bool kTrace, class Place>
  bool inside(Place place, Code code, const Json& value) {
    if constexpr (kTrace) {
      trace_->enter(place);
      const bool good = run<true>(code, value);
      trace_->leave();
      return good;
    } else {
      return run<false>(code, value);
    }
  }

  template <bool kTrace>
  bool tuple(const program::Tuple& tuple, const Json& value) {
    if (!value.IsArray()) return fail<kTrace>(tuple.kind_cold, value);
    const std::size_t size = value.Size();
    if (size < tuple.elements.size() || (size > tuple.elements.size() && tuple.rest == kNone)) {
      return fail<kTrace>(tuple.size_cold, value);
    }
    bool good = true;
    for (std::size_t i = 0; i < size; ++i) {
      const Code code = i < tuple.elements.size() ? tuple.elements[i] : tuple.rest;
      good &= inside<kTrace>(i, code, value[static_cast<rapidjson::SizeType>(i)]);
      if (done<kTrace>(good)) return false;
    }
    return good;
  }

  template <bool kTrace>
  bool collection(const program::Collection& collection, const Json& value) {
    if (!value.IsArray()) return fail<kTrace>(collection.kind_cold, value);
    const program::Counts& counts = collection.counts;
    if (counts.distinct && predicate::first_duplicate(value, leaves_.digits()) < value.Size()) {
      return fail<kTrace>(counts.distinct_cold, value);
    }
    if (value.Size() < counts.min) return fail<kTrace>(counts.min_cold, value);
    if (value.Size() > counts.max) return fail<kTrace>(counts.max_cold, value);
    bool good = true;
    for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
      good &= inside<kTrace>(std::size_t{i}, collection.element, value[i]);
      if (done<kTrace>(good)) return false;
    }
    return good;
  }

  template <bool kTrace>
  bool map(const program::Map& map, const Json& value) {
    if (!value.IsObject()) return fail<kTrace>(map.kind_cold, value);
    if (value.MemberCount() < map.counts.min) return fail<kTrace>(map.counts.min_cold, value);
    if (value.MemberCount() > map.counts.max) return fail<kTrace>(map.counts.max_cold, value);
    Twins twins(lease_.memory(), value);
    if (!kTrace && twins.any()) return false;
    bool good = true;
    for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) {
      if (twins.is_later(i)) continue;
      const auto& member = value.MemberBegin()[i];
      good &= entry<kTrace>(map, value, member.name, member.value, twins.second(i));
      if (done<kTrace>(good)) return false;
    }
    return good;
  }

  template <bool kTrace>
  bool entry(const program::Map& map, const Json& object, const Json& name, const Json& value,
             rapidjson::SizeType twin) {
    if constexpr (kTrace) trace_->enter_member(text_of(name));
    bool good = false;
    if (twin != 0) {
      good = fail<kTrace>(map.duplicate_cold, object.MemberBegin()[twin].value);
    } else {
      if constexpr (kTrace) trace_->enter_map_key();
      good = run<kTrace>(map.key, name);
      if constexpr (kTrace) trace_->leave_map_key();
      if (!done<kTrace>(good)) good &= run<kTrace>(map.value, value);
    }
    if constexpr (kTrace) trace_->leave();
    return good;
  }

  // ---- schemas

  template <bool kTrace>
  bool schema(const program::Schema& schema, const Json& value) {
    if (!value.IsObject()) return fail<kTrace>(schema.kind_cold, value);
    std::size_t since = 0;
    if constexpr (kTrace) since = trace_->count();
    bool good = kTrace ? fields_in_order(schema, value) : fields_as_they_come(schema, value);
    if (done<kTrace>(good)) return false;
    if (schema.looks_at_others()) {
      good &= others<kTrace>(schema, value);
      if (done<kTrace>(good)) return false;
    }
    for (const program::PresenceTest& presence : schema.presences) {
      const auto has = [&](std::string_view key) { return member_of(value, key) != nullptr; };
      if (!present(lease_.memory(), presence, has)) good = fail<kTrace>(presence.cold, value);
      if (done<kTrace>(good)) return false;
    }
    for (const program::Comparison& comparison : schema.comparisons) {
      good &= compare<kTrace>(comparison, value, since);
      if (done<kTrace>(good)) return false;
    }
    return good;
  }

  bool conforms(const program::Schema& schema, const Json& value) {
    return deeper([&] {
      if (!schema.only_fields || schema.fields.size() > FewSeen::kMost) return this->schema<false>(schema, value);
      return value.IsObject() && fields_as_they_come(schema, value, FewSeen());
    });
  }

  // The verdict in one pass over the members. Producers write fields in the order of the schema more often than not, so
  // that is the guess.
  template <class Seen>
  bool fields_as_they_come(const program::Schema& schema, const Json& value, Seen seen) {
    const program::QuickField* guess = schema.quick.data();
    for (const auto& member : value.GetObject()) {
      const program::QuickField* const field = schema.find(text_of(member.name), *guess);
      if (field == nullptr) continue;
      guess = field + 1;
      if (!seen.first_time(schema.number_of(*field)) || (leaves_.kind(member.value) & field->kinds) == 0) return false;
      if (!rest_of(*field, member.value)) return false;
    }
    return seen.hold(schema.required);
  }

  [[gnu::always_inline]] bool rest_of(const program::QuickField& field, const Json& value) {
    switch (field.rest) {
      case program::QuickField::Rest::nothing: return true;
      case program::QuickField::Rest::test: return leaves_.passes(field.first, leaves_.subject(value));
      case program::QuickField::Rest::text: return program::same_text(text_of(value), program_.texts[field.first]);
      case program::QuickField::Rest::schema: return conforms(program_.schemas[field.first], value);
      case program::QuickField::Rest::kind: return by_kind(program_.switches[program_.quick[field.first].first], value);
      case program::QuickField::Rest::code: return run<false>(field.first, value);
    }
    return false;
  }

  bool fields_as_they_come(const program::Schema& schema, const Json& value) {
    if (schema.fields.size() <= FewSeen::kMost) return fields_as_they_come(schema, value, FewSeen());
    return fields_as_they_come(schema, value, ManySeen(lease_.memory(), schema.fields.size()));
  }

  // The explanation in declaration order.
  bool fields_in_order(const program::Schema& schema, const Json& value) {
    // For each field the numbers, plus one, of the first and the second member of its name.
    Scratch members(lease_.memory(), schema.fields.size() * 2);
    std::uint32_t number = 0;
    const program::QuickField* guess = schema.quick.data();
    for (const auto& member : value.GetObject()) {
      ++number;
      const program::QuickField* const found = schema.find(text_of(member.name), *guess);
      if (found == nullptr) continue;
      guess = found + 1;
      const std::size_t field = schema.number_of(*found);
      if (members[2 * field] == 0) {
        members[2 * field] = number;
      } else if (members[2 * field + 1] == 0) {
        members[2 * field + 1] = number;
      }
    }
    bool good = true;
    for (std::size_t i = 0; i < schema.fields.size() && !done<true>(good); ++i) {
      const program::Field& field = schema.fields[i];
      const std::uint32_t first = members[2 * i];
      const std::uint32_t second = members[2 * i + 1];
      if (first == 0 && !field.required) continue;
      if (first != 0 && second == 0 && run<false>(field.code, value.MemberBegin()[first - 1].value)) continue;
      trace_->enter(std::string_view(field.key));
      trace_->enter_field(field.cold);
      if (first == 0) {
        trace_->fail(field.required_cold, value);
      } else if (second != 0) {
        trace_->fail(field.duplicate_cold, value.MemberBegin()[second - 1].value);
      } else {
        look_into(field.code, value.MemberBegin()[first - 1].value);
      }
      good = false;
      trace_->leave_field();
      trace_->leave();
    }
    return good;
  }

  // Keys as patterns, rest and closed see them, in input order.
  template <bool kTrace>
  bool others(const program::Schema& schema, const Json& value) {
    const bool meaningful = schema.rest != kNone || !schema.patterns.empty();
    std::optional<Twins> twins;
    if (meaningful) twins.emplace(lease_.memory(), value);
    bool good = true;
    for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) {
      const auto& member = value.MemberBegin()[i];
      const bool declared = schema.index.find(text_of(member.name)) != program::KeyIndex::kAbsent;
      if (declared && schema.patterns.empty()) continue;
      if constexpr (kTrace) declared ? trace_->enter(text_of(member.name)) : trace_->enter_member(text_of(member.name));
      good &= other<kTrace>(schema, value, i, declared, twins ? &*twins : nullptr);
      if constexpr (kTrace) trace_->leave();
      if (done<kTrace>(good)) return false;
    }
    return good;
  }

  template <bool kTrace>
  bool other(const program::Schema& schema, const Json& object, rapidjson::SizeType index, bool declared,
             Twins* twins) {
    const auto& member = object.MemberBegin()[index];
    bool matched = false;
    bool good = true;
    for (const program::Pattern& pattern : schema.patterns) {
      if (!run<false>(pattern.key, member.name)) continue;
      if (!std::exchange(matched, true) && occurs_twice(*twins, index)) {
        return declared || twice<kTrace>(schema, object, index, *twins);
      }
      good &= run<kTrace>(pattern.value, member.value);
      if (done<kTrace>(good)) return false;
    }
    if (declared || matched) return good;
    if (schema.rest != kNone) {
      if (occurs_twice(*twins, index)) return twice<kTrace>(schema, object, index, *twins);
      return run<kTrace>(schema.rest, member.value);
    }
    return !schema.closed || fail<kTrace>(schema.disallowed_cold, member.value);
  }

  static bool occurs_twice(Twins& twins, rapidjson::SizeType index) {
    return twins.is_later(index) || twins.second(index) != 0;
  }

  // One error for a name that occurs several times: at the first, of the second one's value. A declared one has been
  // reported among the fields.
  template <bool kTrace>
  bool twice(const program::Schema& schema, const Json& object, rapidjson::SizeType index, Twins& twins) {
    if (twins.is_later(index)) return false;
    return fail<kTrace>(schema.duplicate_cold, object.MemberBegin()[twins.second(index)].value);
  }

  template <bool kTrace>
  bool compare(const program::Comparison& comparison, const Json& value, [[maybe_unused]] std::size_t since) {
    const Json* left = at_path(value, comparison.left);
    const Json* right = at_path(value, comparison.right);
    if (left == nullptr || right == nullptr) return true;
    if constexpr (kTrace) {
      // What is wrong already need not be compared: the payload is refused in any case.
      if (trace_->touches(since, comparison.left) || trace_->touches(since, comparison.right)) return true;
    }
    if (predicate::related(comparison.relation, *left, *right, leaves_.digits())) return true;
    if constexpr (kTrace) {
      const KeyPath none;
      const KeyPath& at = comparison.at ? *comparison.at : none;
      for (const std::string& key : at) trace_->enter(std::string_view(key));
      const Json* val = at_path(value, at);
      trace_->fail(comparison.cold, val != nullptr ? *val : value);
      for (std::size_t i = 0; i < at.size(); ++i) trace_->leave();
    }
    return false;
  }

  // ---- multi

  template <bool kTrace>
  bool multi(const program::Multi& multi, const Json& value) {
    const Json* at = &value;
    for (std::size_t i = 0; i < multi.tag.size(); ++i) {
      if (i == 0 && !at->IsObject()) return otherwise<kTrace>(multi, value, multi.kind_cold, *at, 0);
      const Json* first = nullptr;
      const Json* second = nullptr;
      if (at->IsObject()) {
        for (const auto& member : at->GetObject()) {
          if (!program::same_text(text_of(member.name), multi.tag[i])) continue;
          (first == nullptr ? first : second) = &member.value;
          if (second != nullptr || (!kTrace && multi.arms_see_twins)) break;
        }
      }
      if (second != nullptr) return fail_at<kTrace>(multi, i + 1, multi.duplicate_cold, *second);
      if (first == nullptr) return otherwise<kTrace>(multi, value, multi.missing_cold, *at, i + 1);
      at = first;
    }
    const std::uint32_t arm = leaves_.arm(multi.tags, *at);
    if (arm == program::KeyIndex::kAbsent) {
      return otherwise<kTrace>(multi, value, multi.unknown_cold, *at, multi.tag.size());
    }
    return run<kTrace>(multi.arms[arm], value);
  }

  template <bool kTrace>
  bool otherwise(const program::Multi& multi, const Json& value, std::uint32_t cold, const Json& val,
                 std::size_t steps) {
    if (multi.otherwise != kNone) return run<kTrace>(multi.otherwise, value);
    return fail_at<kTrace>(multi, steps, cold, val);
  }

  template <bool kTrace>
  bool fail_at(const program::Multi& multi, std::size_t steps, std::uint32_t cold, const Json& val) {
    if constexpr (kTrace) {
      for (std::size_t i = 0; i < steps; ++i) trace_->enter(std::string_view(multi.tag[i]));
      trace_->fail(cold, val);
      for (std::size_t i = 0; i < steps; ++i) trace_->leave();
    }
    return false;
  }

  const program::Program& program_;
  Leaves leaves_;
  Lease& lease_;
  Trace* trace_;
  int frames_ = 0;
  bool too_deep_ = false;  // sticky: under a `!` it must not turn into success
};

}  // namespace

Verdict judge(const program::Program& program, const Document& document) {
  Lease lease;
  Evaluator evaluator(program, document, lease, nullptr);
  if (evaluator.holds(program.entry, document.root)) return Verdict::conforms;
  return evaluator.too_deep() ? Verdict::too_deep : Verdict::fails;
}

bool holds(const program::Program& program, program::Code code, const Document& document) {
  Lease lease;
  return Evaluator(program, document, lease, nullptr).holds(code, document.root);
}

Explanation explain(const program::Program& program, const Document& document, Verdict verdict,
                    std::size_t max_errors) {
  if (verdict == Verdict::conforms) return {};
  Trace trace(program, document, max_errors);
  Lease lease;
  Evaluator evaluator(program, document, lease, &trace);
  if (verdict == Verdict::fails) evaluator.explain(program.entry, document.root);
  if (verdict == Verdict::too_deep || evaluator.too_deep()) trace.fail_too_deep(document.root);
  return std::move(trace).finish();
}

}  // namespace norm::exec
