// What becomes of records: the handler, the error topic byte for byte, and offsets that never pass one on its way.
#include <gtest/gtest.h>
#include <norm/dsl.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "broker/records.h"

namespace norm::kafka::test {
namespace {

using namespace std::chrono_literals;

TEST(Delivery, ErrorTopicHasWhatWasSent) {
  const Place place(3);
  const std::vector<Stored> bad = {
      {0,
       "a",
       R"({"n":"x"})",
       {{"traceparent", "00-1"}, {"h", "1"}, {"h", std::nullopt}, {"h", ""}},
       1'600'000'000'123},
      {0, std::nullopt, "", {}, 1'600'000'000'124},  // empty is not null
      {1, "", R"({"n":1)", {{"x", "y"}, {"norm.error.hops", "4"}}, 1'600'000'000'125},
      {1, "b", std::nullopt, {}, 1'600'000'000'126},  // a tombstone, by policy
      {2,
       std::string("c\0d", 3),
       std::string("\xff\0\x01", 3),
       {{"\xc3\xa4", std::string("\0\xff", 2)}},
       1'600'000'000'127},
      {2, "big", "{\"n\":\"" + std::string(700'000, 'x') + "\"}", {}, 1'600'000'000'128},
  };
  produce(place.topic, bad);
  produce(place.topic, numbers(2, 3));
  ConsumerOptions options = place.options();
  options.tombstones = Tombstones::error;
  std::size_t told = 0;
  options.on_rejection = [&](const Rejection& rejection) { told += rejection.explain.empty() ? 0 : 1; };
  int handled = 0;
  const auto summary = consume(options, [&](const Record&, const Decoded*) {
    ++handled;
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(handled, 3) << "what does not conform never reaches the handler";
  EXPECT_EQ(summary->done, 3U);
  EXPECT_EQ(summary->error_topic, bad.size());
  EXPECT_EQ(told, bad.size());

  std::vector<Stored> found = read(place.errors);
  ASSERT_EQ(found.size(), bad.size());
  std::sort(found.begin(), found.end(),
            [](const Stored& a, const Stored& b) { return a.timestamp_ms < b.timestamp_ms; });
  for (std::size_t i = 0; i < bad.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(found[i].partition, bad[i].partition);
    EXPECT_EQ(found[i].key, bad[i].key);
    EXPECT_TRUE(found[i].value == bad[i].value) << "the value's bytes differ";
    EXPECT_EQ(found[i].timestamp_ms, bad[i].timestamp_ms);
    auto headers = bad[i].headers;
    std::erase_if(headers, [](const auto& header) { return header.first.starts_with("norm.error."); });
    ASSERT_GE(found[i].headers.size(), headers.size());
    EXPECT_TRUE(std::equal(headers.begin(), headers.end(), found[i].headers.begin()));
    EXPECT_EQ(found[i].header("norm.error.topic"), place.topic);
    EXPECT_EQ(found[i].header("norm.error.partition"), std::to_string(bad[i].partition));
    EXPECT_EQ(found[i].header("norm.error.group"), place.group);
    EXPECT_EQ(found[i].header("norm.error.schema"), "numbers.norm#Number");
    EXPECT_EQ(found[i].header("norm.error.class"), "payload");
    EXPECT_EQ(found[i].header("norm.error.stage"), i == 0 || i == 5 ? "validate" : "decode");
    EXPECT_EQ(found[i].header("norm.error.hops"), i == 2 ? "5" : "1");
  }
  EXPECT_EQ(found[0].header("norm.error.explain"), "In :n, val: \"x\" fails spec: integer?");
  for (const PartitionOffsets& partition : offsets(place.topic, place.group)) {
    EXPECT_EQ(partition.committed, partition.end);
  }
}

TEST(Delivery, ATombstoneIsLeftOutWhereThePolicySaysSo) {
  const Place place(1);
  std::vector<Stored> records = numbers(0, 4);
  records[1].value = std::nullopt;
  records[2].value = "";  // no tombstone: text that ends too early
  records[3].value = std::nullopt;
  produce(place.topic, records);
  ConsumerOptions options = place.options();
  options.tombstones = Tombstones::skip;
  std::vector<std::int64_t> handled;
  const auto summary = consume(options, [&](const Record& record, const Decoded*) {
    handled.push_back(record.offset);
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(handled, (std::vector<std::int64_t>{0}));
  EXPECT_EQ(summary->done, 1U);
  EXPECT_EQ(summary->skipped, 2U);
  EXPECT_EQ(summary->error_topic, 1U);
  EXPECT_EQ(summary->uncommitted, 0U);
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].header("norm.error.offset"), "2");
  EXPECT_EQ(committed(place.topic, place.group), 4) << "also past a tombstone at the end";
}

TEST(Delivery, OffsetsStayBehindARecordThatTheErrorTopicRefuses) {
  const Place place(2);
  std::vector<Stored> records = numbers(0, 30);
  records[10].value = "{}";
  produce(place.topic, records);
  produce(place.topic, numbers(1, 30));
  ConsumerOptions options = place.options();
  options.until_end = false;
  std::atomic<int> refusals{0};
  options.on_event = [&](const Event& event) {
    refusals += event.kind == Event::Kind::delivery_failed && event.offset == 10 ? 1 : 0;
  };
  auto consumer = Consumer::create(options, number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  cluster().deny_writes(place.errors);  // before that it would have been told at the start
  Result<Summary, Error> summary;
  std::thread thread([&] { summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); }); });
  EXPECT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group, 1) == 30; }))
      << "the other partition goes on";
  EXPECT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group, 0) == 10; }));
  EXPECT_TRUE(eventually(30s, [&] { return refusals >= 3; }));
  EXPECT_EQ(committed(place.topic, place.group, 0), 10) << "not a record further, for all the later ones that ended";
  cluster().allow_writes(place.errors);
  EXPECT_TRUE(eventually(30s, [&] { return committed(place.topic, place.group, 0) == 30; }));
  consumer->stop();
  thread.join();
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->done, 59U);
  EXPECT_EQ(summary->error_topic, 1U);
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), 1U) << "once, however often it was tried";
  EXPECT_EQ(errors[0].header("norm.error.offset"), "10");
}

