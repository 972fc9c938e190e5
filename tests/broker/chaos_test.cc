// Seeded chaos; NORM_CHAOS_SEEDS is how many seeds (3), NORM_CHAOS_SEED the first of them (1).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <numeric>
#include <vector>

#include "broker/chaos.h"
#include "broker/cluster.h"

namespace norm::kafka::test {
namespace {

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

std::vector<unsigned> seeds() {
  std::vector<unsigned> all(from_environment("NORM_CHAOS_SEEDS", 3));
  std::iota(all.begin(), all.end(), from_environment("NORM_CHAOS_SEED", 1));
  return all;
}

class Chaos : public testing::TestWithParam<unsigned> {};

TEST_P(Chaos, BreaksNoPromise) {
  if (!cluster().real() && std::getenv("NORM_CHAOS_SEEDS") == nullptr) {
    GTEST_SKIP() << "on the mock by night only: tests/kafka has chaos on a simulated broker";
  }
  const ChaosReport report = run_chaos(GetParam());
  for (const std::string& promise : report.broken) ADD_FAILURE() << promise;
  std::cout << fmt::format("seed {}: {} records, {} effects, {} on the error topic, {} kills\n", GetParam(),
                           report.records, report.effects, report.rejected, report.kills);
  if (!HasFailure()) return;
  for (const std::string& event : report.story) std::cout << "  " << event << '\n';
}

INSTANTIATE_TEST_SUITE_P(Seeds, Chaos, testing::ValuesIn(seeds()), testing::PrintToStringParamName());

}  // namespace
}  // namespace norm::kafka::test
