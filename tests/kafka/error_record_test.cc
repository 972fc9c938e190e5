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

std::string find(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& h) { return h.name == name; });
  return found == headers.end() ? "(absent)" : std::string(found->value.value_or("(null)"));
}

const ErrorFacts kFacts{.kind = {ErrorClass::payload, ErrorStage::validate},
                        .explain = "In :msg, val: {} fails spec: required",
                        .schema = "comments.norm#CommentCreated",
                        .group = "g",
                        .attempts = 2,
                        .first_failure_ms = 1700000000123};

TEST(ErrorHeaders, SayAll) {
  const Headers expected = {
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
  EXPECT_EQ(error_record(record_with({}), kFacts, {}).own, expected);
}

TEST(ErrorHeaders, AreReplacedAndNotAppended) {
  const Headers before = {{"a", "1"}, {"norm.error.hops", "1"},   {"a", std::nullopt}, {"norm.error.explain", "old"},
                          {"a", ""},  {"norm.errors", "not ours"}};
  EXPECT_EQ(error_record(record_with(before), kFacts, {}).kept,
            (Headers{{"a", "1"}, {"a", std::nullopt}, {"a", ""}, {"norm.errors", "not ours"}}));
  const ErrorRecord made = error_record(record_with(before), kFacts, {});
  EXPECT_EQ(find(made.own, "norm.error.hops"), "2");
  EXPECT_EQ(
      std::count_if(made.own.begin(), made.own.end(), [](const Header& h) { return h.name == "norm.error.explain"; }),
      1);
}

TEST(ErrorHeaders, HopsThatAreNoNumberCountAsNone) {
  for (const std::string_view text : {"", "x", "1x", "-1", "99999999999999999999", " 1"}) {
    EXPECT_EQ(find(error_record(record_with({{"norm.error.hops", text}}), kFacts, {}).own, "norm.error.hops"), "1")
        << text;
  }
  EXPECT_EQ(find(error_record(record_with({{"norm.error.hops", std::nullopt}}), kFacts, {}).own, "norm.error.hops"),
            "1");
}

TEST(ErrorHeaders, CutAnExplanationBetweenCodePoints) {
  ErrorFacts facts = kFacts;
  facts.explain = "aä€";  // 1 + 2 + 3 bytes
  const auto cut = [&](std::size_t bytes) {
    const ErrorRecord made = error_record(record_with({}), facts, {.max_explain_bytes = bytes});
    return find(made.own, "norm.error.explain") + "|" + find(made.own, "norm.error.explain.truncated");
  };
  EXPECT_EQ(cut(6), "aä€|(absent)");
  EXPECT_EQ(cut(5), "aä|1");
  EXPECT_EQ(cut(3), "aä|1");
  EXPECT_EQ(cut(2), "a|1");
  EXPECT_EQ(cut(0), "|1");
}

TEST(ErrorHeaders, LoseTheExplanationWhereTheRecordIsTooLarge) {
  DecodeError decode;
  decode.malformed = DecodeError::Malformed{3, "syntax", "expected a value"};
  ErrorFacts facts = kFacts;
  facts.decode = &decode;
  const Record record = record_with({});
  const ErrorRecord full = error_record(record, facts, {});
  EXPECT_EQ(find(full.own, "norm.error.errors").substr(0, 38), R"([{"code":"malformed_json","offset":3,")");
  EXPECT_EQ(find(full.own, "norm.error.explain.truncated"), "(absent)");
  const ErrorRecord bare = error_record(record, facts, {.form = Form::bare});
  EXPECT_EQ(find(bare.own, "norm.error.explain"), "");
  EXPECT_EQ(find(bare.own, "norm.error.explain.truncated"), "1");
  EXPECT_EQ(find(bare.own, "norm.error.errors"), "(absent)");
  EXPECT_FALSE(bare.value);
}

TEST(ErrorHeaders, AreJsonOfWholeElementsOnly) {
  DecodeError decode;
  decode.problems.resize(50);
  ErrorFacts facts = kFacts;
  facts.decode = &decode;
  for (const std::size_t bytes : {0U, 1U, 200U, 1000U, 100'000U}) {
    const std::string json =
        find(error_record(record_with({}), facts, {.max_explain_bytes = bytes}).own, "norm.error.errors");
    EXPECT_LE(json.size(), std::max<std::size_t>(bytes, 2));
    EXPECT_EQ(json.front(), '[');
    EXPECT_EQ(json.substr(json.size() - (json.size() > 2 ? 2 : 1)), json.size() > 2 ? "}]" : "]");
  }
}

TEST(ErrorRecord, BecomesAPointerWhereItIsTooLarge) {
  Record record = record_with({});
  record.value = "abc";
  const ErrorRecord pointer = error_record(record, kFacts, {.form = Form::pointer});
  const std::string digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // FIPS 180-2, B.1
  EXPECT_EQ(find(pointer.own, "norm.error.value.sha256"), digest);
  EXPECT_EQ(find(pointer.own, "norm.error.value.size"), "3");
  EXPECT_EQ(pointer.record(record).value,
            R"({"topic":"comments","partition":3,"offset":4711,"size":3,"sha256":")" + digest + R"("})");
  EXPECT_EQ(error_record(record, kFacts, {}).record(record).value, "abc");
}

TEST(Profiles, SpeakAsOthersDo) {
  const Headers before = {{"__connect.errors.topic", "old"}, {"kafka_dlt-original-offset", "old"}, {"a", "1"}};
  const Record record = record_with(before);
  const ErrorRecord connect = error_record(record, kFacts, {.profile = HeaderProfile::connect});
  EXPECT_EQ(connect.kept, (Headers{{"kafka_dlt-original-offset", "old"}, {"a", "1"}})) << "replaced, not appended";
  EXPECT_EQ(find(connect.own, "__connect.errors.topic"), "comments");
  EXPECT_EQ(find(connect.own, "__connect.errors.partition"), "3");
  EXPECT_EQ(find(connect.own, "__connect.errors.offset"), "4711");
  EXPECT_EQ(find(connect.own, "__connect.errors.exception.message"), kFacts.explain);
  EXPECT_EQ(find(connect.own, "norm.error.offset"), "4711") << "ours beside theirs";

  const ErrorRecord spring = error_record(record, kFacts, {.profile = HeaderProfile::spring});
  EXPECT_EQ(spring.kept, (Headers{{"__connect.errors.topic", "old"}, {"a", "1"}}));
  EXPECT_EQ(find(spring.own, "kafka_dlt-original-topic"), "comments");
  EXPECT_EQ(find(spring.own, "kafka_dlt-original-partition"), std::string("\0\0\0\3", 4));
  EXPECT_EQ(find(spring.own, "kafka_dlt-original-offset"), std::string("\0\0\0\0\0\0\x12\x67", 8));
  EXPECT_EQ(find(spring.own, "kafka_dlt-original-timestamp"), std::string("\x00\x00\x01\x8b\xcf\xe5\x68\x00", 8));
  EXPECT_EQ(find(spring.own, "kafka_dlt-original-consumer-group"), "g");

  const Headers from_streams = {{"__streams.errors.topic", "old"}, {"a", "1"}};
  const ErrorRecord streams = error_record(record_with(from_streams), kFacts, {.profile = HeaderProfile::streams});
  EXPECT_EQ(streams.kept, (Headers{{"a", "1"}}));
  EXPECT_EQ(find(streams.own, "__streams.errors.topic"), "comments");
  EXPECT_EQ(find(streams.own, "__streams.errors.partition"), "3");
  EXPECT_EQ(find(streams.own, "__streams.errors.offset"), "4711");
  EXPECT_EQ(find(streams.own, "__streams.errors.message"), kFacts.explain);
  EXPECT_EQ(find(streams.own, "__streams.errors.exception"), "norm.payload: " + std::string(kFacts.explain));
  EXPECT_EQ(find(streams.own, "__streams.errors.stacktrace"), "");
}

TEST(ErrorRecord, CarriesOurSpanBesideTheProducers) {
  const std::string theirs = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::string ours = "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01";
  const Headers headers = {{"traceparent", theirs}, {"norm.error.trace", "of an earlier hop"}};
  const Record record = record_with(headers);
  ErrorFacts facts = kFacts;
  facts.trace = ours;
  const ErrorRecord traced = error_record(record, facts, {});
  EXPECT_EQ(traced.kept, (Headers{{"traceparent", theirs}})) << "untouched";
  EXPECT_EQ(find(traced.own, "norm.error.trace"), ours);
  EXPECT_EQ(find(error_record(record, kFacts, {}).own, "norm.error.trace"), "(absent)") << "nobody traces";
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
