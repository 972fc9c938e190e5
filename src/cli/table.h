#pragma once

// Text from outside in columns: made harmless for a terminal, measured, and cut to the width there is.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace norm::cli {

/// Controls, line breaks and direction marks as JSON escapes, broken UTF-8 as U+FFFD: one line that means no harm.
[[nodiscard]] std::string harmless(std::string_view text);

/// The same as a JSON string, quotes included.
[[nodiscard]] std::string json_string(std::string_view text);

/// The first `count` code points, with `…` where something was cut.
[[nodiscard]] std::string first_code_points(std::string_view text, std::size_t count);

/// Where a cell that is too long loses its text; `never`: such a column is never cut.
enum class Cut : unsigned char { never, front, back };

struct Column {
  std::string title;
  Cut cut = Cut::back;
  bool numeric = false;      ///< to the right
  std::size_t optional = 0;  ///< dropped where the table does not fit: the highest first; 0: never
};

/// The lines of the table, each ending with a newline, at most `width` columns wide as long as the columns that are
/// never dropped have eight each. Wide characters count as two. REQUIRES: each row has a cell a column.
[[nodiscard]] std::vector<std::string> layout(std::vector<Column> columns, std::vector<std::vector<std::string>> rows,
                                              std::size_t width);

}  // namespace norm::cli
