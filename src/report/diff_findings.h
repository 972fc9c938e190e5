#pragma once

// A comparison as a list of findings, each with one sentence and one place: what SARIF and GitHub's annotations are
// made of.
#include <norm/diff_report.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/diff_facts.h"

namespace norm::report {

struct Finding {
  /// Its word is the id of a rule.
  enum class Kind : std::uint8_t { breaks_producers, breaks_consumers, removed, unknown, hazard };

  Kind kind = Kind::unknown;
  std::string root;
  std::string message;  ///< lines, none at the end
  std::optional<Spot> now = {}, old = {};
  std::string fingerprint = {};
  const Acceptance* accepted = nullptr;
};

struct FindingRow {
  std::string_view id;
  std::string_view title;
};
[[nodiscard]] FindingRow row_of(Finding::Kind kind);

[[nodiscard]] std::vector<Finding> findings_of(const DiffReport& report);

/// The path in its repository of a file that may be one of a revision, `git:HEAD:schemas/a.norm`.
[[nodiscard]] std::string_view repository_path(std::string_view file);

}  // namespace norm::report
