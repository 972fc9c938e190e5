#pragma once

// Strings as JSON, whatever bytes they hold. Pure.
#include <string>
#include <string_view>

namespace norm::kafka {

/// Appends the text in quotes; each byte that is no part of UTF-8 becomes U+FFFD.
void append_json(std::string& to, std::string_view text);

}  // namespace norm::kafka
