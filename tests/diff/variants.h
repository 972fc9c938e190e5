#pragma once

// Specs that are near to another: with the same meaning, or with some detail that is different.
#include <norm/spec.h>

#include <string>

#include "judge/random.h"

namespace norm::judge {

/// The same meaning in other words: laws of `&`, `|` and `!`, names worked in, fields in another order, unions drawn
/// apart.
[[nodiscard]] Spec rewritten(Random& random, const Spec& spec, const Library* library);

/// The text of a module with one word or number changed; it may not load.
[[nodiscard]] std::string altered(Random& random, std::string text);

}  // namespace norm::judge
