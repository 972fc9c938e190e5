#pragma once

// `norm replay`: records of an error topic back to where they came from, once what kept them from it is mended. It
// tells what it would do, and does it when it is told to.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_replay();

}  // namespace norm::cli
