// Waiting times: their bounds, their spread, and one retry's life.
#include "kafka/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

struct DelayCase {
  std::uint32_t attempt;
  std::chrono::milliseconds ceiling;
};

class Delay : public testing::TestWithParam<DelayCase> {};

TEST_P(Delay, IsSpreadFromZeroToItsCeiling) {
  const Backoff backoff{100ms, 60s};
  Random random(1);
  std::vector<std::chrono::milliseconds> drawn;
  for (int i = 0; i < 2000; ++i) drawn.push_back(backoff_delay(backoff, GetParam().attempt, random));
  const auto [least, most] = std::minmax_element(drawn.begin(), drawn.end());
  EXPECT_GE(*least, 0ms);
  EXPECT_LE(*most, GetParam().ceiling);
  EXPECT_LT(*least, GetParam().ceiling / 10);
  EXPECT_GT(*most, GetParam().ceiling * 9 / 10);
}

INSTANTIATE_TEST_SUITE_P(Kafka, Delay,
                         testing::Values(DelayCase{0, 100ms}, DelayCase{1, 100ms}, DelayCase{2, 200ms},
                                         DelayCase{5, 1600ms}, DelayCase{10, 51200ms}, DelayCase{11, 60s},
                                         DelayCase{4'000'000'000, 60s}),
                         [](const auto& row) { return "Attempt" + std::to_string(row.param.attempt); });

TEST(Delay, TakesAnyOptions) {
  Random random(1);
  EXPECT_EQ(backoff_delay({0ms, 0ms}, 7, random), 0ms);
  EXPECT_EQ(backoff_delay({-5ms, 10ms}, 7, random), 0ms);
  EXPECT_LE(backoff_delay({std::chrono::milliseconds::max(), std::chrono::milliseconds::max()}, 60, random),
            std::chrono::milliseconds::max());
}

TEST(Retry, WaitsAndIsCleared) {
  Random random(1);
  Retry retry;
  const Clock::time_point start{};
  EXPECT_FALSE(retry.waiting());
  EXPECT_FALSE(retry.due(start));
  retry.fail(start, {}, random, 50ms);
  EXPECT_EQ(retry.attempts(), 1U);
  EXPECT_FALSE(retry.due(start + 49ms));
  EXPECT_TRUE(retry.due(start + 50ms));
  retry.fail(start + 50ms, {}, random, 70ms);
  EXPECT_EQ(retry.attempts(), 2U);
  EXPECT_EQ(retry.first_failure(), start);
  EXPECT_FALSE(retry.due(start + 119ms));
  EXPECT_TRUE(retry.due(start + 120ms));
  retry.clear();
  EXPECT_FALSE(retry.waiting());
  EXPECT_FALSE(retry.due(start + 1h));
}

TEST(Retry, RemindsOnceAnInterval) {
  Random random(1);
  Retry retry;
  const Clock::time_point start{};
  EXPECT_FALSE(retry.remind(start + 1h, 1min)) << "nothing waits";
  retry.fail(start, {}, random);
  EXPECT_FALSE(retry.remind(start + 59s, 1min));
  EXPECT_TRUE(retry.remind(start + 60s, 1min));
  EXPECT_FALSE(retry.remind(start + 61s, 1min));
  EXPECT_TRUE(retry.remind(start + 121s, 1min));
}

}  // namespace
}  // namespace norm::kafka
