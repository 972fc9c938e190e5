#pragma once

// Spec to program. Only entry point: compile.
#include <norm/diagnostic.h>
#include <norm/result.h>
#include <norm/spec.h>
#include <norm/validator.h>

#include <memory>
#include <string>

#include "program/program.h"

namespace norm::program {

/// REQUIRES: checking::check found nothing wrong with the spec and its library. What is found here is an extern that
/// has no implementation ("extern-missing") and, should a mistake have slipped past the check, that mistake.
[[nodiscard]] Result<std::shared_ptr<const Program>, Diagnostics> compile(const Spec& spec,
                                                                          const CompileOptions& options);

/// The program as text: an instruction a line, operands in words.
[[nodiscard]] std::string dump(const Program& program);

}  // namespace norm::program
