#pragma once

// How much memory this process has.
#include <cstddef>

namespace norm::bench {

/// What is resident, as Linux counts it; 0: it does not say.
[[nodiscard]] std::size_t resident_bytes();

}  // namespace norm::bench
