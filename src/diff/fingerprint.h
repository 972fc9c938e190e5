#pragma once

// Names for changes by what they say, so that a person may accept one today and find it accepted tomorrow.
#include <initializer_list>
#include <string>
#include <string_view>

namespace norm::diffing {

/// 16 hexadecimal digits of the parts and of where each ends; the same in every run, release and machine.
[[nodiscard]] std::string fingerprint(std::initializer_list<std::string_view> parts);

}  // namespace norm::diffing
