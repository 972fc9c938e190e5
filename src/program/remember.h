#pragma once

// Finds the calls whose verdict is worth keeping, so that no payload costs more than a constant times its size.
#include "program/program.h"

namespace norm::program {

/// Sets Instruction::remember. `A = schema { opt :x, A } | schema { opt :x, A  opt :y, string? }` asks 2^depth times
/// for the same (spec, value) pairs; so does any name that is called in several places below a node that tries several.
void mark_remembered(Program& program);

}  // namespace norm::program
