// Walks a program over a payload as validation would, but into every branch, to find what `@pii` governs.
#include "exec/redact.h"

#include <set>
#include <utility>

#include "exec/evaluate.h"
#include "exec/twins.h"

namespace norm::exec {
namespace {

using program::Code;
using program::Op;

class Finder {
 public:
  Finder(const program::Program& program, const Document& document) : program_(program), document_(document) {}

  Redacted run() {
    if (program_.entry_pii) {
      redacted_.insert(&document_.root);
    } else {
      visit(program_.entry, document_.root);
    }
    return std::move(redacted_);
  }

 private:
  static constexpr int kMostFrames = 4000;

  void visit(Code code, const Json& value) {
    if (redacted_.contains(&value)) return;
    if (++frames_ > kMostFrames) {
      redacted_.insert(&value);
    } else {
      enter(program_.code[code], value);
    }
    --frames_;
  }

  void govern(Code code, const Json& value, bool pii) {
    if (pii) {
      redacted_.insert(&value);
    } else if (code != program::kNone) {
      visit(code, value);
    }
  }

  void enter(const program::Instruction& instruction, const Json& value) {
    switch (instruction.op) {
      case Op::kinds:
      case Op::test:
      case Op::host:
      case Op::literal:
      case Op::choice: return;
      case Op::all:
      case Op::any:
      case Op::every:
      case Op::alternative:
        for (std::uint32_t i = 0; i < instruction.count; ++i) visit(program_.children[instruction.first + i], value);
        return;
      case Op::negate:
      case Op::maybe: visit(instruction.first, value); return;
      case Op::call:
        if (instruction.pii) {
          redacted_.insert(&value);
        } else if (seen_.emplace(instruction.first, &value).second) {
          visit(instruction.first, value);
        }
        return;
      case Op::tuple: {
        if (!value.IsArray()) return;
        const program::Tuple& tuple = program_.tuples[instruction.first];
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
          govern(i < tuple.elements.size() ? tuple.elements[i] : tuple.rest, value[i], false);
        }
        return;
      }
      case Op::collection:
        if (!value.IsArray()) return;
        for (const Json& element : value.GetArray()) visit(program_.collections[instruction.first].element, element);
        return;
      case Op::map: {
        if (!value.IsObject()) return;
        const program::Map& map = program_.maps[instruction.first];
        for (const auto& member : value.GetObject()) {
          visit(map.key, member.name);
          visit(map.value, member.value);
        }
        return;
      }
      case Op::schema: visit_schema(program_.schemas[instruction.first], value); return;
      case Op::multi: {
        const program::Multi& multi = program_.multis[instruction.first];
        for (const Code arm : multi.arms) visit(arm, value);
        if (multi.otherwise != program::kNone) visit(multi.otherwise, value);
        return;
      }
      case Op::text:
      case Op::tests:
      case Op::by_kind:
      case Op::by_tag: return;  // of verdicts only
    }
  }

  void visit_schema(const program::Schema& schema, const Json& value) {
    if (schema.pii) redacted_.insert(&value);  // an object or not
    if (schema.pii || !value.IsObject()) return;
    for (const auto& member : value.GetObject()) {
      const std::uint32_t field = schema.index.find(text_of(member.name));
      bool known = field != program::KeyIndex::kAbsent;
      if (known) govern(schema.fields[field].code, member.value, schema.fields[field].pii);
      for (const program::Pattern& pattern : schema.patterns) {
        if (!holds(program_, pattern.key, Document{member.name})) continue;
        known = true;
        visit(pattern.key, member.name);
        govern(pattern.value, member.value, pattern.pii);
      }
      if (!known) govern(schema.rest, member.value, schema.rest_pii);
    }
  }

  const program::Program& program_;
  const Document& document_;
  Redacted redacted_;
  std::set<std::pair<Code, const Json*>> seen_;
  int frames_ = 0;
};

}  // namespace

Redacted find_redacted(const program::Program& program, const Document& document) {
  return Finder(program, document).run();
}

}  // namespace norm::exec
