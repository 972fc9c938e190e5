#pragma once

// `norm compile --dump SCHEMA`: the program that a spec compiles to.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_compile();

}  // namespace norm::cli
