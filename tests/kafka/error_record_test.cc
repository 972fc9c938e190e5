// The headers of a record on the error topic: what stays, what is replaced, how they are cut.
#include "kafka/error_record.h"

#include <gtest/gtest.h>
#include <norm/version.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace norm::kafka {
namespace {

using Headers = std::vector<Header>;

Record record_with(const Headers& headers) {
  Record record;
  record.topic = "comments";
  record.partition = 3;
  record.offset = 4711;
  record.timestamp_ms = 1700000000000;
  record.headers = headers;
  return record;
}

std::string find(const std::vector<OwnHeader>& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const OwnHeader& h) { return h.name == name; });
  return found == headers.end() ? "(absent)" : found->value;
}

const ErrorFacts kFacts{.kind = {ErrorClass::payload, ErrorStage::validate},
                        .explain = "In :msg, val: {} fails spec: required",
                        .schema = "comments.norm#CommentCreated",
                        .group = "g",
                        .attempts = 2,
                        .first_failure_ms = 1700000000123};

TEST(ErrorHeaders, SayAll) {
  const std::vector<OwnHeader> expected = {
      {"norm.error.class", "payload"},
      {"norm.error.stage", "validate"},
      {"norm.error.explain", "In :msg, val: {} fails spec: required"},
      {"norm.error.schema", "comments.norm#CommentCreated"},
      {"norm.error.topic", "comments"},
      {"norm.error.partition", "3"},
      {"norm.error.offset", "4711"},
      {"norm.error.timestamp", "1700000000000"},
      {"norm.error.group", "g"},
      {"norm.error.attempts", "2"},
      {"norm.error.first_failure_ms", "1700000000123"},
      {"norm.error.hops", "1"},
      {"norm.error.version", kVersion},
  };
  EXPECT_EQ(error_headers(record_with({}), kFacts, 4096), expected);
}

TEST(ErrorHeaders, AreReplacedAndNotAppended) {
  const Headers before = {{"a", "1"}, {"norm.error.hops", "1"},   {"a", std::nullopt}, {"norm.error.explain", "old"},
                          {"a", ""},  {"norm.errors", "not ours"}};
  EXPECT_EQ(kept_headers(before), (Headers{{"a", "1"}, {"a", std::nullopt}, {"a", ""}, {"norm.errors", "not ours"}}));
  const auto own = error_headers(record_with(before), kFacts, 4096);
  EXPECT_EQ(find(own, "norm.error.hops"), "2");
  EXPECT_EQ(std::count_if(own.begin(), own.end(), [](const OwnHeader& h) { return h.name == "norm.error.explain"; }),
            1);
}

TEST(ErrorHeaders, HopsThatAreNoNumberCountAsNone) {
  for (const std::string_view text : {"", "x", "1x", "-1", "99999999999999999999", " 1"}) {
    EXPECT_EQ(find(error_headers(record_with({{"norm.error.hops", text}}), kFacts, 4096), "norm.error.hops"), "1")
        << text;
  }
  EXPECT_EQ(find(error_headers(record_with({{"norm.error.hops", std::nullopt}}), kFacts, 4096), "norm.error.hops"),
            "1");
}

TEST(ErrorHeaders, CutAnExplanationBetweenCodePoints) {
  ErrorFacts facts = kFacts;
  facts.explain = "aä€";  // 1 + 2 + 3 bytes
  const auto cut = [&](std::size_t bytes) {
    const auto own = error_headers(record_with({}), facts, bytes);
    return find(own, "norm.error.explain") + "|" + find(own, "norm.error.explain.truncated");
  };
  EXPECT_EQ(cut(6), "aä€|(absent)");
  EXPECT_EQ(cut(5), "aä|1");
  EXPECT_EQ(cut(3), "aä|1");
  EXPECT_EQ(cut(2), "a|1");
  EXPECT_EQ(cut(0), "|1");
}

TEST(ErrorHeaders, LoseTheExplanationWhereTheRecordIsTooLarge) {
  auto own = error_headers(record_with({}), kFacts, 4096);
  EXPECT_TRUE(drop_explanation(own));
  EXPECT_EQ(find(own, "norm.error.explain"), "");
  EXPECT_EQ(find(own, "norm.error.explain.truncated"), "1");
  EXPECT_FALSE(drop_explanation(own)) << "there is none left";
  std::vector<OwnHeader> none;
  EXPECT_FALSE(drop_explanation(none)) << "a record that is passed on has none";
}

TEST(TargetPartition, IsTheSameWhereItExists) {
  EXPECT_EQ(target_partition(3, 4), 3);
  EXPECT_EQ(target_partition(4, 4), -1);
  EXPECT_EQ(target_partition(9, std::nullopt), 9);
}

TEST(ExpandTopic, PutsTheTopicIn) {
  EXPECT_EQ(expand_topic("{topic}.errors", "comments"), "comments.errors");
  EXPECT_EQ(expand_topic("errors", "comments"), "errors");
  EXPECT_EQ(expand_topic("{topic}-{topic}", "a"), "a-a");
  EXPECT_EQ(expand_topic("{topic}", "{topic}"), "{topic}");
}

}  // namespace
}  // namespace norm::kafka
