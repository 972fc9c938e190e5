// Several threads at a time: order kept per key, a blocked key alone, payloads with a frame, hooks that throw, floods.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "kafka/mock_cluster.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using test::MockCluster;
using test::Stored;

TEST(Workers, KeepTheOrderOfAKeyAndHoldUpNoOther) {
  MockCluster cluster;
  cluster.create_topic("t", 2);
  cluster.create_topic("t.errors", 2);
  std::vector<Stored> records;
  for (int i = 0; i < 400; ++i) {
    records.push_back({i % 2, "k" + std::to_string(i % 2) + std::to_string(i / 2 % 7), test::number(i)});
  }
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.order = Order::key;
  options.workers = 4;
  std::mutex mutex;
  std::map<std::string, std::vector<std::int64_t>> seen;
  std::set<std::string> inside;
  bool two_at_a_time = false;
  std::atomic<std::size_t> others{0};
  std::atomic<int> refusals{0};
  auto consumer = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto summary = consumer->run([&](const Record& record, const Decoded* document) {
    const std::string key(*record.key);
    {
      const std::lock_guard lock(mutex);
      two_at_a_time = two_at_a_time || !inside.insert(key).second;
    }
    // The first record of one key fails until all records of the other keys are through: nothing else would end this.
    const bool refused = key == "k00" && others < 371;
    const std::lock_guard lock(mutex);
    inside.erase(key);
    if (refused) {
      ++refusals;
      return Outcome::retry("not yet");
    }
    if (key != "k00") ++others;
    seen[key].push_back(document->json()["n"].GetInt64());
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->done, 400U);
  EXPECT_EQ(seen.size(), 14U);
  EXPECT_FALSE(two_at_a_time);
  EXPECT_GT(refusals, 0);
  for (const auto& [key, numbers] : seen) EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end())) << key;
  for (const PartitionOffsets& partition : cluster.offsets("t", "g")) EXPECT_EQ(partition.committed, partition.end);
}

TEST(Consume, TakesAFrameOffAndSendsItOnUntouched) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  const std::string frame("\0\0\0\0\7", 5);
  cluster.produce("t", {{0, "a", frame + R"({"n":1})"},
                        {0, "b", frame + "{}"},
                        {0, "c", "\2{}"},
                        {0, "d", frame.substr(0, 3)},
                        {0, "e", frame + "{}", {{"__value_schema_id", "\1" + std::string(16, 'g')}}}});
  std::vector<Framing> framings;
  auto consumer = Consumer::create(cluster.options({"t"}), test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  std::string payload;
  const auto summary = consumer->run([&](const Record& record, const Decoded* document) {
    framings.push_back(*value_framing(record));
    payload = document->bytes();
    return Outcome::ok();
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(payload, R"({"n":1})");
  ASSERT_EQ(framings.size(), 1U);
  EXPECT_EQ(framings[0].schema_id, 7U);
  const std::vector<Stored> errors = cluster.read("t.errors");
  ASSERT_EQ(errors.size(), 4U);
  EXPECT_EQ(errors[0].value, frame + "{}");
  const auto begins = [&](std::size_t i, const std::string& text) {
    EXPECT_EQ(errors[i].header("norm.error.explain").substr(0, text.size()), text);
  };
  begins(1, "it begins with 0x02, which is neither JSON nor a frame that is known (0x00, 0x01): ");
  begins(2, "it begins like a frame (0x00), and is too short to be one: ");
  begins(3, "its schema is named already, in a header or in front, and it begins with another frame (0x00): ");
}

TEST(Consume, AFloodStopsItAndAHookThatThrowsDoesNot) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  std::vector<Stored> records = test::numbers(0, 200);
  for (std::size_t i = 20; i < records.size(); ++i) records[i].value = "{}";
  cluster.produce("t", records);
  ConsumerOptions options = cluster.options({"t"});
  options.flood = {.action = OnFlood::stop, .share = 0.5, .window = 40};
  std::atomic<int> events{0};
  options.on_event = [&](const Event&) {
    ++events;
    throw std::runtime_error("the pager is broken");
  };
  auto consumer = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().name, "FLOOD");
  const Summary s = consumer->summary();
  EXPECT_EQ(s.done, 20U);
  EXPECT_EQ(s.error_topic, 21U) << "the window's half and one, not the whole topic";
  EXPECT_EQ(s.floods, 1U);
  EXPECT_EQ(s.events_lost, static_cast<std::uint64_t>(events.load()));
  EXPECT_GT(s.events_lost, 0U);
}

TEST(Consume, ExceptionsMeanWhatTheFirstRowSays) {
  MockCluster cluster;
  cluster.create_topic("t", 1);
  cluster.create_topic("t.errors", 1);
  cluster.produce("t", test::numbers(0, 3));
  ConsumerOptions options = cluster.options({"t"});
  options.exceptions = {thrown<std::invalid_argument>(Outcome::Kind::payload_error),
                        thrown<std::logic_error>(Outcome::Kind::skip)};
  options.on_exception = Outcome::Kind::ok;
  auto consumer = Consumer::create(options, test::number_validator());
  ASSERT_TRUE(consumer) << consumer.error().message;
  const auto summary = consumer->run([](const Record& record, const Decoded*) -> Outcome {
    if (record.offset == 0) throw std::invalid_argument("a");
    if (record.offset == 1) throw std::domain_error("b");
    throw 5;
  });
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->error_topic, 1U);
  EXPECT_EQ(summary->skipped, 1U);
  EXPECT_EQ(summary->done, 1U);
}

}  // namespace
}  // namespace norm::kafka