TEST(Delivery, ARetriedRecordHoldsUpItsPartitionOnly) {
  const Place place(2);
  produce(place.topic, numbers(0, 50));
  produce(place.topic, numbers(1, 50));
  ConsumerOptions options = place.options();
  // Shorter than the wait: a member that did not poll meanwhile would be thrown out.
  options.properties["consumer.max.poll.interval.ms"] = "4000";
  std::vector<Event::Kind> events;
  options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::blocked || event.kind == Event::Kind::unblocked) events.push_back(event.kind);
  };
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::vector<std::int64_t>> seen(2);
  int others = 0;
  std::uint64_t refusals = 0;
  const auto summary = consume(options, [&](const Record& record, const Decoded*) {
    auto& offsets = seen[static_cast<std::size_t>(record.partition)];
    if (record.partition == 0 && record.offset == 5) {
      others = static_cast<int>(seen[1].size());
      if (std::chrono::steady_clock::now() - begun < 9s || others < 50) {
        ++refusals;
        return Outcome::retry("not yet");
      }
    }
    offsets.push_back(record.offset);
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(others, 50);
  EXPECT_EQ(summary->done, 100U);
  EXPECT_EQ(summary->retries, refusals);
  EXPECT_EQ(events, (std::vector{Event::Kind::blocked, Event::Kind::unblocked}));
  EXPECT_EQ(summary->assigned, 2U) << "the group was never left";
  EXPECT_EQ(summary->lost, 0U);
  for (const auto& offsets : seen) {
    ASSERT_EQ(offsets.size(), 50U) << "no gap, nothing twice";
    EXPECT_TRUE(std::is_sorted(offsets.begin(), offsets.end()));
  }
}

TEST(Delivery, AnErrorTopicForSmallRecordsGetsThemWithoutTheirExplanation) {
  if (!cluster().real()) GTEST_SKIP() << "the mock takes records of every size";
  const Place place(1, {}, {{"max.message.bytes", "2500"}});
  std::vector<Member> fields;
  for (int i = 0; i < 100; ++i) fields.push_back(req("field_" + std::to_string(i), integer()));
  const auto validator = compile(schema(fields));
  ASSERT_TRUE(validator);
  const std::string value = R"({"pad":")" + std::string(1'000, 'x') + R"("})";
  produce(place.topic, {{0, "k", value}});
  auto consumer = Consumer::create(place.options(), *validator);
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->error_topic, 1U);
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].value, value);
  EXPECT_EQ(errors[0].header("norm.error.explain"), "");
  EXPECT_EQ(errors[0].header("norm.error.explain.truncated"), "1");
  EXPECT_EQ(committed(place.topic, place.group), 1);
}

// librdkafka fills a batch up to 1 MB whatever the topic takes.
TEST(Delivery, AnErrorTopicForSmallBatchesGetsRecordsWhole) {
  if (!cluster().real()) GTEST_SKIP() << "the mock takes batches of every size";
  const Place place(1, {}, {{"max.message.bytes", "100000"}});
  std::vector<Stored> records;
  for (int i = 0; i < 1'000; ++i) {
    records.push_back({0, "k" + std::to_string(i), R"({"pad":")" + std::string(300, 'x') + R"("})"});
  }
  records[500].value = R"({"pad":")" + std::string(200'000, 'x') + R"("})";
  produce(place.topic, records);
  ConsumerOptions options = place.options();
  options.flood.action = OnFlood::go_on;
  const auto summary = consume(options);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->error_topic, records.size());
  const std::vector<Stored> errors = read(place.errors);
  ASSERT_EQ(errors.size(), records.size());
  for (const Stored& error : errors) {
    const bool large = error.header("norm.error.offset") == "500";
    EXPECT_EQ(error.header("norm.error.explain.truncated"), large ? "1" : "(absent)");
    EXPECT_EQ(error.header("norm.error.value.size"), large ? std::to_string(records[500].value->size()) : "(absent)");
    if (!large) {
      EXPECT_EQ(error.value, records[0].value);
    }
  }
}

}  // namespace
}  // namespace norm::kafka::test
