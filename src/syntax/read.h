#pragma once

// Text to tape: the one translation unit that instantiates the grammar, and the library's one `catch`.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/tape.h"

namespace norm::syntax {

/// What is wrong, and where in the text: a half-open range of bytes.
struct Mistake {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string code;
  std::string message;
  std::string hint = {};
  std::optional<std::size_t> first = {};  ///< where the first of two stands that may not both be; said in the hint
};

/// A text with more mistakes than this is no schema; each costs a look at the text for its line and column.
inline constexpr std::size_t kMostMistakes = 200;

struct Reading {
  Tape tape;  ///< all that is complete
  std::vector<Mistake> mistakes;
  Tape broken;  ///< of what could not be read to its end all that is complete: annotations, specs, parts of schemas
  std::vector<std::string> lost;  ///< names that may be defined in what could not be read; of externs with their `?`
};

/// Reads a file; after a mistake it goes on at the next statement that begins a line, and on the way there looks at the
/// members and arms that begin a line.
/// REQUIRES: text is UTF-8 and shorter than 4 GiB. Cost: linear.
[[nodiscard]] Reading read_file(std::string_view text);

/// Reads one expression. REQUIRES and cost as above.
[[nodiscard]] Reading read_expression(std::string_view text);

}  // namespace norm::syntax
