// norm::kafka beside a bare librdkafka poll loop over the same topics, pair by pair in one run. README.md says how to
// read it. Not Google Benchmark: a pass joins a group, so there are few of them, and a pair is one measurement.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <malloc.h>
#include <norm/kafka/kafka.h>
#include <norm/norm.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "broker/cluster.h"
#include "kafka/handle.h"
#include "kafka_by_hand.h"
#include "memory.h"
#include "messages.h"
#include "sets.h"

namespace norm::bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using kafka::test::Cluster;

constexpr int kPartitions = 8;
constexpr int kPairs = 5;
constexpr int kWarmUps = 4;
// The mock keeps 5 MiB a partition and drops what is older.
constexpr std::size_t kMockRecords = 120'000;
// Enough that joining, the last commit and leaving the group are a small part of the time.
constexpr std::size_t kRealRecords = 1'000'000;
constexpr std::size_t kSlowRecords = 300'000;
constexpr std::size_t kBudget = std::size_t{16} << 20;

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "kafka bench: " << why << '\n';
  std::exit(2);
}

struct Topic {
  std::string name;
  std::size_t records = 0;
};

class Bench {
 public:
  explicit Bench(Cluster& cluster)
      : cluster_(cluster),
        shape_(comment_created()),
        validator_(validator()),
        records_(cluster.real() ? kRealRecords : kMockRecords) {}

  /// `only`: a part of the rows' names; empty: all.
  void run(const std::string& only) {
    only_ = only;
    const Topic good = fill("good", 0);
    const Topic mixed = fill("mixed", 10);
    std::cout << fmt::format("{} records of {} bytes, {} partitions, {}, {} pairs of passes a row\n\n", good.records,
                             bytes_, kPartitions, cluster_.real() ? "Apache Kafka" : "librdkafka's mock", kPairs);
    // First, while the heap is as it was: what an earlier pass has freed would hide what this one takes.
    if (cluster_.real() && std::string("memory").find(only_) != std::string::npos) memory(good);
    std::cout << fmt::format("{:<52}{:>8}{:>14}{:>14}\n", "consumed", "ratio", "records/s", "ending, ms");
    // The broker's JVM compiles what it runs for the first times: on two cores that is a fifth of the time.
    if (cluster_.real()) {
      for (int i = 0; i < kWarmUps; ++i) (void)adapter(mixed, options());
    }
    const auto poll = [&] { return bare(good, {}); };
    row("bare poll loop and commits (the baseline)", good, poll, poll);
    Decoder decoder(validator_);
    row("the same with Decoder::decode", good, poll, [&] {
      return bare(good, [&](const rd_kafka_message_t& message) { (void)decoder.decode(value_of(message)); });
    });
    row("norm::kafka, all conform", good, poll, [&] { return adapter(good, options()); });
    const auto hand = [&] { return by_hand(mixed, decoder); };
    const auto errors = [&] { return adapter(mixed, options()); };
    row("by hand, 10 % to the error topic", good, poll, hand);
    row("norm::kafka, 10 % to the error topic", good, poll, errors);
    row("norm::kafka, 10 %, beside the loop by hand", mixed, hand, errors);
  }

 private:
  [[nodiscard]] Validator validator() const {
    const auto module = load_text(norm_schema(shape_), "comment.norm");
    if (!module) give_up(to_text(module.error()));
    auto made = compile(*module->last());
    if (!made) give_up(to_text(made.error()));
    return *std::move(made);
  }

