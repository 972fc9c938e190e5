#pragma once

// The digest by which a record that was too large for the error topic is known again. libcrypto's.
#include <string>
#include <string_view>

namespace norm::kafka {

/// 64 hexadecimal digits, lower case.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace norm::kafka
