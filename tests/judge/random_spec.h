#pragma once

// Modules of random specs that load: all constructs, few keys and few values, so that payloads often hit and often
// miss.
#include <norm/spec.h>

#include <memory>
#include <string>

#include "judge/random.h"

namespace norm::judge {

/// Keys of schemas and of payloads; kReserved is never declared.
[[nodiscard]] const std::vector<std::string>& some_keys();
inline constexpr const char* kReserved = "z";

/// JSON texts of numbers and strings that are near to each other, or at an edge.
[[nodiscard]] const std::vector<std::string>& some_numbers();
[[nodiscard]] const std::vector<std::string>& some_strings();

/// One file without imports; its definitions may name each other. So many of a hundred definitions and members of
/// schemas are `@pii`.
[[nodiscard]] std::shared_ptr<const Library> random_module(Random& random, int pii_percent = 5);

/// The file's text.
[[nodiscard]] std::string text_of(const Library& library);

}  // namespace norm::judge
