#pragma once

// `norm explain SCHEMA [PAYLOAD...]`: says why payloads do not conform.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_explain();

}  // namespace norm::cli
