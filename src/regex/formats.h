#pragma once

// The built-in string formats as languages. All of them are exactly regular, leap years and leap seconds included.
#include <optional>
#include <string_view>

#include "regex/language.h"

namespace norm::regex {

/// The strings that the predicate of that name accepts (`uuid?`, `date_time?`, …); nullopt: no such format. Each is
/// made once, when it is first asked for.
[[nodiscard]] std::optional<Language> of_format(std::string_view predicate);

/// The strings that `uuid?(version)` accepts. REQUIRES: 1 <= version <= 8.
[[nodiscard]] Language of_uuid(unsigned version);

}  // namespace norm::regex
