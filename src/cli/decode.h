#pragma once

// `norm decode SCHEMA [PAYLOAD...]`: lets conforming payloads through and explains the others.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_decode();

}  // namespace norm::cli
