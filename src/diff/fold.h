#pragma once

// Several comparisons as one: of a new version with each old one, of a folder's roots.
#include <norm/diff.h>

#include <span>

namespace norm::diffing {

/// What the directions mean for that role. `identical`: no payload tells the two apart.
enum class Identical : unsigned char { no, yes };
[[nodiscard]] Verdict verdict_of(const Directions& directions, Identical identical, Role role);

/// A direction holds if it holds in each part and fails if it fails in one; `same` needs `same` in each. Each witness
/// is the first there is; changes, hazards and unknowns are those of all parts, each once. No part at all is `same`.
[[nodiscard]] Comparison fold(std::span<const Comparison> parts, Role role);

}  // namespace norm::diffing
