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
                             {"PassedOnToTheErrorTopic", {"a"}, "{topic}.errors", {"b", "a.errors"}, "CONFIG"},
                             {"NoExpression", {"^("}, "{topic}.errors", {}, "CONFIG"},
                         }),
                         [](const auto& row) { return row.param.title; });

TEST(LoopGuard, TellsTheAuditTopicFromTheOthers) {
  ConsumerOptions options;
  options.topics = {"a"};
  options.produces = {"b"};
  options.idempotence = {.store = memory_store(), .audit_topic = "{topic}.errors"};
  const auto why = [&] {
    const auto error = find_loop(options);
    return error ? error->message : "nothing";
  };
  EXPECT_EQ(why(),
            "the audit topic a.errors is the error topic as well, and nobody could tell whose records are whose; give "
            "another audit topic");
  options.idempotence.audit_topic = "b";
  EXPECT_EQ(why(),
            "the audit topic b is the topic to pass records on to as well, and nobody could tell whose records are "
            "whose; give another audit topic");
  options.idempotence.audit_topic = "a";
  EXPECT_EQ(why(),
            "the audit topic a is itself read by the subscription a, so that records would go round for ever; give "
            "another audit topic");
  options.idempotence.audit_topic = "c";
  EXPECT_EQ(why(), "nothing");
}

}  // namespace
}  // namespace norm::kafka
