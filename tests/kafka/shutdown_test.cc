// The end of a run, whatever the broker does: each way in which librdkafka 2.0.2 can hang, and the way out of it.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kafka/mock_cluster.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::MockCluster;

constexpr int kHang = 60'000;  // milliseconds that an answer takes

class Hang : public testing::Test {
 protected:
  Hang() {
    cluster.create_topic("t", 2);
    cluster.create_topic("t.errors", 2);
    std::vector<test::Stored> records = test::numbers(0, 20);
    records[10].value = "{}";
    cluster.produce("t", records);
    options = cluster.options({"t"});
    options.until_end = false;
    options.drain_timeout = 500ms;
    options.commit_timeout = 500ms;
    options.close_timeout = 500ms;
  }

  // What was promised for the run and what librdkafka's threads, which wake once a second, add for the consumer.
  void ends_in_time(Clock::time_point since, Clock::time_point returned) const {
    EXPECT_LT(returned - since, 2500ms) << "the three deadlines are 500 ms each";
    EXPECT_LT(Clock::now() - returned, 5s) << "the consumer is gone soon after";
  }

  MockCluster cluster;
  ConsumerOptions options;
};

TEST_F(Hang, ABrokerThatAnswersNothingWithACommitOutstanding) {
  options.commit_interval = 1ms;
  Clock::time_point stopped;
  Clock::time_point returned;
  {
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    const auto summary = consumer->run([&](const Record& record, const Decoded*) {
      if (record.offset == 5) rd_kafka_mock_broker_set_rtt(cluster.get(), 1, kHang);
      if (record.offset == 19) {
        std::this_thread::sleep_for(50ms);
        stopped = Clock::now();
        consumer->stop();
      }
      return Outcome::ok();
    });
    returned = Clock::now();
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->read, 20U);
    EXPECT_GT(summary->uncommitted, 0U);
  }
  ends_in_time(stopped, returned);
}

TEST_F(Hang, AFatalErrorOfTheClient) {
  Clock::time_point failed;
  Clock::time_point returned;
  {
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    const auto summary = consumer->run([&](const Record& record, const Decoded*) {
      if (record.offset == 5) {
        failed = Clock::now();
        rd_kafka_test_fatal_error(consumer->native_handle(), RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, "another one came");
      }
      return Outcome::ok();
    });
    returned = Clock::now();
    ASSERT_FALSE(summary);
    EXPECT_TRUE(summary.error().fatal);
    EXPECT_EQ(summary.error().name, "FENCED_INSTANCE_ID");
    const Summary s = consumer->summary();
    EXPECT_EQ(s.read, s.done + s.error_topic + s.skipped + s.uncommitted);
  }
  ends_in_time(failed, returned);
}

TEST_F(Hang, ARecordThatWaitsForARetry) {
  Clock::time_point stopped;
  Clock::time_point returned;
  {
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    const auto summary = consumer->run([&](const Record& record, const Decoded*) {
      if (record.offset != 3) return Outcome::ok();
      stopped = Clock::now();
      consumer->stop();
      return Outcome::retry("in an hour", 1h);
    });
    returned = Clock::now();
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->done, 3U);
  }
  ends_in_time(stopped, returned);
}

TEST_F(Hang, ARecordThatAWorkerStillHas) {
  options.workers = 2;
  std::atomic<bool> busy{false};
  Clock::time_point finished;
  {
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    std::thread stopper([&] {
      while (!busy) std::this_thread::sleep_for(5ms);
      consumer->stop();
    });
    const auto summary = consumer->run([&](const Record& record, const Decoded*) {
      if (record.offset == 3) {
        busy = true;
        std::this_thread::sleep_for(1200ms);  // longer than the drain, not than the three deadlines
        finished = Clock::now();
      }
      return Outcome::ok();
    });
    stopper.join();
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->done, 3U) << "what was not finished in time is not committed";
    EXPECT_EQ(summary->stale, 1U);
  }
  EXPECT_LT(Clock::now() - finished, 5s);
}

TEST_F(Hang, AHandlerThatNeverComesBack) {
  options.workers = 2;
  std::mutex mutex;
  std::vector<std::string> left_behind;
  options.on_event = [&](const Event& event) {
    const std::lock_guard lock(mutex);
    if (event.kind == Event::Kind::left_behind) left_behind.push_back(event.topic);
  };
  // What the handler refers to must outlive it, so it has its share.
  const auto gate = std::make_shared<std::promise<void>>();
  const std::shared_future<void> open = gate->get_future().share();
  const auto busy = std::make_shared<std::atomic<bool>>(false);
  const auto value_after = std::make_shared<std::promise<std::string>>();
  Clock::time_point stopped;
  Clock::time_point returned;
  {
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    std::thread stopper([&] {
      while (!*busy) std::this_thread::sleep_for(5ms);
      stopped = Clock::now();
      consumer->stop();
    });
    const auto summary = consumer->run([busy, open, value_after](const Record& record, const Decoded*) {
      if (record.offset != 3) return Outcome::ok();
      *busy = true;
      open.wait();
      value_after->set_value(std::string(*record.value));
      return Outcome::ok();
    });
    returned = Clock::now();
    stopper.join();
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_LT(returned - stopped, 3s) << "the three deadlines are 500 ms each";
    EXPECT_EQ(summary->done, 3U);
    EXPECT_EQ(summary->left_behind, 1U);
    EXPECT_EQ(cluster.offsets("t", "g").at(0).committed, 3);
  }
  EXPECT_LT(Clock::now() - returned, 12s) << "5 s for the client that cannot go, and for what asked the cluster";
  {
    const std::lock_guard lock(mutex);
    EXPECT_EQ(left_behind, (std::vector<std::string>{"t", ""})) << "the handler, and the client that waits for it";
  }
  gate->set_value();
  EXPECT_EQ(value_after->get_future().get(), test::number(3)) << "what it was given is still there";
}

TEST_F(Hang, AHookThatNeverComesBack) {
  const auto gate = std::make_shared<std::promise<void>>();
  options.on_event = [open = gate->get_future().share()](const Event&) { open.wait(); };
  options.until_end = true;
  const auto begun = Clock::now();
  {
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->read, 20U);
  }
  EXPECT_LT(Clock::now() - begun, 20s) << "5 s, and joining the group";
  gate->set_value();
}

TEST_F(Hang, APartitionThatIsPausedForItsErrorTopic) {
  std::atomic<int> failures{0};
  Clock::time_point stopped;
  Clock::time_point returned;
  {
    Consumer* running = nullptr;
    options.on_event = [&](const Event& event) {
      if (event.kind != Event::Kind::delivery_failed || ++failures != 2) return;
      stopped = Clock::now();
      running->stop();
    };
    auto consumer = Consumer::create(options, test::number_validator());
    ASSERT_TRUE(consumer) << consumer.error().message;
    running = &*consumer;
    const std::vector<rd_kafka_resp_err_t> refusals(100, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    rd_kafka_mock_push_request_errors_array(cluster.get(), 0, refusals.size(), refusals.data());
    const auto summary = consumer->run([](const Record&, const Decoded*) { return Outcome::ok(); });
    returned = Clock::now();
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(summary->done, 10U) << "never past the record that the error topic does not have";
    EXPECT_EQ(summary->error_topic, 0U);
  }
  ends_in_time(stopped, returned);
}

}  // namespace
}  // namespace norm::kafka
