#pragma once

namespace norm {

/// The version of the headers; `norm --version` prints the same. CMake reads it from here.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace norm
