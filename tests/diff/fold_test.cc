// Several comparisons as one: directions, verdicts by role, first witnesses, everything said once.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "diff/fingerprint.h"
#include "diff/fold.h"

namespace norm::diffing {
namespace {

constexpr Holding kHolds = Holding::holds;
constexpr Holding kFails = Holding::fails;
constexpr Holding kUnknown = Holding::unknown;

struct Row {
  Directions directions;
  Verdict both, consumer, producer;
};
const Row kRows[] = {
    {{kHolds, kHolds}, Verdict::growth, Verdict::growth, Verdict::growth},
    {{kHolds, kFails}, Verdict::breaks_consumers, Verdict::growth, Verdict::breaks_consumers},
    {{kHolds, kUnknown}, Verdict::unknown, Verdict::growth, Verdict::unknown},
    {{kFails, kHolds}, Verdict::breaks_producers, Verdict::breaks_producers, Verdict::growth},
    {{kFails, kFails}, Verdict::breaks_both, Verdict::breaks_producers, Verdict::breaks_consumers},
    {{kFails, kUnknown}, Verdict::breaks_producers, Verdict::breaks_producers, Verdict::unknown},
    {{kUnknown, kHolds}, Verdict::unknown, Verdict::unknown, Verdict::growth},
    {{kUnknown, kFails}, Verdict::breaks_consumers, Verdict::unknown, Verdict::breaks_consumers},
    {{kUnknown, kUnknown}, Verdict::unknown, Verdict::unknown, Verdict::unknown},
};

class Verdicts : public testing::TestWithParam<Row> {};
TEST_P(Verdicts, GoByRole) {
  const Row& row = GetParam();
  EXPECT_EQ(verdict_of(row.directions, Identical::no, Role::both), row.both);
  EXPECT_EQ(verdict_of(row.directions, Identical::no, Role::consumer), row.consumer);
  EXPECT_EQ(verdict_of(row.directions, Identical::no, Role::producer), row.producer);
}
INSTANTIATE_TEST_SUITE_P(Directions, Verdicts, testing::ValuesIn(kRows), [](const auto& row) {
  return std::string(to_string(row.param.directions.old_data_under_new)) + "_" +
         std::string(to_string(row.param.directions.new_data_under_old));
});

Comparison comparison(Directions directions, Identical identical = Identical::no) {
  Comparison out;
  out.directions = directions;
  out.verdict = verdict_of(directions, identical, Role::both);
  return out;
}

TEST(Fold, IsSameOnlyWhereAllAre) {
  const Comparison same = comparison({kHolds, kHolds}, Identical::yes);
  const Comparison growth = comparison({kHolds, kHolds});
  EXPECT_EQ(fold({}, Role::both).verdict, Verdict::same);
  EXPECT_EQ(fold(std::vector{same, same}, Role::both).verdict, Verdict::same);
  EXPECT_EQ(fold(std::vector{same, growth}, Role::both).verdict, Verdict::growth);
}

TEST(Fold, FailsWhereOneDoesEvenBesideTheUnknown) {
  const std::vector parts = {comparison({kUnknown, kHolds}), comparison({kFails, kUnknown}),
                             comparison({kHolds, kHolds})};
  const Comparison whole = fold(parts, Role::both);
  EXPECT_EQ(whole.directions, (Directions{kFails, kUnknown}));
  EXPECT_EQ(whole.verdict, Verdict::breaks_producers);
  EXPECT_EQ(fold(parts, Role::producer).verdict, Verdict::unknown);
}

TEST(Fold, KeepsTheFirstWitnessAndSaysEverythingOnce) {
  std::vector parts(3, comparison({kFails, kHolds}));
  parts[1].breaks_producers = Witness{"1", {}, {}};
  parts[2].breaks_producers = Witness{"2", {}, {}};
  Change change;
  change.fingerprint = "a";
  parts[0].changes = {change, change};  // one part may say the same of two places
  parts[1].changes = {change};
  change.fingerprint = "b";
  parts[1].changes.push_back(change);
  Unknown unknown;
  unknown.code = "check";
  for (Comparison& part : parts) part.unknowns = {unknown};
  Hazard hazard;
  hazard.pointer = "/a";
  parts[0].hazards = {hazard};
  hazard.direction = Direction::new_data_under_old;
  parts[2].hazards = {hazard};
  const Comparison whole = fold(parts, Role::both);
  ASSERT_TRUE(whole.breaks_producers);
  EXPECT_EQ(whole.breaks_producers->json, "1");
  EXPECT_FALSE(whole.breaks_consumers);
  std::string fingerprints;
  for (const Change& one : whole.changes) fingerprints += one.fingerprint;
  EXPECT_EQ(fingerprints, "aab");
  EXPECT_EQ(whole.unknowns.size(), 1U);
  EXPECT_EQ(whole.hazards.size(), 2U);
}

TEST(Fingerprint, IsForGoodAndSeesWherePartsEnd) {
  EXPECT_EQ(fingerprint({}), "cbf29ce484222325");
  EXPECT_EQ(fingerprint({"/data/id", "type-widened", "integer?", "number?"}), "fb9f28d1e28d8e38");
  EXPECT_NE(fingerprint({"ab", "c"}), fingerprint({"a", "bc"}));
  EXPECT_NE(fingerprint({"a"}), fingerprint({"a", ""}));
}

}  // namespace
}  // namespace norm::diffing
