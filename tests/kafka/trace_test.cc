// Trace context as W3C has it, spans as OTLP has them, log lines, librdkafka's statistics: what needs no broker.
#include <gtest/gtest.h>
#include <norm/kafka/log.h>
#include <norm/kafka/observer.h>
#include <norm/kafka/trace.h>
#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "kafka/watch.h"

namespace norm::kafka {
namespace {

// The examples are those of the standard and of its test suite (github.com/w3c/trace-context/test).
constexpr std::string_view kTrace = "0af7651916cd43dd8448eb211c80319c";
constexpr std::string_view kSpan = "b7ad6b7169203331";

struct Row {
  std::string header;
  std::string read;  // as we write it; empty: it says nothing
};

TEST(Traceparent, IsReadAsTheStandardSays) {
  const std::string ids = std::string(kTrace) + "-" + std::string(kSpan);
  const std::vector<Row> rows = {
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
       "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
      {"00-" + ids + "-01", "00-" + ids + "-01"},
      {"00-" + ids + "-00", "00-" + ids + "-00"},
      {"00-" + ids + "-ff", "00-" + ids + "-01"},
      {"00-" + ids + "-02", "00-" + ids + "-00"},
      // A later version: as far as 00 goes.
      {"cc-" + ids + "-01", "00-" + ids + "-01"},
      {"cc-" + ids + "-01-what-the-future-will-be-like", "00-" + ids + "-01"},
      {"cc-" + ids + "-01.what-the-future-will-not-be-like", ""},
      {"01-" + ids + "-0", ""},
      {"ff-" + ids + "-01", ""},
      // Of 00 nothing may follow.
      {"00-" + ids + "-01-", ""},
      {"00-" + ids + "-01 ", ""},
      {" 00-" + ids + "-01", ""},
      {"00-00000000000000000000000000000000-b7ad6b7169203331-01", ""},
      {"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", ""},
      {"00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01", ""},
      {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0X", ""},
      {"0G-" + ids + "-01", ""},
      {"00-.af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ""},
      {"00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01", ""},
      {"00_" + ids + "-01", ""},
      {"00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01", ""},
      {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01", ""},
      {"00-" + ids, ""},
      {"00-1", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    const auto context = parse_traceparent(row.header);
    EXPECT_EQ(context ? to_traceparent(*context) : std::string(), row.read) << row.header;
  }
}

TEST(Traceparent, TakesTheFirstsPlaceAmongTheHeaders) {
  const std::string theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const std::vector<Header> headers = {
      {"a", "1"}, {"traceparent", theirs}, {"tracestate", "x=y"}, {"traceparent", "older"}};
  EXPECT_EQ(with_traceparent(headers, "new"),
            (std::vector<Header>{{"a", "1"}, {"traceparent", "new"}, {"tracestate", "x=y"}}));
  // Nobody can go on with it, so that what vendors say of it is for no trace.
  const std::vector<Header> broken = {{"traceparent", "00-0-0-0"}, {"tracestate", "x=y"}, {"a", "1"}};
  EXPECT_EQ(with_traceparent(broken, "new"), (std::vector<Header>{{"traceparent", "new"}, {"a", "1"}}));
  EXPECT_EQ(with_traceparent({}, "new"), (std::vector<Header>{{"traceparent", "new"}}));
}

TEST(Traceparent, OfSeveralTheLastThatSaysAnythingCounts) {
  const std::string good = "00-" + std::string(kTrace) + "-" + std::string(kSpan) + "-01";
  const std::vector<Header> headers = {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
                                       {"traceparent", good},
                                       {"traceparent", "00-1"},
                                       {"traceparent", std::nullopt},
                                       {"Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}};
  ASSERT_TRUE(parent_of(headers));
  EXPECT_EQ(to_traceparent(*parent_of(headers)), good);
  EXPECT_FALSE(parent_of({}));
}

TEST(Span, IsALineOfOtlp) {
  using namespace std::chrono;
  Span span;
  span.context = *parse_traceparent("00-" + std::string(kTrace) + "-" + std::string(kSpan) + "-01");
  span.parent = parse_traceparent("00-" + std::string(kTrace) + "-00f067aa0ba902b7-01")->span_id;
  span.tracestate = "congo=t61rcWkgMzE";
  span.begun = system_clock::time_point(duration_cast<system_clock::duration>(nanoseconds(1'700'000'000'123'456'789)));
  span.ended = span.begun + microseconds(5);
  span.topic = "comments";
  span.partition = 3;
  span.offset = 42;
  span.group = "g\"\xff";
  span.tombstone = true;
  span.attempts = 2;
  span.outcome = "error_topic";
  span.error_class = ErrorClass::exhausted;
  span.error_stage = ErrorStage::handle;
  EXPECT_EQ(
      to_otlp_json(span, "moderation"),
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"moderation"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"norm","version":"0.1.0"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",)"
      R"("spanId":"b7ad6b7169203331","parentSpanId":"00f067aa0ba902b7","traceState":"congo=t61rcWkgMzE",)"
      R"("name":"process comments","kind":5,"startTimeUnixNano":"1700000000123456789",)"
      R"("endTimeUnixNano":"1700000000123461789","attributes":[)"
      R"({"key":"messaging.system","value":{"stringValue":"kafka"}},)"
      R"({"key":"messaging.operation.type","value":{"stringValue":"process"}},)"
      R"({"key":"messaging.operation.name","value":{"stringValue":"process"}},)"
      R"({"key":"messaging.destination.name","value":{"stringValue":"comments"}},)"
      R"({"key":"messaging.destination.partition.id","value":{"stringValue":"3"}},)"
      R"({"key":"messaging.kafka.offset","value":{"intValue":"42"}},)"
      "{\"key\":\"messaging.consumer.group.name\",\"value\":{\"stringValue\":\"g\\\"\xEF\xBF\xBD\"}},"
      R"({"key":"messaging.kafka.message.tombstone","value":{"boolValue":true}},)"
      R"({"key":"norm.attempts","value":{"intValue":"2"}},{"key":"norm.outcome","value":{"stringValue":"error_topic"}},)"
      R"({"key":"error.type","value":{"stringValue":"exhausted"}},)"
      R"({"key":"norm.error.stage","value":{"stringValue":"handle"}}],"status":{"code":2}}]}]}]})");
  span = {};
  rapidjson::Document read;
  read.Parse(to_otlp_json(span, "").c_str());
  EXPECT_FALSE(read.HasParseError());
}

TEST(LogLine, IsOneLineOfJsonWhateverItHolds) {
  const auto time = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'767'323'045'006));
  Event event{.kind = Event::Kind::blocked, .topic = "t", .partition = 0, .offset = 7, .attempts = 1};
  event.message = "down\n\"\\\x01\x7f \xc3\xa9 \xe2\x82 \xed\xa0\x80 \xf0\x9f\x98\x80";
  EXPECT_EQ(
      to_json(to_log(event, time)),
      R"({"time":"2026-01-02T03:04:05.006Z","level":"warning","event":"blocked","topic":"t","partition":0,"offset":7,)"
      "\"attempts\":1,\"message\":\"down\\u000a\\\"\\\\\\u0001\\u007f \xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd "
      "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xf0\x9f\x98\x80\"}");
  event = {.kind = Event::Kind::gone, .topic = "t", .partition = 0, .offset = 7, .last_offset = 9};
  EXPECT_EQ(to_json(to_log(event, {})),
            R"({"time":"1970-01-01T00:00:00.000Z","level":"warning","event":"gone","topic":"t",)"
            R"("partition":0,"offset":7,"last_offset":9})");
}

TEST(LogLine, HoldsNoSecret) {
  const std::vector<std::string> secrets = {"hunter22"};
  const LogLine line = to_log("norm#consumer-1", 3, "SASL", "PLAIN hunter22 refused: hunter22hunter22", secrets, {});
  EXPECT_EQ(to_json(line),
            R"({"time":"1970-01-01T00:00:00.000Z","level":"error","event":"librdkafka","client":"norm#consumer-1",)"
            R"("facility":"SASL","message":"PLAIN <redacted> refused: <redacted><redacted>"})");
  EXPECT_EQ(to_log("", 4, "", "", {}, {}).level, LogLevel::warning);
  EXPECT_EQ(to_log("", 6, "", "", {}, {}).level, LogLevel::info);
  EXPECT_EQ(to_log("", 7, "", "", {}, {}).level, LogLevel::debug);
}

TEST(Statistics, AreWhatLibrdkafkaSays) {
  const std::string json = R"({"name":"norm#consumer-1","brokers":{
    "a:1/1":{"name":"a:1/1","rtt":{"min":1,"max":9,"avg":1234,"sum":99,"cnt":3}},
    "idle:1/2":{"name":"idle:1/2","rtt":{"avg":0,"cnt":0}}, "odd":7},
    "topics":{"t":{"topic":"t","partitions":{
      "0":{"partition":0,"fetchq_cnt":5,"fetchq_size":600,"consumer_lag":17,"consumer_lag_stored":-1},
      "-1":{"partition":-1,"consumer_lag":-1}}}},
    "cgrp":{"state":"up","rebalance_cnt":2}})";
  const Statistics statistics = parse_statistics(json);
  EXPECT_EQ(statistics.json, json);
  EXPECT_EQ(statistics.rebalances, 2);
  ASSERT_EQ(statistics.partitions.size(), 1U);
  EXPECT_EQ(statistics.partitions[0].topic, "t");
  EXPECT_EQ(statistics.partitions[0].lag, 17);
  EXPECT_EQ(statistics.partitions[0].lag_stored, -1);
  EXPECT_EQ(statistics.partitions[0].fetched_records, 5);
  EXPECT_EQ(statistics.partitions[0].fetched_bytes, 600);
  ASSERT_EQ(statistics.brokers.size(), 1U);
  EXPECT_EQ(statistics.brokers[0].name, "a:1/1");
  EXPECT_EQ(statistics.brokers[0].rtt, std::chrono::microseconds(1234));
  EXPECT_TRUE(parse_statistics("{").partitions.empty());
  EXPECT_TRUE(parse_statistics("[]").partitions.empty());
}

}  // namespace
}  // namespace norm::kafka
