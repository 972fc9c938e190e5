#pragma once

// What an instruction says of a value without asking another one.
#include "exec/document.h"
#include "exec/twins.h"
#include "predicate/fixed_shape.h"
#include "program/program.h"

namespace norm::exec {

class Leaves {
 public:
  Leaves(const program::Program& program, const Document& document)
      : program_(program),
        numbers_(document.numbers && !document.numbers->empty() ? document.numbers : nullptr),
        digits_(digits_of(numbers_)) {}

  [[nodiscard]] const predicate::Digits& digits() const { return digits_; }

  [[nodiscard]] predicate::Subject subject(const Json& value) const {
    return {value, numbers_ != nullptr ? digits(value) : std::string_view()};
  }
  [[nodiscard]] predicate::KindSet kind(const Json& value) const {
    if (numbers_ != nullptr) return exact_kind(value);
    return predicate::kind_of(value);
  }

  /// REQUIRES: program::is_leaf(instruction.op).
  [[nodiscard]] bool holds(const program::Instruction& instruction, const Json& value) const {
    using program::Op;
    const predicate::Subject what = subject(value);
    switch (instruction.op) {
      case Op::kinds: return (kind_of(what) & instruction.kinds) != 0;
      case Op::test: return (kind_of(what) & instruction.kinds) != 0 && passes(instruction.first, what);
      case Op::tests: return (kind_of(what) & instruction.kinds) != 0 && passes_all(instruction, what);
      case Op::text: return value.IsString() && program::same_text(text_of(value), program_.texts[instruction.first]);
      case Op::literal: return predicate::equal(value, digits_, program_.constants[instruction.first]);
      case Op::choice: return arm(program_.choices[instruction.first], value) != program::ConstantIndex::kAbsent;
      case Op::host:
      case Op::all:
      case Op::any:
      case Op::every:
      case Op::negate:
      case Op::maybe:
      case Op::alternative:
      case Op::tuple:
      case Op::collection:
      case Op::map:
      case Op::schema:
      case Op::multi:
      case Op::call:
      case Op::by_kind:
      case Op::by_tag: return false;
    }
    return false;
  }

  /// REQUIRES: the value is of a kind that the test takes.
  [[nodiscard]] bool passes(std::uint32_t number, const predicate::Subject& what) const {
    const program::Test& test = program_.tests[number];
    if (test.shape != nullptr && test.shape->matches(text_of(what.json))) return true;
    return test.run(test.operand, what);
  }

  /// The arm of the constant that the value equals, or ConstantIndex::kAbsent.
  [[nodiscard]] std::uint32_t arm(const program::ConstantIndex& constants, const Json& value) const {
    return constants.find(value, digits_);
  }

 private:
  // Rare, and out of the way of what is not.
  [[nodiscard, gnu::noinline, gnu::cold]] std::string_view digits(const Json& value) const {
    return value.IsDouble() ? numbers_->find(&value) : std::string_view();
  }
  [[nodiscard, gnu::noinline, gnu::cold]] predicate::KindSet exact_kind(const Json& value) const {
    return kind_of(subject(value));
  }

  [[nodiscard]] bool passes_all(const program::Instruction& instruction, const predicate::Subject& what) const {
    for (std::uint32_t i = 0; i < instruction.count; ++i) {
      if (!passes(program_.children[instruction.first + i], what)) return false;
    }
    return true;
  }

  const program::Program& program_;
  const ExactNumbers* numbers_;
  predicate::Digits digits_;
};

}  // namespace norm::exec
