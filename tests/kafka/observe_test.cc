// Somebody looks: what is scraped after good, bad and retried records, and the spans and log lines that come of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "kafka/mock_cluster.h"
#include "kafka/scrape.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using test::MockCluster;
using test::scrape;
using test::Stored;

/// A consumer that is running; the test stops it.
class Running {
 public:
  Running(const ConsumerOptions& options, const Handler& handler)
      : consumer_(*Consumer::create(options, test::number_validator())),
        thread_([this, handler] { EXPECT_TRUE(consumer_.run(handler)); }) {}
  ~Running() { stop(); }
  void stop() {
    consumer_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  Consumer consumer_;
  std::thread thread_;
};

template <class Condition>
bool eventually(const Condition& condition) {
  for (int i = 0; i < 300; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

TEST(Observe, TheMetricsAgreeWithWhatHappened) {
  MockCluster cluster;
  for (const char* const topic : {"t", "t.errors", "next"}) cluster.create_topic(topic, 1);
  std::vector<Stored> records = test::numbers(0, 30);
  records[3].value = R"({"n":"three"})";
  records[4].value = "{";
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.until_end = false;
  options.produces = {"next"};
  options.backoff = {1ms, 2ms};
  options.statistics_interval = 1s;
  const auto metrics = std::make_shared<Metrics>();
  options.observer = metrics;
  const auto server = MetricsServer::start("127.0.0.1:0", *metrics);
  ASSERT_TRUE(server) << server.error().message;
  int calls_of_7 = 0;
  Running running(options, [&](const Record& record, const Decoded*) {
    switch (record.offset) {
      case 5: return Outcome::skip("not for us");
      case 6: return Outcome::pass_on("next");
      case 7: return ++calls_of_7 < 4 ? Outcome::retry("not yet") : Outcome::ok();
      case 8: return Outcome::payload_error("no such user");
      default: return Outcome::ok();
    }
  });
  std::map<std::string, std::string> seen;
  const std::string lag = R"(watermark_lag_records{partition="0",topic="t"})";
  const std::string rdkafka_lag = R"(rdkafka_consumer_lag{partition="0",topic="t"})";
  EXPECT_TRUE(eventually([&] {
    seen = scrape(server->port());
    return seen[R"(records_total{outcome="ok",partition="0",topic="t"})"] == "25" && seen[lag] == "0" &&
           seen[rdkafka_lag] == "0" && seen[R"(records_total{outcome="error_topic",partition="0",topic="t"})"] == "3" &&
           seen["inflight"] == "0" && seen["queue_records"] == "0";
  }));
  const std::map<std::string, std::string> wanted = {
      {R"(records_total{outcome="ok",partition="0",topic="t"})", "25"},
      {R"(records_total{outcome="skip",partition="0",topic="t"})", "1"},
      {R"(records_total{outcome="pass_on",partition="0",topic="t"})", "1"},
      {R"(records_total{outcome="error_topic",partition="0",topic="t"})", "3"},
      {R"(errors_total{class="payload",stage="validate",topic="t"})", "1"},
      {R"(errors_total{class="payload",stage="decode",topic="t"})", "1"},
      {R"(errors_total{class="handler",stage="handle",topic="t"})", "1"},
      {R"(retries_total{topic="t"})", "3"},
      {R"(handler_seconds_count{topic="t"})", "31"},
      {R"(validate_seconds_count{topic="t"})", "33"},
      {R"(end_to_end_seconds_count{topic="t"})", "30"},
      {R"(end_to_end_seconds_bucket{topic="t",le="86400"})", "0"},  // the records are of 2023
      {R"(end_to_end_seconds_bucket{topic="t",le="+Inf"})", "30"},
      {"dlq_seconds_count", "3"},
      {"dlq_failures_total", "0"},
      {"duplicates_total", "0"},
      {"audit_total", "0"},
      {R"(rebalances_total{kind="assigned"})", "1"},
      {"assignment_lost_total", "0"},
      {"circuit_state", "0"},
      {"blocked_partitions", "0"},
      {R"(blocked_seconds{partition="0",topic="t"})", "0"},
      {"queue_records", "0"},
      {"queue_bytes", "0"},
      {"inflight", "0"},
      {lag, "0"},
      {rdkafka_lag, "0"},
      {R"(rdkafka_fetchq_records{partition="0",topic="t"})", "0"},
      {"rdkafka_rebalances", "1"},
  };
  for (const auto& [name, value] : wanted) EXPECT_EQ(seen[name], value) << name;
  const auto begins = [&](const std::string& name) {
    return std::any_of(seen.begin(), seen.end(), [&](const auto& entry) { return entry.first.starts_with(name); });
  };
  EXPECT_TRUE(begins("rdkafka_broker_rtt_seconds{broker=\"127.0.0.1"));
  EXPECT_NE(seen[R"(commits_total{result="ok"})"], "");
  EXPECT_EQ(seen[R"(commits_total{result="ok"})"], seen["commit_seconds_count"]);

  running.stop();
  seen = scrape(server->port());
  for (const auto& [name, value] : seen) EXPECT_EQ(name.find("partition="), std::string::npos) << name;
  EXPECT_EQ(seen[R"(rebalances_total{kind="revoked"})"], "1");
  EXPECT_NE(metrics->text().find("# TYPE norm_consumer_handler_seconds histogram"), std::string::npos);
}

TEST(Observe, AnAddressThatCannotBeServedIsSaidAtOnce) {
  const Metrics metrics;
  const auto first = MetricsServer::start("localhost:0", metrics);
  ASSERT_TRUE(first) << first.error().message;
  const auto refusal = [&](const std::string& address) {
    const auto server = MetricsServer::start(address, metrics);
    return server ? std::string("served") : server.error().message;
  };
  const std::string taken = "127.0.0.1:" + std::to_string(first->port());
  EXPECT_EQ(refusal(taken), "metrics cannot be served at " + taken + ": Address already in use");
  EXPECT_EQ(refusal("192.0.2.1:9464"), "metrics cannot be served at 192.0.2.1:9464: Cannot assign requested address");
  for (const char* const address : {"", "9464", "localhost:http", "localhost:65536", "::1:9464", "a:"}) {
    EXPECT_EQ(refusal(address),
              std::string(address) + " is no address to serve metrics at; one looks like 127.0.0.1:9464 or [::1]:9464");
  }
}

TEST(Observe, EachRecordHasASpanInItsTraceAndCarriesItOn) {
  MockCluster cluster;
  for (const char* const topic : {"t", "t.errors", "next"}) cluster.create_topic(topic, 1);
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  const std::string theirs = "00-" + trace + "-b7ad6b7169203331-01";
  const std::string unkept = "00-" + trace + "-b7ad6b7169203331-00";
  std::vector<Stored> records = test::numbers(0, 5);
  records[0].headers = {{"traceparent", theirs}, {"tracestate", "congo=t61rcWkgMzE"}, {"h", "1"}};
  records[1].headers = {{"traceparent", theirs}};
  records[1].value = R"({"n":"one"})";
  records[2].headers = {{"traceparent", unkept}};
  records[3].headers = {{"traceparent", "00-1"}};
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.produces = {"next"};
  options.workers = 2;
  options.backoff = {1ms, 2ms};
  options.properties["debug"] = "cgrp";
  std::map<std::int64_t, Span> spans;
  options.on_span = [&](const Span& span) { EXPECT_TRUE(spans.emplace(span.offset, span).second) << span.offset; };
  std::set<std::string> said;
  options.on_log = [&](const LogLine& line) { said.insert(line.event); };
  std::mutex mutex;
  std::map<std::int64_t, std::set<std::string>> handed;
  std::atomic<int> calls_of_4{0};
  const auto summary = test::consume(options, [&](const Record& record, const Decoded*) {
    {
      const std::lock_guard lock(mutex);
      handed[record.offset].insert(std::string(record.trace));
    }
    if (record.offset == 4) return ++calls_of_4 < 3 ? Outcome::retry("not yet") : Outcome::ok();
    return Outcome::pass_on("next");
  });
  ASSERT_TRUE(summary) << summary.error().message;
  ASSERT_EQ(spans.size(), 4U) << "all but the one whose trace nobody keeps";
  const std::vector<Stored> next = cluster.read("next");
  ASSERT_EQ(next.size(), 3U);

  const std::string own = to_traceparent(spans[0].context);
  EXPECT_EQ(own.substr(0, 36), "00-" + trace + "-");
  EXPECT_NE(own, theirs);
  EXPECT_EQ(spans[0].parent, parse_traceparent(theirs)->span_id);
  EXPECT_EQ(spans[0].tracestate, "congo=t61rcWkgMzE");
  EXPECT_EQ(spans[0].outcome, "pass_on");
  EXPECT_EQ(spans[0].attempts, 1U);
  EXPECT_EQ(spans[0].group, "g");
  EXPECT_LE(spans[0].begun, spans[0].ended);
  EXPECT_EQ(handed[0], std::set{own});
  EXPECT_EQ(next[0].headers, (std::vector<std::pair<std::string, std::optional<std::string>>>{
                                 {"traceparent", own}, {"tracestate", "congo=t61rcWkgMzE"}, {"h", "1"}}));

  const std::vector<Stored> errors = cluster.read("t.errors");
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].header("traceparent"), theirs);
  EXPECT_EQ(errors[0].header("norm.error.trace"), to_traceparent(spans[1].context));
  EXPECT_EQ(to_traceparent(spans[1].context).substr(3, 32), trace);
  EXPECT_EQ(spans[1].outcome, "error_topic");
  EXPECT_EQ(spans[1].error_class, ErrorClass::payload);
  EXPECT_EQ(spans[1].error_stage, ErrorStage::validate);

  ASSERT_EQ(handed[2].size(), 1U);
  EXPECT_EQ(next[1].header("traceparent"), *handed[2].begin());
  EXPECT_TRUE(next[1].header("traceparent").starts_with("00-" + trace) &&
              next[1].header("traceparent").ends_with("-00"));
  EXPECT_NE(next[1].header("traceparent"), unkept);

  EXPECT_FALSE(spans[3].parent) << "what says nothing begins a trace";
  EXPECT_EQ(next[2].header("traceparent"), to_traceparent(spans[3].context));
  EXPECT_EQ(next[2].headers.size(), 1U);
  EXPECT_NE(spans[3].context.trace_id, spans[4].context.trace_id);

  EXPECT_EQ(spans[4].attempts, 3U);
  EXPECT_EQ(spans[4].outcome, "ok");
  EXPECT_EQ(handed[4], std::set{to_traceparent(spans[4].context)}) << "one span, however often it is tried";

  for (const char* const event : {"assigned", "blocked", "unblocked", "librdkafka"}) {
    EXPECT_TRUE(said.contains(event)) << event;
  }
}

}  // namespace
}  // namespace norm::kafka
