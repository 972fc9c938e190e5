#pragma once

// Payloads for a spec: some drawn from what it says, some from nowhere, some of the former spoilt.
#include <norm/spec.h>

#include <string>

#include "judge/random.h"
#include "support/judge_json.h"

namespace norm::judge {

[[nodiscard]] Value random_value(Random& random, const Spec& spec, const Library* library);

/// Its JSON text, with random blanks and escapes.
[[nodiscard]] std::string random_text(Random& random, const Value& value);

/// The same without blanks and with as few escapes as there may be.
[[nodiscard]] std::string plain_text(const Value& value);

/// A value's text, in one.
[[nodiscard]] std::string random_payload(Random& random, const Spec& spec, const Library* library);

}  // namespace norm::judge
