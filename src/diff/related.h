#pragma once

// Whether a `check` holds of an object that the solver made.
#include "diff/keys.h"
#include "diff/term.h"

namespace norm::diffing {

[[nodiscard]] bool holds(Terms& terms, const Related& related, const Members& members);

}  // namespace norm::diffing
