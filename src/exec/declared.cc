// Walks a program over a payload that conforms, along the alternatives that hold.
#include "exec/declared.h"

#include <set>
#include <utility>

#include "exec/evaluate.h"
#include "exec/members.h"
#include "exec/twins.h"

namespace norm::exec {
namespace {

using program::Code;
using program::KeyIndex;
using program::kNone;
using program::Op;

class Finder {
 public:
  Finder(const program::Program& program, const Document& document) : program_(program), numbers_(document.numbers) {}

  Declarations run(const Json& root) {
    visit(program_.entry, root);
    for (const auto& [object, path] : named_) know(*object, *path);
    return std::move(declarations_);
  }

 private:
  [[nodiscard]] bool holds(Code code, const Json& value) const {
    return exec::holds(program_, code, Document{value, numbers_});
  }

  // Recursion is that of the evaluation that has just gone the same way.
  void visit(Code code, const Json& value) {
    const program::Instruction& instruction = program_.code[code];
    switch (instruction.op) {
      case Op::kinds:
      case Op::test:
      case Op::host:
      case Op::literal:
      case Op::choice:
      case Op::negate: return;
      case Op::all:
      case Op::every:
        for (std::uint32_t i = 0; i < instruction.count; ++i) visit(program_.children[instruction.first + i], value);
        return;
      case Op::any:
      case Op::alternative:
        for (std::uint32_t i = 0; i < instruction.count; ++i) {
          const Code child = program_.children[instruction.first + i];
          if (holds(child, value)) return visit(child, value);
        }
        return;
      case Op::maybe:
        if (!value.IsNull()) visit(instruction.first, value);
        return;
      case Op::call:
        if (seen_.emplace(instruction.first, &value).second) visit(instruction.first, value);
        return;
      case Op::tuple: {
        const program::Tuple& tuple = program_.tuples[instruction.first];
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
          visit(i < tuple.elements.size() ? tuple.elements[i] : tuple.rest, value[i]);
        }
        return;
      }
      case Op::collection:
        for (const Json& element : value.GetArray()) visit(program_.collections[instruction.first].element, element);
        return;
      case Op::map:
        at(value).open = true;
        for (const auto& member : value.GetObject()) visit(program_.maps[instruction.first].value, member.value);
        return;
      case Op::schema: return visit_schema(program_.schemas[instruction.first], value);
      case Op::multi: {
        const program::Multi& multi = program_.multis[instruction.first];
        if (value.IsObject()) named_.emplace_back(&value, &multi.tag);
        const Code arm = arm_of(multi, value);
        if (arm != kNone) visit(arm, value);
        return;
      }
      case Op::text:
      case Op::tests:
      case Op::by_kind:
      case Op::by_tag: return;  // of verdicts only
    }
  }

  // REQUIRES: the value has passed, so that no name on the way stands twice.
  [[nodiscard]] Code arm_of(const program::Multi& multi, const Json& value) const {
    const Json* tag = at_path(value, multi.tag);
    if (tag == nullptr) return multi.otherwise;
    const std::uint32_t arm = multi.tags.find(*tag, digits_of(numbers_));
    return arm == KeyIndex::kAbsent ? multi.otherwise : multi.arms[arm];
  }

  Declared& at(const Json& object) {
    Declared& declared = declarations_[&object];
    declared.known.resize(object.MemberCount());
    return declared;
  }

  void visit_schema(const program::Schema& schema, const Json& value) {
    Declared& declared = at(value);
    declared.open |= schema.rest != kNone;
    for (const program::Field& field : schema.fields) declared.fields.push_back(&field);
    for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) {
      const auto& member = value.MemberBegin()[i];
      const std::uint32_t field = schema.index.find(text_of(member.name));
      bool known = field != KeyIndex::kAbsent;
      if (known) visit(schema.fields[field].code, member.value);
      for (const program::Pattern& pattern : schema.patterns) {
        if (!holds(pattern.key, member.name)) continue;
        known = true;
        visit(pattern.value, member.value);
      }
      if (!known && schema.rest != kNone) visit(schema.rest, member.value);
      if (known) declared.known[i] = true;
    }
    for (const program::Comparison& check : schema.comparisons) {
      named_.emplace_back(&value, &check.left);
      named_.emplace_back(&value, &check.right);
    }
  }

  // What a tag or a check looks for is named by that, in the objects on its way that a schema governs.
  void know(const Json& object, const KeyPath& path) {
    const Json* at = &object;
    for (const std::string& key : path) {
      if (!at->IsObject()) return;
      const auto found = declarations_.find(at);
      if (found != declarations_.end()) {
        for (rapidjson::SizeType i = 0; i < at->MemberCount(); ++i) {
          if (text_of(at->MemberBegin()[i].name) == key) found->second.known[i] = true;
        }
      }
      at = member_of(*at, key);
      if (at == nullptr) return;
    }
  }

  const program::Program& program_;
  const ExactNumbers* numbers_;
  Declarations declarations_;  // its entries stay where they are while it grows
  std::set<std::pair<Code, const Json*>> seen_;
  std::vector<std::pair<const Json*, const KeyPath*>> named_;  // paths from an object on
};

}  // namespace

Declarations find_declared(const program::Program& program, const Document& document) {
  return Finder(program, document).run(document.root);
}

}  // namespace norm::exec
