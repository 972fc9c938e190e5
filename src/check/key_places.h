#pragma once

// Where the keys of a `require` or a `check` stand: the tree keeps the place of the member only.
#include <norm/spec.h>

#include <vector>

namespace norm::checking {

/// The keys in the member's text, in order; of a check those of its two paths, then those of `at:`. Empty for a member
/// without text. Cost: linear in the member's text.
[[nodiscard]] std::vector<SourceSpan> key_places(const Library* library, const SourceSpan& member);

}  // namespace norm::checking
