#pragma once

// `norm lint PATH...`: the mistakes of schema files, for CI.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_lint();

}  // namespace norm::cli
