#pragma once

// Where each value and member name of a document stands in its bytes; built only to explain a failure.
#include <norm/json.h>

#include <string_view>

#include "exec/document.h"

namespace norm::decode {

/// Walks tree and bytes in step. A string's span includes its quotes, a container's its brackets.
/// REQUIRES: `root` was read from `bytes`. Cost: both their sizes.
[[nodiscard]] exec::Spans spans_of(const Json& root, std::string_view bytes);

}  // namespace norm::decode
