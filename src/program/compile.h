#pragma once

// Spec to program. Only entry point: compile.
#include <norm/diagnostic.h>
#include <norm/result.h>
#include <norm/spec.h>
#include <norm/validator.h>

#include <cstdint>
#include <memory>
#include <string>

#include "program/program.h"

namespace norm::program {

/// How a verdict is to be found: by the program's quick instructions, or by the very instructions that explain. The
/// answers are the same; the second way is there to be compared with.
enum class Verdict : std::uint8_t { quick, as_written };

/// REQUIRES: checking::check found nothing wrong with the spec and its library. What is found here is an extern that
/// has no implementation ("extern-missing") and, should a mistake have slipped past the check, that mistake.
[[nodiscard]] Result<std::shared_ptr<const Program>, Diagnostics> compile(const Spec& spec,
                                                                          const CompileOptions& options,
                                                                          Verdict verdict = Verdict::quick);

/// The program as text: an instruction a line, operands in words; where a verdict takes another way, that way behind
/// it.
[[nodiscard]] std::string dump(const Program& program);

}  // namespace norm::program
