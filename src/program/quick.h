#pragma once

// Finds shorter ways to a verdict. Only entry point: add_quick.
#include "program/program.h"

namespace norm::program {

/// Fills Program::quick and what it indexes. Every instruction of `quick` gives the verdict of its namesake in `code`;
/// an explanation never runs one, so that none can change what is said or in which order.
void add_quick(Program& program);

}  // namespace norm::program
