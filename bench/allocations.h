#pragma once

// Counts the calls to malloc of the whole program.
#include <cstddef>

namespace norm::bench {

/// So far, of this thread: malloc, calloc and realloc, and what operator new asks of them.
[[nodiscard]] std::size_t allocations();

}  // namespace norm::bench
