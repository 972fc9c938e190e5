#pragma once

// The mistakes of a file as a whole: definitions and externs twice, names that are taken, imports that clash.
#include <norm/spec.h>

#include <cstdint>

#include "check/check.h"
#include "check/mistakes.h"
#include "check/nodes.h"

namespace norm::checking {

void check_file(const Library& library, std::uint32_t file, NodeChecker& nodes, Mistakes& mistakes);

}  // namespace norm::checking
