#pragma once

// Payloads for a spec: some drawn from what it says, some from nowhere, some of the former spoilt.
#include <norm/spec.h>

#include <string>

#include "judge/random.h"

namespace norm::judge {

/// JSON text, with random blanks and escapes.
[[nodiscard]] std::string random_payload(Random& random, const Spec& spec, const Library* library);

}  // namespace norm::judge
