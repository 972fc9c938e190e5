#pragma once

#include <norm/diagnostic.h>
#include <norm/diff.h>
#include <norm/export.h>
#include <norm/result.h>
#include <norm/spec.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Questions about the payloads of one spec or two, by plain containment: no collision of keys is excused.
namespace norm {

enum class Truth : std::uint8_t { no, yes, unknown };

struct Ruling {
  Truth truth = Truth::unknown;
  /// no: a payload that shows it, the smallest that was found; the validators have confirmed it.
  std::optional<std::string> witness = {};
  /// unknown: why. Their direction says which spec's payloads were looked for: those of the first are
  /// old_data_under_new.
  std::vector<Unknown> unknowns = {};
};

/// Each answers within the budget, and for all of norm/diff.h's reasons may not know.
///
/// Errors: what `compile` says of the specs, but a missing extern. Threads: any.

/// Whether nothing conforms; the witness conforms.
[[nodiscard]] NORM_API Result<Ruling, Diagnostics> is_empty(const Spec& spec, const DiffBudget& budget = {});
/// Whether all that conforms to `part` conforms to `whole`; the witness conforms to `part` only.
[[nodiscard]] NORM_API Result<Ruling, Diagnostics> is_within(const Spec& part, const Spec& whole,
                                                             const DiffBudget& budget = {});
/// Whether nothing conforms to both; the witness does.
[[nodiscard]] NORM_API Result<Ruling, Diagnostics> are_disjoint(const Spec& a, const Spec& b,
                                                                const DiffBudget& budget = {});
/// Whether the same conforms to both; the witness conforms to one of them.
[[nodiscard]] NORM_API Result<Ruling, Diagnostics> are_equal(const Spec& a, const Spec& b,
                                                             const DiffBudget& budget = {});

}  // namespace norm
