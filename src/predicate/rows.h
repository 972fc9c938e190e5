#pragma once

// The table's chapters, in the order of the reference; table.cc joins them.
#include <cstdint>
#include <vector>

#include "predicate/table.h"

namespace norm::predicate {

[[nodiscard]] std::vector<Row> kind_rows();
[[nodiscard]] std::vector<Row> number_rows();
[[nodiscard]] std::vector<Row> string_rows();
[[nodiscard]] std::vector<Row> format_rows();

/// The characters of a JSON string, which may hold NUL.
[[nodiscard]] inline std::string_view text_of(const Subject& subject) {
  return {subject.json.GetString(), subject.json.GetStringLength()};
}

}  // namespace norm::predicate
