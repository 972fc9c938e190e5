#pragma once

// `norm diff OLD... NEW`: growth or breakage.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_diff();

}  // namespace norm::cli
