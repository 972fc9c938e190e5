#pragma once

// Tells UTF-8 from other bytes.
#include <cstddef>
#include <string_view>

namespace norm::spec {

/// The offset of the first byte that is not UTF-8 (RFC 3629), or npos.
[[nodiscard]] std::size_t first_invalid_utf8(std::string_view bytes);

}  // namespace norm::spec
