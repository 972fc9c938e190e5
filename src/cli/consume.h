#pragma once

// `norm consume`: the Kafka adapter as a command. Conforming records go to stdout or to another topic, the others to
// the error topic with the explanation; `--demo` shows it all on a broker inside the process. Built by consume.cmake.
#include <memory>

#include "cli/command.h"

namespace norm::cli {

[[nodiscard]] std::unique_ptr<Command> make_consume();

}  // namespace norm::cli
