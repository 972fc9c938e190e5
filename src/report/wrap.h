#pragma once

// A sentence in lines that fit.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace norm::report {

/// Columns of a terminal that the text takes. REQUIRES: it is one line, and visible (see glyph.h).
[[nodiscard]] std::size_t columns_of(std::string_view text);

/// Lines of at most `columns`, broken at blanks. What a reader may want to copy stays whole however long it is: a word
/// such as a URL, and what stands between double quotes. REQUIRES: as columns_of. Cost: linear.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace norm::report
