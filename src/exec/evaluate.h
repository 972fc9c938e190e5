#pragma once

// The one evaluator. `valid` says yes or no, `explain` says why not; both run the same program through
// the same template, so that they cannot disagree.
#include <norm/problem.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "exec/document.h"
#include "program/program.h"

namespace norm::exec {

enum class Verdict : std::uint8_t {
  conforms,
  fails,
  too_deep,  ///< it fails, since it goes deeper than the evaluator can follow
};

[[nodiscard]] Verdict judge(const program::Program& program, const Document& document);

[[nodiscard]] inline bool valid(const program::Program& program, const Document& document) {
  return judge(program, document) == Verdict::conforms;
}

/// The verdict of one instruction of a program, say the key of a pattern.
[[nodiscard]] bool holds(const program::Program& program, program::Code code, const Document& document);

struct Explanation {
  std::vector<Problem> problems;   ///< empty exactly when valid
  bool truncated = false;          ///< explaining stopped at max_errors
  std::vector<ByteSpan> redacted;  ///< where in the bytes `@pii` governs, in order of place
};

/// REQUIRES: `verdict` is what `judge` says.
[[nodiscard]] Explanation explain(const program::Program& program, const Document& document, Verdict verdict,
                                  std::size_t max_errors);
[[nodiscard]] inline Explanation explain(const program::Program& program, const Document& document,
                                         std::size_t max_errors) {
  return explain(program, document, judge(program, document), max_errors);
}

}  // namespace norm::exec
