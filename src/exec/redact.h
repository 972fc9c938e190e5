#pragma once

// Which values of a payload `@pii` governs.
#include "exec/document.h"
#include "exec/val_text.h"
#include "program/program.h"

namespace norm::exec {

/// Every value that a field, definition, pattern or rest marked `@pii` governs, whichever branch of a union it is in
/// and whether or not it conforms; what lies inside such a value is not listed. Too deep to tell counts as governed.
[[nodiscard]] Redacted find_redacted(const program::Program& program, const Document& document);

}  // namespace norm::exec
