#pragma once

// An excerpt of a text as reports draw it: a line with its number, and carets below.
#include <norm/problem.h>
#include <norm/report.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "report/paint.h"

namespace norm::report {

/// Whose carets: those of a value or a mistake, or those of the predicate that refused it.
enum class Tone : unsigned char { error, note };

struct Quoted {
  std::string_view text;  ///< of any size and any number of lines
  ByteSpan place;         ///< REQUIRES: within it
  std::size_t line = 0;   ///< the number of the place's line; 0: the text has no lines worth counting
};

/// Two lines, indented by so many columns and cut to the style's width; each ends with a newline.
[[nodiscard]] std::string quote(const Quoted& quoted, std::size_t indent, const TextStyle& style, Tone tone);

}  // namespace norm::report