  Topic fill(const std::string& name, std::size_t bad) {
    cluster_.create_topic(name, kPartitions);
    cluster_.create_topic(name + ".errors", kPartitions);
    const Messages messages = draw_messages(shape_, {.bytes = std::size_t{1} << 30, .most = 10'000, .bad = bad});
    auto producer = kafka::Producer::create(cluster_.brokers(), {{"linger.ms", "20"}, {"batch.size", "500000"}});
    if (!producer) give_up(producer.error().message);
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < records_; ++i) {
      const Message& message = messages[i % messages.size()];
      bytes += message.bytes.size();
      kafka::Record record;
      record.topic = name;
      record.partition = static_cast<std::int32_t>(i % kPartitions);
      record.value = message.bytes;
      if (const auto sent = producer->send(record); !sent) give_up(sent.error().message);
    }
    if (const auto flushed = producer->flush(120s); !flushed) give_up(flushed.error().message);
    bytes_ = bytes / records_;
    return {name, records_};
  }

  // What both sides have.
  [[nodiscard]] static kafka::Properties settings() {
    return {{"session.timeout.ms", "6000"}, {"heartbeat.interval.ms", "1000"}, {"fetch.wait.max.ms", "10"}};
  }

  [[nodiscard]] std::string next_group() { return "group-" + std::to_string(++groups_); }

  [[nodiscard]] static std::string_view value_of(const rd_kafka_message_t& message) {
    return {static_cast<const char*>(message.payload), message.len};
  }

  /// Records that do not conform go to another topic, in plain librdkafka. It commits what is read, acknowledged or
  /// not.
  double by_hand(const Topic& topic, Decoder& decoder) {
    ByHand errors(cluster_.brokers(), topic.name + ".errors", "group-" + std::to_string(groups_));
    std::size_t sent = 0;
    const auto look = [&](const rd_kafka_message_t& message) {
      const auto decoded = decoder.decode(value_of(message));
      if (decoded) return;
      errors.send(message, decoded.error());
      ++sent;
    };
    return bare(topic, look, [&] {
      if (errors.finish() != sent) give_up("the error topic has not taken all of the loop by hand");
    });
  }

  /// Seconds from the first record to the last one's commit; `end` comes before that.
  double bare(const Topic& topic, const std::function<void(const rd_kafka_message_t&)>& look,
              const std::function<void()>& end = {}) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    kafka::Properties all = settings();
    all.insert({{"bootstrap.servers", cluster_.brokers()},
                {"group.id", next_group()},
                {"auto.offset.reset", "earliest"},
                // Never met: a full queue makes librdkafka 2.0.2 wait for a second.
                {"queued.min.messages", "10000000"},
                {"queued.max.messages.kbytes", "1048576"},
                {"auto.commit.interval.ms", "1000"}});
    for (const auto& [name, value] : all) {
      if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), nullptr, 0) != RD_KAFKA_CONF_OK) give_up(name);
    }
    const kafka::ClientHandle client(rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0));
    rd_kafka_poll_set_consumer(client.get());
    {
      const kafka::PartitionsHandle topics = kafka::make_partitions(1);
      rd_kafka_topic_partition_list_add(topics.get(), topic.name.c_str(), RD_KAFKA_PARTITION_UA);
      rd_kafka_subscribe(client.get(), topics.get());
    }
    std::optional<Clock::time_point> begun;
    const Clock::time_point patience = Clock::now() + 60s;
    for (std::size_t read = 0; read < topic.records;) {
      const kafka::MessageHandle message(rd_kafka_consumer_poll(client.get(), 100));
      if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (Clock::now() > patience) give_up("the bare loop is not through after a minute");
        continue;
      }
      if (!begun) begun = Clock::now();
      ++read;
      if (look) look(*message);
    }
    if (end) end();
    rd_kafka_commit(client.get(), nullptr, 0);
    const double seconds = std::chrono::duration<double>(Clock::now() - begun.value_or(Clock::now())).count();
    rd_kafka_consumer_close(client.get());
    return seconds;
  }

  [[nodiscard]] kafka::ConsumerOptions options() {
    kafka::ConsumerOptions options;
    options.brokers = cluster_.brokers();
    options.group = next_group();
    for (const auto& [name, value] : settings()) options.properties.insert_or_assign("consumer." + name, value);
    options.until_end = true;
    return options;
  }

  /// Seconds from the first record to the end of the run: all delivered, committed, and the group left.
  double adapter(const Topic& topic, kafka::ConsumerOptions options) {
    options.topics = {topic.name};
    std::optional<Clock::time_point> begun;
    Clock::time_point last = {};
    std::size_t seen = 0;
    const auto see = [&] {
      if (++seen == 1) begun = Clock::now();
      if (seen == topic.records) last = Clock::now();
    };
    options.on_rejection = [&](const kafka::Rejection&) { see(); };
    auto consumer = kafka::Consumer::create(options, validator_);
    if (!consumer) give_up(consumer.error().message);
    const auto summary = consumer->run([&](const kafka::Record&, const Decoded*) {
      see();
      return kafka::Outcome::ok();
    });
    const double seconds = std::chrono::duration<double>(Clock::now() - begun.value_or(Clock::now())).count();
    ending_ = std::chrono::duration<double>(Clock::now() - last).count();
    if (!summary) give_up(summary.error().message);
    if (summary->done + summary->error_topic != topic.records) {
      give_up(fmt::format("{} records of {} are committed", summary->done + summary->error_topic, topic.records));
    }
    return seconds;
  }

  void row(const std::string& name, const Topic& topic, const std::function<double()>& baseline,
           const std::function<double()>& contender) {
    if (name.find(only_) == std::string::npos) return;
    std::vector<double> ratios;
    std::vector<double> seconds;
    std::vector<double> endings;
    for (int pair = 0; pair < kPairs; ++pair) {
      const double base = baseline();
      ending_ = 0;
      seconds.push_back(contender());
      endings.push_back(ending_);
      ratios.push_back(base / seconds.back());
    }
    std::sort(ratios.begin(), ratios.end());
    std::sort(seconds.begin(), seconds.end());
    std::sort(endings.begin(), endings.end());
    std::cout << fmt::format("{:<52}{:>8.2f}{:>14.0f}{:>14.0f}\n", name, ratios[kPairs / 2],
                             static_cast<double>(topic.records) / seconds[kPairs / 2], endings[kPairs / 2] * 1000);
    std::cout.flush();
  }

  /// A handler that cannot keep up, a topic many times larger than what may be held: how far does memory grow?
  void memory(const Topic& topic) {
    kafka::ConsumerOptions slow = options();
    slow.topics = {topic.name};
    slow.max_pending_bytes = kBudget;
    slow.max_records = kSlowRecords;
    ::malloc_trim(0);  // what filling the topics has freed
    const std::size_t before = resident_bytes();
    std::size_t most = 0;
    std::size_t handled = 0;
    auto consumer = kafka::Consumer::create(slow, validator_);
    if (!consumer) give_up(consumer.error().message);
    const auto summary = consumer->run([&](const kafka::Record&, const Decoded*) {
      if (++handled % 100 == 0) {
        most = std::max(most, resident_bytes());
        std::this_thread::sleep_for(5ms);
      }
      return kafka::Outcome::ok();
    });
    if (!summary) give_up(summary.error().message);
    std::cout << fmt::format(
        "slow handler, {} MiB of records, max_pending_bytes {} MiB, and as much fetched ahead: grew by {} MiB\n\n",
        topic.records * bytes_ >> 20, kBudget >> 20, most > before ? (most - before) >> 20 : 0);
  }

  Cluster& cluster_;
  Shape shape_;
  Validator validator_;
  std::size_t records_;
  std::size_t bytes_ = 0;
  unsigned groups_ = 0;
  std::string only_;
  double ending_ = 0;  // of the last pass of the adapter: seconds from the last record to the end of the run
};

}  // namespace
}  // namespace norm::bench

int main(int argc, char** argv) {
  using namespace norm;
  const char* const jars = std::getenv("NORM_BROKER");
  const std::unique_ptr<kafka::test::Cluster> cluster =
      jars == nullptr ? kafka::test::start_mock() : kafka::test::start_real(jars, 1);
  bench::Bench(*cluster).run(argc > 1 ? argv[1] : "");
}
