#pragma once

// The file of `norm diff --accept`: breakages that somebody has decided to live with until a day.
#include <norm/diff_report.h>
#include <norm/result.h>

#include <string>
#include <vector>

namespace norm::cli {

/// A line of the file: FINGERPRINT, DAY and REASON between blanks. Empty lines and those that begin with # say nothing.
struct AcceptedLine {
  Acceptance acceptance;
  std::size_t line = 0;  ///< from 1
};

/// Errors: a sentence for each line that is none, `accepted.txt:3: …`.
[[nodiscard]] Result<std::vector<AcceptedLine>, std::vector<std::string>> read_accepted(const std::string& file);

/// `2027-01-31`, in UTC, so that a file means the same on every machine.
[[nodiscard]] std::string today();

}  // namespace norm::cli
