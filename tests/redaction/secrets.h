#pragma once

// What `@pii` governs in a payload, found from the spec's tree and the reference's words alone, and filled with texts
// that can be looked for.
#include <norm/spec.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "judge/random.h"
#include "support/judge_json.h"

namespace norm::judge {

/// Stand in every text and every number that is a secret, and in nothing that the generators make.
inline constexpr std::string_view kSecretText = "QXZQ";
inline constexpr std::string_view kSecretDigits = "739184";

/// Replaces each string, number and name that `@pii` governs by a secret of its own; says how many there are. What it
/// cannot tell for sure it leaves.
std::size_t put_secrets(Random& random, const Spec& spec, const Library& library, Value& value);

/// The longest beginning of a part of a secret that occurs in the text; empty: none does.
[[nodiscard]] std::string_view leak_in(std::string_view text);

}  // namespace norm::judge
