// Each instruction is asked for its shortest form once its parts have theirs. What a shorter form needs of its own, say
// the union of those alternatives that take objects, is appended.
#include "program/quick.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>

#include "program/tags.h"

namespace norm::program {
namespace {

using predicate::kAnyKind;
using predicate::kNoKind;

// Conjunctions of conjunctions are joined up to here, or a chain of names would be copied into each of its links.
constexpr std::size_t kMostJoined = 32;

class Shortener {
 public:
  explicit Shortener(Program& program)
      : program_(program), states_(program.code.size(), State::fresh), accepts_(program.code.size(), kAnyKind) {
    program_.quick = program_.code;
  }

  void run() {
    for (Code code = 0; code < program_.code.size(); ++code) shorten(code);
    for (Schema& schema : program_.schemas) {
      for (std::size_t i = 0; i < schema.fields.size(); ++i) shorten(schema.quick[i], schema.fields[i].code);
      schema.only_fields = !schema.looks_at_others() && schema.presences.empty() && schema.comparisons.empty();
    }
    for (Multi& multi : program_.multis) {
      multi.arms_see_twins = multi.tag.size() == 1 && multi.otherwise == kNone &&
                             std::all_of(multi.arms.begin(), multi.arms.end(),
                                         [&](Code arm) { return declares(program_, arm, multi.tag.front()); });
    }
  }

 private:
  enum class State : std::uint8_t { fresh, open, done };

  // Afterwards quick[code] and accepts_[code] are known, unless the code is one of those that are being shortened: then
  // they still are what was written, which is right as well.
  void shorten(Code code) {
    if (states_[code] != State::fresh) return;
    states_[code] = State::open;
    const Instruction quick = shorter(program_.code[code]);
    program_.quick[code] = quick;
    accepts_[code] = accepted_by(quick);
    states_[code] = State::done;
  }

  void shorten(QuickField& field, Code code) const {
    const Instruction& quick = program_.quick[code];
    field.kinds = accepts_[code];
    if (quick.op == Op::kinds) field.rest = QuickField::Rest::nothing;
    if (quick.op == Op::test) field.rest = QuickField::Rest::test;
    if (quick.op == Op::text) field.rest = QuickField::Rest::text;
    if (quick.op == Op::schema) field.rest = QuickField::Rest::schema;
    if (field.rest != QuickField::Rest::code) field.first = quick.first;
    if (quick.op == Op::by_kind) field.rest = QuickField::Rest::kind;
  }

  Code append(const Instruction& quick) {
    program_.quick.push_back(quick);
    accepts_.push_back(accepted_by(quick));
    return static_cast<Code>(program_.quick.size() - 1);
  }

  static Instruction only_kinds(KindSet kinds) {
    Instruction out;
    out.op = Op::kinds;
    out.kinds = kinds;
    return out;
  }

  std::uint32_t add_children(const std::vector<Code>& codes) {
    program_.children.insert(program_.children.end(), codes.begin(), codes.end());
    return static_cast<std::uint32_t>(program_.children.size() - codes.size());
  }

  Instruction over(Op op, const std::vector<Code>& codes) {
    Instruction out;
    out.op = op;
    out.first = add_children(codes);
    out.count = static_cast<std::uint32_t>(codes.size());
    return out;
  }

  std::vector<Code> children_of(const Instruction& instruction) const {
    const auto begin = program_.children.begin() + instruction.first;
    return {begin, begin + instruction.count};
  }

  Instruction shorter(const Instruction& written) {
    switch (written.op) {
      case Op::literal:
        if (const auto* text = std::get_if<std::string>(&program_.constants[written.first].value)) {
          Instruction out = written;
          out.op = Op::text;
          out.first = static_cast<std::uint32_t>(program_.texts.size());
          program_.texts.push_back(*text);
          return out;
        }
        return written;
      case Op::all:
      case Op::every: return conjunction(children_of(written));
      case Op::any:
      case Op::alternative: return disjunction(children_of(written));
      case Op::maybe: {
        if (null_ == kNone) null_ = append(only_kinds(predicate::kNull));
        return disjunction({null_, written.first});
      }
      case Op::negate:
        shorten(written.first);
        if (program_.quick[written.first].op != Op::kinds) return written;
        return only_kinds(static_cast<KindSet>(kAnyKind & ~program_.quick[written.first].kinds));
      case Op::call:
        // Entering a name is nothing that a verdict sees.
        if (written.remember) return written;
        shorten(written.first);
        return states_[written.first] == State::done ? program_.quick[written.first] : written;
      case Op::host:
        if (program_.hosts[written.first].base != kNone) shorten(program_.hosts[written.first].base);
        return written;
      case Op::kinds:
      case Op::test:
      case Op::choice:
      case Op::tuple:
      case Op::collection:
      case Op::map:
      case Op::schema:
      case Op::multi:
      case Op::text:
      case Op::tests:
      case Op::by_kind:
      case Op::by_tag: return written;
    }
    return written;
  }

