// Which error is which, and what each outcome leads to.
#include "kafka/classify.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm::kafka {
namespace {

TEST(Classify, DecodeErrors) {
  const auto malformed = [](std::string code) {
    DecodeError error;
    error.malformed = DecodeError::Malformed{3, std::move(code), "reason"};
    return classify(error);
  };
  EXPECT_EQ(malformed("syntax"), (ErrorKind{ErrorClass::payload, ErrorStage::decode}));
  EXPECT_EQ(malformed("too_deep"), (ErrorKind{ErrorClass::payload, ErrorStage::decode}));
  EXPECT_EQ(malformed("too_large"), (ErrorKind{ErrorClass::oversize, ErrorStage::decode}));
  DecodeError invalid;
  invalid.problems.emplace_back();
  EXPECT_EQ(classify(invalid), (ErrorKind{ErrorClass::payload, ErrorStage::validate}));
}

struct StepCase {
  const char* name;
  Outcome::Kind outcome;
  std::uint32_t attempts;
  std::uint32_t max_attempts;
  Step step;
};

class NextStep : public testing::TestWithParam<StepCase> {};

TEST_P(NextStep, FollowsTheTable) {
  EXPECT_EQ(next_step(GetParam().outcome, GetParam().attempts, GetParam().max_attempts), GetParam().step);
}

INSTANTIATE_TEST_SUITE_P(Kafka, NextStep,
                         testing::Values(StepCase{"Ok", Outcome::Kind::ok, 1, 0, Step::finish},
                                         StepCase{"OkAfterRetries", Outcome::Kind::ok, 9, 3, Step::finish},
                                         StepCase{"Skip", Outcome::Kind::skip, 1, 0, Step::skip},
                                         StepCase{"PassOn", Outcome::Kind::pass_on, 1, 0, Step::pass_on},
                                         StepCase{"PayloadError", Outcome::Kind::payload_error, 1, 0,
                                                  Step::error_topic},
                                         StepCase{"RetryWithoutEnd", Outcome::Kind::retry, 1'000'000, 0, Step::block},
                                         StepCase{"RetryBelowTheLimit", Outcome::Kind::retry, 2, 3, Step::block},
                                         StepCase{"RetryAtTheLimit", Outcome::Kind::retry, 3, 3, Step::exhausted},
                                         StepCase{"Fatal", Outcome::Kind::fatal, 1, 0, Step::stop}),
                         [](const auto& row) { return row.param.name; });

TEST(Classify, NamesAreStable) {
  EXPECT_EQ(name(ErrorClass::payload), "payload");
  EXPECT_EQ(name(ErrorClass::oversize), "oversize");
  EXPECT_EQ(name(ErrorClass::exhausted), "exhausted");
  EXPECT_EQ(name(ErrorClass::handler), "handler");
  EXPECT_EQ(name(ErrorStage::decode), "decode");
  EXPECT_EQ(name(ErrorStage::validate), "validate");
  EXPECT_EQ(name(ErrorStage::handle), "handle");
}

}  // namespace
}  // namespace norm::kafka
