#pragma once

// `norm predicates`: the table of built-in predicates.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_predicates();

}  // namespace norm::cli
