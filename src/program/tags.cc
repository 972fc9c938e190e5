// Looks through names, conjunctions and unions for schemas that require a member and fix its constants.
#include "program/tags.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace norm::program {
namespace {

// Names and compositions between an alternative and its schema, or between a field and its constants.
constexpr int kMostSteps = 32;
// Wider unions and longer lists are no tags.
constexpr std::size_t kMostConstants = 4096;

using Constants = std::vector<Constant>;
using Required = std::unordered_map<std::string_view, Constants>;

// What a value must be one of; nullopt: not known.
std::optional<Constants> constants_of(const Program& program, Code code, int steps) {
  if (steps > kMostSteps) return std::nullopt;
  const Instruction& instruction = program.code[code];
  const Code* children = program.children.data() + instruction.first;
  switch (instruction.op) {
    case Op::literal: return Constants{program.constants[instruction.first]};
    case Op::choice: return program.choices[instruction.first].constants();
    case Op::call: return constants_of(program, instruction.first, steps + 1);
    case Op::all:
      for (std::uint32_t i = 0; i < instruction.count; ++i) {
        auto found = constants_of(program, children[i], steps + 1);
        if (found) return found;
      }
      return std::nullopt;
    case Op::any: {
      Constants out;
      for (std::uint32_t i = 0; i < instruction.count; ++i) {
        auto found = constants_of(program, children[i], steps + 1);
        if (!found || out.size() > kMostConstants) return std::nullopt;
        out.insert(out.end(), std::make_move_iterator(found->begin()), std::make_move_iterator(found->end()));
      }
      return out;
    }
    case Op::kinds:
    case Op::test:
    case Op::host:
    case Op::every:
    case Op::negate:
    case Op::maybe:
    case Op::alternative:
    case Op::tuple:
    case Op::collection:
    case Op::map:
    case Op::schema:
    case Op::multi:
    case Op::text:
    case Op::tests:
    case Op::by_kind:
    case Op::by_tag: return std::nullopt;
  }
  return std::nullopt;
}

// The members that every object must have and the constants that they must be one of.
Required required_of(const Program& program, Code code, int steps) {
  if (steps > kMostSteps) return {};
  const Instruction& instruction = program.code[code];
  const Code* children = program.children.data() + instruction.first;
  Required out;
  switch (instruction.op) {
    case Op::schema:
      for (const Field& field : program.schemas[instruction.first].fields) {
        if (!field.required) continue;
        if (auto constants = constants_of(program, field.code, 0)) out.emplace(field.key, *std::move(constants));
      }
      return out;
    case Op::call:
    case Op::maybe: return required_of(program, instruction.first, steps + 1);
    case Op::all:
    case Op::every:
      for (std::uint32_t i = 0; i < instruction.count; ++i) out.merge(required_of(program, children[i], steps + 1));
      return out;
    case Op::any:
    case Op::alternative:
      // What all alternatives require; each adds its constants.
      for (std::uint32_t i = 0; i < instruction.count; ++i) {
        Required next = required_of(program, children[i], steps + 1);
        if (i == 0) {
          out = std::move(next);
          continue;
        }
        for (auto entry = out.begin(); entry != out.end();) {
          const auto found = next.find(entry->first);
          if (found == next.end() || entry->second.size() > kMostConstants) {
            entry = out.erase(entry);
          } else {
            entry->second.insert(entry->second.end(), found->second.begin(), found->second.end());
            ++entry;
          }
        }
      }
      return out;
    case Op::kinds:
    case Op::test:
    case Op::host:
    case Op::literal:
    case Op::choice:
    case Op::negate:
    case Op::tuple:
    case Op::collection:
    case Op::map:
    case Op::multi:
    case Op::text:
    case Op::tests:
    case Op::by_kind:
    case Op::by_tag: return out;
  }
  return out;
}

// The jump by `key`, if no constant is taken twice.
std::optional<Tags> by_key(std::string_view key, const std::vector<Required>& alternatives) {
  Tags tags;
  tags.key = key;
  for (std::size_t arm = 0; arm < alternatives.size(); ++arm) {
    const auto found = alternatives[arm].find(key);
    if (found == alternatives[arm].end()) return std::nullopt;
    for (const Constant& constant : found->second) {
      const std::uint32_t taken = tags.constants.find(constant);
      if (taken == ConstantIndex::kAbsent) {
        tags.constants.add(constant, static_cast<std::uint32_t>(arm));
      } else if (taken != arm) {
        return std::nullopt;
      }
    }
  }
  tags.constants.settle();
  return tags;
}

}  // namespace

std::optional<Tags> find_tags(const Program& program, std::span<const Code> alternatives) {
  std::vector<Required> required;
  for (const Code code : alternatives) {
    required.push_back(required_of(program, code, 0));
    if (required.back().empty()) return std::nullopt;
  }
  // The shortest key, or the first by its letters, of those that would do: not one that a hash table happens to give.
  std::vector<std::string_view> keys;
  for (const auto& entry : required.front()) keys.push_back(entry.first);
  std::sort(keys.begin(), keys.end(),
            [](std::string_view a, std::string_view b) { return std::pair(a.size(), a) < std::pair(b.size(), b); });
  for (const std::string_view key : keys) {
    if (auto tags = by_key(key, required)) {
      tags->arms.assign(alternatives.begin(), alternatives.end());
      return tags;
    }
  }
  return std::nullopt;
}

bool declares(const Program& program, Code code, std::string_view key) {
  for (int steps = 0; steps < kMostSteps; ++steps) {
    const Instruction& instruction = program.code[code];
    if (instruction.op == Op::schema) return program.schemas[instruction.first].index.find(key) != KeyIndex::kAbsent;
    if (instruction.op != Op::call) return false;
    code = instruction.first;
  }
  return false;
}

}  // namespace norm::program
