#pragma once

// The one evaluator. `valid` says yes or no, `explain` says why not; both run the same program through
// the same template, so that they cannot disagree.
#include <norm/problem.h>

#include <cstddef>
#include <vector>

#include "exec/document.h"
#include "program/program.h"

namespace norm::exec {

[[nodiscard]] bool valid(const program::Program& program, const Document& document);

/// The verdict of one instruction of a program, say the key of a pattern.
[[nodiscard]] bool holds(const program::Program& program, program::Code code, const Document& document);

struct Explanation {
  std::vector<Problem> problems;   ///< empty exactly when valid
  bool truncated = false;          ///< explaining stopped at max_errors
  std::vector<ByteSpan> redacted;  ///< where in the bytes `@pii` governs, in order of place
};

[[nodiscard]] Explanation explain(const program::Program& program, const Document& document, std::size_t max_errors);

}  // namespace norm::exec
