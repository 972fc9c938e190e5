#pragma once

// Counts every malloc, realloc and operator new of this executable: operator new is replaced, and the linker sends the
// C functions of all objects here (--wrap).
#include <cstddef>

namespace norm::decode::testing {

/// Since the program began.
[[nodiscard]] std::size_t allocations();
/// Allocated and not freed, as the allocator rounds it.
[[nodiscard]] std::size_t live_bytes();

}  // namespace norm::decode::testing