  // ---- `a & b`: the kinds of all sides in one look, then the tests, then what remains. A host predicate is asked
  // after all that stands before it, as its author expects.

  struct Parts {
    KindSet kinds = kAnyKind;
    std::vector<Code> tests;
    std::vector<Code> others;
  };

  void add_part(Parts& parts, Code code) {
    const Instruction quick = program_.quick[code];
    if (quick.op == Op::kinds) {
      parts.kinds &= quick.kinds;
    } else if (quick.op == Op::test) {
      parts.kinds &= quick.kinds;
      parts.tests.push_back(quick.first);
    } else if (quick.op == Op::tests) {
      parts.kinds &= quick.kinds;
      for (const Code test : children_of(quick)) parts.tests.push_back(test);
    } else {
      parts.others.push_back(code);
    }
  }

  Instruction conjunction(const std::vector<Code>& sides) {
    Parts parts;
    for (const Code side : sides) {
      if (side < states_.size()) shorten(side);
      const Instruction quick = program_.quick[side];
      if (quick.op == Op::all && quick.count <= kMostJoined) {
        for (const Code code : children_of(quick)) add_part(parts, code);
      } else {
        add_part(parts, side);
      }
    }
    Instruction guard = only_kinds(parts.kinds);
    if (parts.tests.size() == 1) {
      guard.op = Op::test;
      guard.first = parts.tests.front();
    } else if (parts.tests.size() > 1) {
      guard = over(Op::tests, parts.tests);
      guard.kinds = parts.kinds;
    }
    if (parts.others.empty()) return guard;
    std::vector<Code> left = std::move(parts.others);
    // A guard that refuses nothing that the next one would take is none.
    const bool idle = guard.op == Op::kinds && (accepts_[left.front()] & ~guard.kinds) == 0;
    if (!idle) left.insert(left.begin(), append(guard));
    return left.size() == 1 ? program_.quick[left.front()] : over(Op::all, left);
  }

  // ---- `a | b`: by the value's kind to those that may take it. Which one is asked first makes no difference to a
  // verdict.

  Instruction disjunction(const std::vector<Code>& alternatives) {
    KindSet certain = kNoKind;  // these are taken by an alternative that asks no more than the kind
    for (const Code code : alternatives) {
      if (code < states_.size()) shorten(code);
      if (program_.quick[code].op == Op::kinds) certain |= program_.quick[code].kinds;
    }
    Switch jump;
    std::map<std::vector<Code>, Code> unions;
    std::vector<Code> distinct;  // the arms that are left to ask
    for (std::size_t bit = 0; bit < jump.arms.size(); ++bit) {
      const auto kind = static_cast<KindSet>(1U << bit);
      std::vector<Code> able;
      if ((certain & kind) == 0) {
        for (const Code code : alternatives) {
          if ((accepts_[code] & kind) != 0) able.push_back(code);
        }
      }
      if (able.empty()) {
        jump.arms[bit] = (certain & kind) != 0 ? always() : never();
        continue;
      }
      const auto [at, fresh] = unions.emplace(able, kNone);
      if (fresh) {
        at->second = able.size() == 1 ? able.front() : append(union_of(able, kind));
        distinct.push_back(at->second);
      }
      jump.arms[bit] = at->second;
    }
    if (distinct.empty()) return only_kinds(certain);
    // One arm that refuses the other kinds by itself needs no jump.
    if (distinct.size() == 1 && certain == kNoKind) return program_.quick[distinct.front()];
    Instruction out;
    out.op = Op::by_kind;
    out.first = static_cast<std::uint32_t>(program_.switches.size());
    program_.switches.push_back(jump);
    return out;
  }

