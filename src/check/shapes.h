#pragma once

// The mistakes that show only when includes, edits and selections are worked in.
#include <vector>

#include "check/collect.h"
#include "check/mistakes.h"
#include "spec/scope.h"

namespace norm::checking {

/// `tainted`, by unit: names that must not be followed (see check_cycles).
void check_shapes(const spec::Scope& scope, const Collector& collected, const std::vector<bool>& tainted,
                  Mistakes& mistakes);

}  // namespace norm::checking
