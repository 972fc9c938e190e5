// Several comparisons as one.
#include "diff/fold.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace norm::diffing {
namespace {

Holding both(Holding a, Holding b) {
  if (a == Holding::fails || b == Holding::fails) return Holding::fails;
  return a == Holding::holds && b == Holding::holds ? Holding::holds : Holding::unknown;
}

// Appends those whose name was not seen in an earlier part; one part may say the same of two places.
template <class T, class NameOf>
void add_new(std::vector<T>& to, const std::vector<T>& from, std::unordered_set<std::string>& seen, NameOf name_of) {
  std::vector<std::string> names;
  for (const T& one : from) {
    names.push_back(name_of(one));
    if (!seen.contains(names.back())) to.push_back(one);
  }
  seen.insert(names.begin(), names.end());
}

std::string name_of(Direction direction, const std::string& pointer) {
  return std::string(to_string(direction)) + ' ' + pointer;
}

}  // namespace

Verdict verdict_of(const Directions& directions, Identical identical, Role role) {
  const bool old_counts = role != Role::producer;
  const bool new_counts = role != Role::consumer;
  const bool old_fails = old_counts && directions.old_data_under_new == Holding::fails;
  const bool new_fails = new_counts && directions.new_data_under_old == Holding::fails;
  if (old_fails && new_fails) return Verdict::breaks_both;
  if (old_fails) return Verdict::breaks_producers;
  if (new_fails) return Verdict::breaks_consumers;
  if (old_counts && directions.old_data_under_new == Holding::unknown) return Verdict::unknown;
  if (new_counts && directions.new_data_under_old == Holding::unknown) return Verdict::unknown;
  return identical == Identical::yes ? Verdict::same : Verdict::growth;
}

Comparison fold(std::span<const Comparison> parts, Role role) {
  Comparison whole;
  whole.directions = {Holding::holds, Holding::holds};
  bool identical = true;
  std::unordered_set<std::string> changes;
  std::unordered_set<std::string> hazards;
  std::unordered_set<std::string> unknowns;
  for (const Comparison& part : parts) {
    Directions& directions = whole.directions;
    directions.old_data_under_new = both(directions.old_data_under_new, part.directions.old_data_under_new);
    directions.new_data_under_old = both(directions.new_data_under_old, part.directions.new_data_under_old);
    identical = identical && part.verdict == Verdict::same;
    if (!whole.breaks_producers) whole.breaks_producers = part.breaks_producers;
    if (!whole.breaks_consumers) whole.breaks_consumers = part.breaks_consumers;
    add_new(whole.changes, part.changes, changes, [](const Change& change) { return change.fingerprint; });
    add_new(whole.hazards, part.hazards, hazards,
            [](const Hazard& hazard) { return name_of(hazard.direction, hazard.pointer); });
    add_new(whole.unknowns, part.unknowns, unknowns, [](const Unknown& unknown) {
      return name_of(unknown.direction, unknown.pointer) + ' ' + unknown.code + ' ' + unknown.spec.text;
    });
  }
  whole.verdict = verdict_of(whole.directions, identical ? Identical::yes : Identical::no, role);
  return whole;
}

}  // namespace norm::diffing
