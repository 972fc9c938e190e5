#pragma once

// A place in a text of any size as two lines for people: the line around it, cut to the columns there are, and carets
// below.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace norm::report {

struct Excerpt {
  std::string text;        ///< visible glyphs only; `…` where the line was cut
  std::size_t indent = 0;  ///< columns before the first caret
  std::size_t carets = 1;  ///< columns underlined, at least 1
};

/// The line around [begin, end), at most `columns` wide; carets stop at the line's end.
///
/// REQUIRES: begin <= end <= text.size(). Cost: linear in `columns`, whatever the size of the text.
[[nodiscard]] Excerpt excerpt_of(std::string_view text, std::size_t begin, std::size_t end, std::size_t columns);

/// The line number, from 1, of each of the offsets, in their order. Cost: one pass over the text.
[[nodiscard]] std::vector<std::size_t> lines_of(std::string_view text, const std::vector<std::size_t>& offsets);

/// That line, from 1, without its end; of the first one without a byte order mark. Empty: there is none.
[[nodiscard]] std::string_view line_at(std::string_view text, std::size_t number);

}  // namespace norm::report
