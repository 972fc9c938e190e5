#pragma once

// A value as an explanation prints it: JSON text without blanks, numbers with their own digits, `@pii` left out.
#include <norm/json.h>

#include <string>
#include <unordered_set>

#include "exec/document.h"

namespace norm::exec {

using Redacted = std::unordered_set<const Json*>;

inline constexpr std::string_view kRedacted = "<redacted>";
/// Text beyond this is cut: an explanation quotes a value, it does not carry it.
inline constexpr std::size_t kLongestVal = std::size_t{64} << 10;

/// At most a little over kLongestVal bytes; longer than kLongestVal means cut. Cost: linear in what it gives back.
[[nodiscard]] std::string val_text(const Json& value, const Document& document, const Redacted& redacted);

}  // namespace norm::exec
