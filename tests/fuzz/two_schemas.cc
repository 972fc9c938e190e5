// Two schemas and a payload, with a NUL between each: comparing ends within its budget, what is claimed of all payloads
// is true of this one, every witness is one, and a schema is the same as itself.
#include <norm/containment.h>
#include <norm/diff.h>
#include <norm/norm.h>

#include <algorithm>
#include <span>

#include "fuzz.h"
#include "spec_of.h"

namespace {

using norm::fuzz::require;

// Small, so that a run sees many inputs; time is no limit here, so that an input always ends the same way.
constexpr norm::DiffBudget kBudget = {.steps = 20'000, .regex_steps = 100'000, .time = std::chrono::hours(1)};

/// A name twice is an error wherever a schema speaks of it; containment is about JSON values, which have no such thing.
bool repeats_a_key(const norm::DecodeError& error) {
  return std::any_of(error.problems.begin(), error.problems.end(),
                     [](const norm::Problem& problem) { return problem.code == "duplicate_key"; });
}

void check_claim(const norm::Spec& part, const norm::Spec& whole, std::string_view payload) {
  const auto ruling = norm::is_within(part, whole, kBudget);
  require(ruling.has_value(), "what compiles can be asked about");
  require((ruling->truth == norm::Truth::no) == ruling->witness.has_value(), "no has a witness");
  require((ruling->truth == norm::Truth::unknown) == !ruling->unknowns.empty(), "unknown has a reason");
  for (const norm::Unknown& unknown : ruling->unknowns) require(unknown.code != "disagreement", "solver and validators agree");
  norm::Decoder in_part(*norm::compile(part)), in_whole(*norm::compile(whole));
  if (ruling->witness) {
    require(in_part.valid(*ruling->witness) && !in_whole.valid(*ruling->witness), "the witness conforms to the one only");
  }
  if (ruling->truth != norm::Truth::yes || !in_part.valid(payload)) return;
  const auto judged = in_whole.decode(payload);
  require(judged || judged.error().malformed || repeats_a_key(judged.error()), "what is within is accepted");
}

norm::Comparison compared(const norm::Spec& old, const norm::Spec& now) {
  const auto difference = norm::diff(std::span(&old, 1), now, {.budget = kBudget});
  require(difference.has_value(), "what compiles can be compared");
  const norm::Comparison& found = difference->overall;
  for (const norm::Unknown& unknown : found.unknowns) require(unknown.code != "disagreement", "solver and validators agree");
  const bool open = found.directions.old_data_under_new == norm::Holding::unknown ||
                    found.directions.new_data_under_old == norm::Holding::unknown;
  require(open == !found.unknowns.empty(), "what is open has a reason");
  require((found.directions.old_data_under_new == norm::Holding::fails) == found.breaks_producers.has_value(),
          "what breaks producers is shown");
  require((found.directions.new_data_under_old == norm::Holding::fails) == found.breaks_consumers.has_value(),
          "what breaks consumers is shown");
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = norm::fuzz::as_text(data, size);
  const std::size_t first = input.find('\0');
  if (first == std::string_view::npos) return 0;
  const std::size_t second = std::min(input.find('\0', first + 1), input.size());
  const auto old = norm::fuzz::spec_of(input.substr(0, first));
  if (!old || !norm::compile(*old)) return 0;  // externs that nobody supplies
  const norm::Verdict itself = compared(*old, *old).verdict;
  require(itself == norm::Verdict::same || itself == norm::Verdict::unknown, "a schema is the same as itself");
  const auto now = norm::fuzz::spec_of(input.substr(first + 1, second - first - 1));
  if (!now || !norm::compile(*now)) return 0;
  const std::string_view payload = input.substr(std::min(second + 1, input.size()));
  check_claim(*old, *now, payload);
  check_claim(*now, *old, payload);
  const norm::Comparison there = compared(*old, *now), back = compared(*now, *old);
  require(there.directions.old_data_under_new == back.directions.new_data_under_old, "the way back is the other direction");
  return 0;
}
