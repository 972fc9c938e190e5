#pragma once

// Members of an object by name: of a path, and of a `require`.
#include "exec/memory.h"
#include "exec/twins.h"
#include "program/program.h"

namespace norm::exec {

/// The first member of that name; null: there is none.
inline const Json* member_of(const Json& object, std::string_view key) {
  for (const auto& member : object.GetObject()) {
    if (program::same_text(text_of(member.name), key)) return &member.value;
  }
  return nullptr;
}

/// The value at the end of the path; null: something on the way is missing.
inline const Json* at_path(const Json& object, const KeyPath& path) {
  const Json* at = &object;
  for (const std::string& key : path) {
    if (!at->IsObject()) return nullptr;
    at = member_of(*at, key);
    if (at == nullptr) return nullptr;
  }
  return at;
}

/// Whether the keys that an object has, as `has` says, satisfy a `require`.
template <class Has>
bool present(Memory& memory, const program::PresenceTest& presence, Has has) {
  Scratch results(memory, presence.steps.size());
  std::size_t size = 0;
  for (const auto& step : presence.steps) {
    std::uint32_t result = 0;
    switch (step.kind) {
      case PresenceExpr::Kind::key: result = has(presence.names[step.index]) ? 1 : 0; break;
      case PresenceExpr::Kind::all:
      case PresenceExpr::Kind::any: {
        const bool all = step.kind == PresenceExpr::Kind::all;
        result = all ? 1 : 0;
        for (std::uint32_t i = 0; i < step.index; ++i) {
          const std::uint32_t term = results[--size];
          result = all ? (result & term) : (result | term);
        }
        break;
      }
    }
    results[size++] = result;
  }
  return size == 0 || results[0] != 0;
}

}  // namespace norm::exec
