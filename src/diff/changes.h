#pragma once

// What changed between two schemas' texts, for people: it explains a verdict and never makes one.
#include <norm/diff.h>
#include <norm/problem.h>

#include <vector>

#include "diff/question.h"

namespace norm::diffing {

/// In the order of the texts; what no payload can feel is left out. Uses the solver within its limits.
[[nodiscard]] std::vector<Change> changes_between(Question& question);

/// What a schema says of the value at a path, or of the nearest one around it of which it says something.
[[nodiscard]] Written said_at(const spec::Scope& scope, const Spec& spec, const Segments& path);

}  // namespace norm::diffing