  Instruction union_of(const std::vector<Code>& able, KindSet kind) {
    if (kind == predicate::kObject) {
      if (auto tags = find_tags(program_, able)) {
        Instruction out;
        out.op = Op::by_tag;
        out.first = static_cast<std::uint32_t>(program_.tags.size());
        program_.tags.push_back(*std::move(tags));
        return out;
      }
    }
    if (auto choice = constants_of(able)) {
      Instruction out;
      out.op = Op::choice;
      out.first = static_cast<std::uint32_t>(program_.choices.size());
      program_.choices.push_back(*std::move(choice));
      return out;
    }
    return over(Op::any, able);
  }

  // `1 | 2 | 3` is looked up as an enum is.
  std::optional<ConstantIndex> constants_of(const std::vector<Code>& alternatives) const {
    ConstantIndex out;
    for (const Code code : alternatives) {
      const Instruction& quick = program_.quick[code];
      if (quick.op == Op::literal) {
        out.add(program_.constants[quick.first], 0);
      } else if (quick.op == Op::text) {
        out.add(Constant(program_.texts[quick.first]), 0);
      } else if (quick.op == Op::choice) {
        for (const Constant& constant : program_.choices[quick.first].constants()) out.add(constant, 0);
      } else {
        return std::nullopt;
      }
    }
    out.settle();
    return out;
  }

  Code always() {
    if (always_ == kNone) always_ = append(only_kinds(kAnyKind));
    return always_;
  }
  Code never() {
    if (never_ == kNone) never_ = append(only_kinds(kNoKind));
    return never_;
  }

  // ---- kinds that an instruction may take; more rather than less

  KindSet accepted_by(const Instruction& quick) const {
    switch (quick.op) {
      case Op::kinds:
      case Op::test:
      case Op::tests: return quick.kinds;
      case Op::host: {
        const Code base = program_.hosts[quick.first].base;
        return base == kNone ? KindSet{kAnyKind} : accepts_[base];
      }
      case Op::literal: return kind_of_constant(program_.constants[quick.first]);
      case Op::text: return predicate::kString;
      case Op::choice: {
        KindSet out = kNoKind;
        for (const Constant& constant : program_.choices[quick.first].constants()) out |= kind_of_constant(constant);
        return out;
      }
      case Op::all: {
        KindSet out = kAnyKind;
        for (std::uint32_t i = 0; i < quick.count; ++i) out &= accepts_[program_.children[quick.first + i]];
        return out;
      }
      case Op::any: {
        KindSet out = kNoKind;
        for (std::uint32_t i = 0; i < quick.count; ++i) out |= accepts_[program_.children[quick.first + i]];
        return out;
      }
      case Op::by_kind: {
        const Switch& jump = program_.switches[quick.first];
        KindSet out = kNoKind;
        for (std::size_t bit = 0; bit < jump.arms.size(); ++bit) {
          if ((accepts_[jump.arms[bit]] >> bit & 1U) != 0) out |= static_cast<KindSet>(1U << bit);
        }
        return out;
      }
      case Op::tuple:
      case Op::collection: return predicate::kArray;
      case Op::map:
      case Op::schema:
      case Op::by_tag: return predicate::kObject;
      case Op::multi:
        return program_.multis[quick.first].otherwise == kNone ? KindSet{predicate::kObject} : KindSet{kAnyKind};
      case Op::every:
      case Op::negate:
      case Op::maybe:
      case Op::alternative:
      case Op::call: return kAnyKind;
    }
    return kAnyKind;
  }

  static KindSet kind_of_constant(const Constant& constant) {
    struct Visitor {
      KindSet operator()(std::nullptr_t) const { return predicate::kNull; }
      KindSet operator()(bool) const { return predicate::kBoolean; }
      KindSet operator()(const Number&) const { return predicate::kNumber; }
      KindSet operator()(const std::string&) const { return predicate::kString; }
      KindSet operator()(const Constant::Array&) const { return predicate::kArray; }
      KindSet operator()(const Constant::Object&) const { return predicate::kObject; }
    };
    return std::visit(Visitor{}, constant.value);
  }

  Program& program_;
  std::vector<State> states_;
  std::vector<KindSet> accepts_;  // of each of quick
  Code null_ = kNone, always_ = kNone, never_ = kNone;
};

}  // namespace

void add_quick(Program& program) { Shortener(program).run(); }

}  // namespace norm::program
