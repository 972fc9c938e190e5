#pragma once

// The text of schemas/comments.norm, built into the command.
#include <string_view>

namespace norm::cli {

[[nodiscard]] std::string_view demo_schema();

}  // namespace norm::cli
