#pragma once

// JSON strings as text, with the fewest escapes.
#include <string>
#include <string_view>

namespace norm::spec {

/// Appends `"…"`: `"` `\` and control characters are escaped, everything else stands as it is.
void append_quoted(std::string& out, std::string_view text);

/// Whether a key can be written `:key`: an identifier with at most one `?` or `!` behind it.
[[nodiscard]] bool is_word(std::string_view key);

}  // namespace norm::spec
