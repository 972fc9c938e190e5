// The program as text, for people and for tests that compare it whole.
#include <fmt/format.h>
#include <norm/print.h>

#include <iterator>

#include "program/compile.h"

namespace norm::program {
namespace {

std::string kinds_text(KindSet kinds) {
  constexpr std::pair<predicate::Kind, std::string_view> kNames[] = {
      {predicate::kNull, "null"},     {predicate::kBoolean, "boolean"}, {predicate::kInteger, "integer"},
      {predicate::kFloat, "float"},   {predicate::kString, "string"},   {predicate::kArray, "array"},
      {predicate::kObject, "object"},
  };
  if (kinds == predicate::kAnyKind) return "any";
  std::string out;
  for (const auto& [kind, name] : kNames) {
    if ((kinds & kind) == 0) continue;
    if (!out.empty()) out += '|';
    out += name;
  }
  return out.empty() ? "none" : out;
}

std::string codes(const std::vector<Code>& list) { return fmt::format("{}", fmt::join(list, " ")); }

std::string counts_text(const Counts& counts) {
  std::string out;
  if (counts.min_cold != kNone) out += fmt::format(" min={}", counts.min);
  if (counts.max_cold != kNone) out += fmt::format(" max={}", counts.max);
  if (counts.distinct) out += " distinct";
  return out;
}

std::string schema_text(const Schema& schema) {
  std::string out = schema.closed ? " closed" : "";
  for (const Field& field : schema.fields) {
    out += fmt::format(" {} {}={}{}", field.required ? "req" : "opt", print_key(field.key), field.code,
                       field.pii ? " pii" : "");
  }
  for (const Pattern& pattern : schema.patterns) out += fmt::format(" keys {}={}", pattern.key, pattern.value);
  if (schema.rest != kNone) out += fmt::format(" rest={}", schema.rest);
  if (!schema.presences.empty()) out += fmt::format(" require={}", schema.presences.size());
  if (!schema.comparisons.empty()) out += fmt::format(" check={}", schema.comparisons.size());
  return out;
}

std::string operands(const Program& program, const Instruction& instruction) {
  static const Cold kNothing;
  const Cold& cold = instruction.cold == kNone ? kNothing : program.cold[instruction.cold];
  const auto list = [&] {
    const auto begin = program.children.begin() + instruction.first;
    return codes({begin, begin + instruction.count});
  };
  switch (instruction.op) {
    case Op::kinds: return "kinds " + kinds_text(instruction.kinds);
    case Op::test:
      return fmt::format("test {} on {}", program.tests[instruction.first].name, kinds_text(instruction.kinds));
    case Op::host: return "host " + cold.predicate;
    case Op::literal:
    case Op::choice: return cold.predicate;
    case Op::all: return (cold.name.empty() ? "all " : "tag " + cold.name + ' ') + list();
    case Op::any: return "any " + list();
    case Op::every: return "every " + list();
    case Op::alternative: return "alt " + list();
    case Op::negate: return fmt::format("not {}", instruction.first);
    case Op::maybe: return fmt::format("maybe {}", instruction.first);
    case Op::call:
      return fmt::format("call {}{}{}{}", instruction.first, cold.name.empty() ? "" : ' ' + cold.name,
                         instruction.remember ? " remember" : "", instruction.pii ? " pii" : "");
    case Op::tuple: {
      const Tuple& tuple = program.tuples[instruction.first];
      const std::string rest = tuple.rest == kNone ? std::string() : fmt::format(" rest={}", tuple.rest);
      return "tuple " + codes(tuple.elements) + rest;
    }
    case Op::collection: {
      const Collection& collection = program.collections[instruction.first];
      return fmt::format("coll_of {}{}", collection.element, counts_text(collection.counts));
    }
    case Op::map: {
      const Map& map = program.maps[instruction.first];
      return fmt::format("map_of {} {}{}", map.key, map.value, counts_text(map.counts));
    }
    case Op::schema: return "schema" + schema_text(program.schemas[instruction.first]);
    case Op::multi: {
      const Multi& multi = program.multis[instruction.first];
      const std::string rest = multi.otherwise == kNone ? std::string() : fmt::format(" else={}", multi.otherwise);
      return fmt::format("multi {} {}{}", print_path(multi.tag), codes(multi.arms), rest);
    }
    case Op::text: return fmt::format("text {}", print(Constant(program.texts[instruction.first])));
    case Op::tests: {
      std::string names;
      for (std::uint32_t i = 0; i < instruction.count; ++i) {
        names += (i == 0 ? "" : ", ") + program.tests[program.children[instruction.first + i]].name;
      }
      return fmt::format("tests {} on {}", names, kinds_text(instruction.kinds));
    }
    case Op::by_kind: {
      const Switch& jump = program.switches[instruction.first];
      std::string out = "by_kind";
      for (std::size_t bit = 0; bit < jump.arms.size(); ++bit) {
        const Instruction& arm = program.quick[jump.arms[bit]];
        if (arm.op == Op::kinds && arm.kinds == predicate::kNoKind) continue;
        out += fmt::format(" {}={}", kinds_text(static_cast<KindSet>(1U << bit)), jump.arms[bit]);
      }
      return out;
    }
    case Op::by_tag: {
      const Tags& tags = program.tags[instruction.first];
      return fmt::format("by_tag {} {}", print_key(tags.key), codes(tags.arms));
    }
  }
  return {};
}

}  // namespace

std::string dump(const Program& program) {
  std::string out;
  for (Code code = 0; code < program.quick.size(); ++code) {
    const std::string quick = operands(program, program.quick[code]);
    const bool appended = code >= program.code.size();
    std::string line = appended ? quick : operands(program, program.code[code]);
    if (line != quick) line += "  => " + quick;
    fmt::format_to(std::back_inserter(out), "{:>4}{} {}\n", code,
                   appended                ? '+'
                   : code == program.entry ? '>'
                                           : ' ',
                   line);
  }
  return out;
}

}  // namespace norm::program
