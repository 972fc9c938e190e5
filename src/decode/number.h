#pragma once

// From a JSON number's text to the nearest double, and whether the way back gives the same decimal.
#include <cstddef>
#include <string_view>

namespace norm::decode {

/// Correctly rounded; beyond double's range an infinity, below it a denormal or zero, with the text's sign.
/// REQUIRES: text is a JSON number. Cost: its length.
[[nodiscard]] double to_double(std::string_view text);

/// Whether `value`, which is to_double(text), written as its shortest decimal is the decimal that `text` says.
/// `significant` is the number of digits from the first that is not 0, 0 for a zero. Allocates nothing.
[[nodiscard]] bool gives_back(double value, std::string_view text, std::size_t significant);

}  // namespace norm::decode
