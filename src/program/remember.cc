// Which calls keep their verdicts.
#include "program/remember.h"

#include <algorithm>

namespace norm::program {
namespace {

// The codes that an instruction may run, on the same value or on one inside it.
template <class Each>
void for_each_child(const Program& program, const Instruction& instruction, Each each) {
  const auto optional = [&](Code code) {
    if (code != kNone) each(code);
  };
  switch (instruction.op) {
    case Op::kinds:
    case Op::test:
    case Op::literal:
    case Op::choice:
    case Op::text:
    case Op::tests:
    case Op::by_kind:
    case Op::by_tag: return;
    case Op::host: optional(program.hosts[instruction.first].base); return;
    case Op::all:
    case Op::any:
    case Op::every:
    case Op::alternative:
      for (std::uint32_t i = 0; i < instruction.count; ++i) each(program.children[instruction.first + i]);
      return;
    case Op::negate:
    case Op::maybe:
    case Op::call: each(instruction.first); return;
    case Op::tuple:
      for (const Code element : program.tuples[instruction.first].elements) each(element);
      optional(program.tuples[instruction.first].rest);
      return;
    case Op::collection: each(program.collections[instruction.first].element); return;
    case Op::map:
      each(program.maps[instruction.first].key);
      each(program.maps[instruction.first].value);
      return;
    case Op::schema: {
      const Schema& schema = program.schemas[instruction.first];
      for (const Field& field : schema.fields) each(field.code);
      for (const Pattern& pattern : schema.patterns) {
        each(pattern.key);
        each(pattern.value);
      }
      optional(schema.rest);
      return;
    }
    case Op::multi: {
      const Multi& multi = program.multis[instruction.first];
      for (const Code arm : multi.arms) each(arm);
      optional(multi.otherwise);
      return;
    }
  }
}

bool tries_several(const Program& program, const Instruction& instruction) {
  switch (instruction.op) {
    case Op::all:
    case Op::any:
    case Op::every:
    case Op::alternative: return instruction.count > 1;
    case Op::schema: return !program.schemas[instruction.first].patterns.empty();
    case Op::kinds:
    case Op::test:
    case Op::host:
    case Op::literal:
    case Op::choice:
    case Op::negate:
    case Op::maybe:
    case Op::tuple:
    case Op::collection:
    case Op::map:
    case Op::multi:
    case Op::call:
    case Op::text:
    case Op::tests:
    case Op::by_kind:
    case Op::by_tag: return false;
  }
  return false;
}

bool is_more_than_a_leaf(Op op) {
  return op == Op::tuple || op == Op::collection || op == Op::map || op == Op::schema || op == Op::multi ||
         op == Op::call;
}

}  // namespace

void mark_remembered(Program& program) {
  const std::size_t size = program.code.size();
  // Bottom-up over the call graph as a fixed point would be quadratic; one reverse walk from what matters is linear.
  std::vector<std::uint32_t> callers_begin(size + 1, 0);
  for (const Instruction& instruction : program.code) {
    for_each_child(program, instruction, [&](Code child) { ++callers_begin[child + 1]; });
  }
  for (std::size_t i = 0; i < size; ++i) callers_begin[i + 1] += callers_begin[i];
  std::vector<Code> callers(callers_begin.back());
  std::vector<std::uint32_t> next(callers_begin.begin(), callers_begin.end() - 1);
  for (Code code = 0; code < size; ++code) {
    for_each_child(program, program.code[code], [&](Code child) { callers[next[child]++] = code; });
  }
  const auto spread_up = [&](std::vector<Code> open, std::vector<bool>& reached) {
    for (const Code code : open) reached[code] = true;
    while (!open.empty()) {
      const Code code = open.back();
      open.pop_back();
      for (std::uint32_t i = callers_begin[code]; i < callers_begin[code + 1]; ++i) {
        if (reached[callers[i]]) continue;
        reached[callers[i]] = true;
        open.push_back(callers[i]);
      }
    }
  };

  // Only a name that is called from several places, or through itself, can meet one value twice; and only one that goes
  // inside the value or calls on is worth keeping: a leaf costs less than the look-up.
  std::vector<Code> inner;
  for (Code code = 0; code < size; ++code) {
    if (is_more_than_a_leaf(program.code[code].op)) inner.push_back(code);
  }
  std::vector<bool> is_deep(size, false);
  spread_up(std::move(inner), is_deep);

  std::vector<std::uint32_t> called(size, 0);
  for (const Instruction& instruction : program.code) {
    if (instruction.op == Op::call) ++called[instruction.first];
  }
  if (program.entry < size) ++called[program.entry];
  std::vector<Code> shared;
  for (Code code = 0; code < size; ++code) {
    if (called[code] > 1 && is_deep[code]) shared.push_back(code);
  }
  std::vector<bool> leads_to_shared(size, false);
  spread_up(shared, leads_to_shared);

  const bool several = std::any_of(program.code.begin(), program.code.end(), [&](const Instruction& instruction) {
    if (!tries_several(program, instruction)) return false;
    std::size_t ways = 0;
    for_each_child(program, instruction, [&](Code child) { ways += leads_to_shared[child] ? 1 : 0; });
    return ways > 1;
  });
  if (!several) return;
  for (Instruction& instruction : program.code) {
    if (instruction.op == Op::call) instruction.remember = called[instruction.first] > 1 && is_deep[instruction.first];
  }
}

}  // namespace norm::program
