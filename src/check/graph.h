#pragma once

// Which definition speaks of which, and at what depth: the ground for finding cycles, names that nest too deep, and
// what an extern or a mistake reaches.
#include <norm/spec.h>

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "check/mistakes.h"
#include "check/walk.h"

namespace norm::checking {

/// One name in a spec, resolved.
struct Edge {
  std::uint32_t to = 0;      ///< index of a Unit
  std::uint32_t height = 0;  ///< nodes above it, from the root of its unit or the nearest container
  bool top = false;          ///< no container stands between it and the unit's root
  Link via = Link::same;     ///< `include` or `selection` where it is worked into a schema, else `same`
  SourceSpan source;
};

/// A definition, an extern's base, or the spec that is being compiled.
struct Unit {
  const Spec* spec = nullptr;  ///< null: an extern without a base
  std::string_view name;       ///< empty for a spec without one
  SourceSpan source;           ///< of the name
  std::vector<Edge> edges;
  bool is_piece = false;  ///< of a broken definition: where it is a schema, it may have more members
};

using Graph = std::vector<Unit>;

/// Reports unguarded cycles, cycles through include or selection, and names that nest over kMostLevels. Returns, by
/// unit, whether it is or reaches such a place: later passes must not follow its names.
[[nodiscard]] std::vector<bool> check_cycles(const Graph& graph, Mistakes& mistakes);

/// By unit, whether it is one of `goals` or reaches one.
[[nodiscard]] std::vector<bool> reaching(const Graph& graph, const std::vector<bool>& goals);

}  // namespace norm::checking
