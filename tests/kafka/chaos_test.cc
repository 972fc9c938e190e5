// Chaos on the simulated broker: games of faults, each from one seed, and the promises that hold in all of them.
// NORM_CHAOS_SEEDS says how many (500 else), NORM_CHAOS_SEED plays a single one and prints its last events.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "kafka/simulation.h"

namespace norm::kafka {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Chaos, KeepsItsPromises) {
  if (std::getenv("NORM_CHAOS_SEED") != nullptr) {
    const test::Verdict verdict = test::play(number_from("NORM_CHAOS_SEED", 0));
    ADD_FAILURE() << verdict.trace << (verdict.broken.empty() ? "all promises were kept" : verdict.broken);
    return;
  }
  const std::uint64_t seeds = number_from("NORM_CHAOS_SEEDS", 500);
  test::Verdict all;
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= seeds && failures < 5; ++seed) {
    const test::Verdict verdict = test::play(seed);
    if (!verdict.broken.empty()) {
      ++failures;
      ADD_FAILURE() << "NORM_CHAOS_SEED=" << seed << ": " << verdict.broken << '\n' << verdict.trace;
    }
    all.rebalances += verdict.rebalances;
    all.losses += verdict.losses;
    all.crashes += verdict.crashes;
    all.hangs += verdict.hangs;
    all.retries += verdict.retries;
    all.refusals += verdict.refusals;
    all.stale += verdict.stale;
    all.parked += verdict.parked;
    all.events += verdict.events;
  }
  // Seeds that reach nothing would keep every promise.
  EXPECT_GT(all.rebalances, seeds);
  EXPECT_GT(all.losses, seeds / 10);
  EXPECT_GT(all.crashes, seeds / 10);
  EXPECT_GT(all.hangs, seeds / 10);
  EXPECT_GT(all.retries, seeds);
  EXPECT_GT(all.refusals, seeds);
  EXPECT_GT(all.stale, seeds / 10);
  EXPECT_GT(all.parked, 0U);
  RecordProperty("events", std::to_string(all.events));
}

TEST(Chaos, PlaysASeedAgainToTheLastEvent) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const test::Verdict once = test::play(seed);
    const test::Verdict again = test::play(seed);
    EXPECT_EQ(once.digest, again.digest) << seed;
    EXPECT_EQ(once.events, again.events) << seed;
  }
}

}  // namespace
}  // namespace norm::kafka
