// What may be written while what is read: the subscriptions that would feed themselves.
#include "kafka/loop_guard.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace norm::kafka {
namespace {

struct LoopCase {
  const char* title;
  std::vector<std::string> topics;
  std::string error_topic;
  std::vector<std::string> produces;
  std::string error;  // its name, empty: none
  friend std::ostream& operator<<(std::ostream& out, const LoopCase& c) { return out << c.title; }
};

class LoopGuard : public testing::TestWithParam<LoopCase> {};

TEST_P(LoopGuard, FindsIt) {
  ConsumerOptions options;
  options.topics = GetParam().topics;
  options.error_topic = GetParam().error_topic;
  options.produces = GetParam().produces;
  const auto found = find_loop(options);
  EXPECT_EQ(found ? found->name : "", GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Kafka, LoopGuard,
                         testing::ValuesIn(std::vector<LoopCase>{
                             {"PlainTopic", {"a"}, "{topic}.errors", {}, ""},
                             {"ErrorTopicIsRead", {"a"}, "a", {}, "LOOP"},
                             {"ErrorTopicOfAnotherIsRead", {"a", "a.errors"}, "{topic}.errors", {}, "LOOP"},
                             {"ExpressionReadsItsErrorTopics", {"^comments.*"}, "{topic}.errors", {}, "LOOP"},
                             {"ExpressionReadsAll", {"^.*"}, "{topic}.errors", {}, "LOOP"},
                             {"ExpressionEndsBefore", {"^comments$"}, "{topic}.errors", {}, ""},
                             {"ExpressionReadsANamedErrorTopic", {"^(a|b)"}, "b-errors", {}, "LOOP"},
                             {"ExpressionDoesNot", {"^(a|b)"}, "errors", {}, ""},
                             {"PassedOnToItself", {"a"}, "{topic}.errors", {"b", "a"}, "LOOP"},
                             {"PassedOnToAMatch", {"^a"}, "x", {"ab"}, "LOOP"},
                             {"PassedOnElsewhere", {"a"}, "{topic}.errors", {"b"}, ""},
                             {"NoExpression", {"^("}, "{topic}.errors", {}, "CONFIG"},
                         }),
                         [](const auto& row) { return row.param.title; });

}  // namespace
}  // namespace norm::kafka
