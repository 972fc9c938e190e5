#pragma once

#include <norm/diagnostic.h>
#include <norm/export.h>
#include <norm/problem.h>
#include <norm/result.h>
#include <norm/spec.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Whether a changed schema is growth or breakage: decided by which payloads conform, never by comparing texts.
///
/// Two readings of a schema S. accept(S): what conforms. emit(S), relative to another schema: what conforms without
/// accidental collisions, that is, where a `schema { }` governs an object, the keys that it does not declare are no
/// name that either schema declares there or anywhere; and what only the `else` of a multi takes has a tag that neither
/// schema names. In an open schema an undeclared key may carry anything; without the excuse every new optional field
/// would be a breakage.
namespace norm {

/// Whether all data of one schema conforms to the other.
enum class Holding : std::uint8_t { holds, fails, unknown };

struct Directions {
  Holding old_data_under_new = Holding::unknown;  ///< emit(old) within accept(new)
  Holding new_data_under_old = Holding::unknown;  ///< emit(new) within accept(old)
  friend bool operator==(const Directions&, const Directions&) = default;
};

/// What fails for certain outranks what is unknown; `unknown` says that nothing is known to break.
enum class Verdict : std::uint8_t {
  same,              ///< no payload tells the two apart
  growth,            ///< both directions hold
  breaks_consumers,  ///< consumers still on the old schema reject new data
  breaks_producers,  ///< data of old producers, or retained, is rejected by the new schema
  breaks_both,
  unknown,
};

/// Whose promise the file is. It decides the verdict; the directions are always both there.
enum class Role : std::uint8_t {
  both,
  consumer,  ///< what I accept, which may require less: only old data under new counts
  producer,  ///< what I promise, which may provide more: only new data under old counts
};

/// A spec at its place in schema text.
struct Written {
  std::string text;   ///< canonical, on one line
  SourceSpan span;    ///< in the library of the spec that was compared
  SourcePlace place;  ///< the same for people
};

/// A payload that shows what breaks: valid under one schema, invalid under the other; both validators have said so.
struct Witness {
  std::string json;               ///< its text, the smallest that was found
  std::vector<Problem> problems;  ///< why the schema that rejects it does
  Written accepted;               ///< what the other one says where the first problem is
};

enum class ChangeKind : std::uint8_t {
  field_added,       ///< an optional one
  field_removed,     ///< required or not
  required_added,    ///< a new key that must be there, or one that was optional
  required_dropped,  ///< a key that was required is optional
  type_widened,
  type_narrowed,
  type_changed,
  enum_grown,
  enum_shrunk,
  enum_changed,
  bound_relaxed,  ///< of numbers, lengths and counts
  bound_tightened,
  bound_changed,
  pattern_changed,  ///< a regex, a format or a text inside a string
  arm_added,        ///< of a union or a multi; `else` is one
  arm_removed,
  closed,
  opened,
  keys_added,  ///< a `keys`, the `rest`, or the key spec of a map_of
  keys_removed,
  keys_changed,
  rule_added,  ///< a `require`, a `check`, `distinct`
  rule_removed,
  root_added,  ///< a definition that stands for payloads (norm/diff_roots.h)
  root_removed,
};

/// A difference between the two texts that some payload may feel. Changes explain; the verdict does not come from them.
struct Change {
  std::string pointer;  ///< JSON Pointer to the value in payloads: `/data/tags/*`; `*`: each element, or each entry
  ChangeKind kind = ChangeKind::type_changed;
  std::optional<Written> from, to;    ///< none: there was nothing, there is nothing now
  Verdict effect = Verdict::unknown;  ///< of what stands at that place, taken by itself
  std::string fingerprint;  ///< 16 hexadecimal digits of pointer, kind, from and to: stable between runs and releases
};

enum class Direction : std::uint8_t { old_data_under_new, new_data_under_old };

/// An excused collision: valid under the one schema only because undeclared keys pass, invalid under the other.
struct Hazard {
  Direction direction = Direction::old_data_under_new;
  std::string pointer;  ///< to the undeclared key
  Witness witness;
};

/// Why a direction is not decided.
struct Unknown {
  Direction direction = Direction::old_data_under_new;
  /// Stable: "host-predicate", "check", "distinct", "regex", "budget", "disagreement" (the solver and the validators
  /// contradict each other: a bug of norm).
  std::string code;
  std::string reason;   ///< a sentence for people
  std::string pointer;  ///< to the value in payloads, as Change's
  Written spec;         ///< what could not be decided; without text where it is no single spec
};

/// A pair of schemas, or several folded into one.
struct Comparison {
  Verdict verdict = Verdict::unknown;
  Directions directions;
  std::optional<Witness> breaks_producers;  ///< valid under old, invalid under new: old data under new fails
  std::optional<Witness> breaks_consumers;  ///< valid under new, invalid under old: new data under old fails
  std::vector<Change> changes;              ///< in the order of the schemas' texts
  std::vector<Hazard> hazards;
  std::vector<Unknown> unknowns;  ///< empty exactly when no direction is unknown
};

struct Difference {
  /// A direction holds if it holds against each old version, fails if it fails against one; `same` needs `same` of
  /// each. Witnesses are those of the first old version that fails; changes, hazards and unknowns of all, each once.
  Comparison overall;
  std::vector<Comparison> pairs;  ///< each old version against the new one, in the order given
};

/// What deciding one pair may cost. Where it does not suffice, the direction is unknown with code "budget".
struct DiffBudget {
  std::size_t steps = 1'000'000;         ///< of the solver
  std::size_t regex_steps = 20'000'000;  ///< of automata; see src/regex
  std::chrono::milliseconds time{1000};  ///< the only limit that depends on the machine; the steps end first, usually
};

struct DiffOptions {
  Role role = Role::both;
  /// Plain containment, for relays that forward undeclared keys: no collision is excused.
  bool strict_open = false;
  DiffBudget budget = {};
};

/// Compares every old version whose payloads are still about with the new one.
///
/// Errors: what `compile` says of the specs, but a missing extern, which is opaque here; no old version at all is code
/// "no-old-version". Cost: bounded by the budget, for each pair. Deterministic unless time runs out. Threads: any.
[[nodiscard]] NORM_API Result<Difference, Diagnostics> diff(std::span<const Spec> olds, const Spec& now,
                                                            const DiffOptions& options = {});

[[nodiscard]] NORM_API std::string_view to_string(Holding holding);      ///< `holds`
[[nodiscard]] NORM_API std::string_view to_string(Verdict verdict);      ///< `breaks-consumers`
[[nodiscard]] NORM_API std::string_view to_string(Role role);            ///< `consumer`
[[nodiscard]] NORM_API std::string_view to_string(Direction direction);  ///< `old_data_under_new`
[[nodiscard]] NORM_API std::string_view to_string(ChangeKind kind);      ///< `field-added`

}  // namespace norm
