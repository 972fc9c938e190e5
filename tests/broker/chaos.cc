// The driver and the judge: see the header.
#include "broker/chaos.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <utility>

#include "broker/cluster.h"
#include "broker/process.h"
#include "broker/records.h"

namespace norm::kafka::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::int32_t kPartitions = 3;
constexpr int kKeys = 12;
constexpr int kBatch = 60;
constexpr int kSteps = 10;
constexpr std::size_t kWorkers = 3;
// A rebalance of the mock takes 3 s, and several may come one after the other.
constexpr auto kPatience = 120s;
constexpr auto kLastWord = 20s;

using Position = std::pair<std::int32_t, std::int64_t>;  // partition, offset

struct Input {
  std::int64_t id;
  std::string key;
  std::string value;
  bool rejected;  // it belongs to the error topic
};

struct Effect {
  Position place;
  std::string key;
  std::int64_t id;
};

class Chaos {
 public:
  explicit Chaos(unsigned seed) : random_(seed), seed_(seed), place_(kPartitions) {}

  ChaosReport run() {
    produce_batch();
    start_worker();
    for (int step = 0; step < kSteps && report_.broken.empty(); ++step) {
      do_something();
      check_commits();
    }
    settle();
    check_commits();
    check_everything();
    return std::move(report_);
  }

 private:
  // ---- what happens

  unsigned draw(unsigned below) { return static_cast<unsigned>(random_() % below); }
  void tell(std::string what) { report_.story.push_back(std::move(what)); }
  void accuse(std::string what) { report_.broken.push_back(std::move(what)); }

  void do_something() {
    switch (draw(10)) {
      case 0:
      case 1: produce_batch(); break;
      case 2:
      case 3: start_worker(); break;
      case 4: signal_worker(SIGTERM); break;
      case 5:
      case 6: signal_worker(SIGKILL); break;
      case 7: stop_worker_for_a_while(); break;
      case 8: cluster().real() ? freeze_broker() : start_worker(); break;  // the mock ends the process over a member
      default: cluster().real() ? kill_broker() : produce_batch(); break;  // that asks twice, or a port still in use
    }
    // Dead ones are no news: the record that killed one is for the next.
    revive();
    pause_for(std::chrono::milliseconds(draw(cluster().real() ? 600 : 2500)));
  }

  void produce_batch() {
    std::vector<Stored> records;
    for (int i = 0; i < kBatch; ++i) {
      // One in twelve says again what was said before, at a place of its own.
      const bool again = next_id_ > 0 && draw(12) == 0;
      const std::int64_t id = again ? draw(static_cast<unsigned>(next_id_)) : next_id_++;
      const std::string key = "k" + std::to_string(id % kKeys);
      const Input input = again ? said_.at(id) : make(id, key);
      said_.insert_or_assign(id, input);
      const auto partition = static_cast<std::int32_t>(id % kKeys % kPartitions);
      records.push_back({partition, input.key, input.value});
      inputs_.emplace(Position{partition, ends_[static_cast<std::size_t>(partition)]++}, input);
    }
    produce(place_.topic, records);
    tell(fmt::format("produced {}", kBatch));
  }

  Input make(std::int64_t id, const std::string& key) {
    static constexpr std::array kBad = {"", "{", R"({"id":"x","act":"ok"})", R"({"act":7})", "\xff"};
    static constexpr std::array kActs = {"ok", "ok", "ok", "ok", "ok", "ok", "retry", "throw", "slow", "reject"};
    if (draw(10) == 0) return {id, key, kBad[draw(kBad.size())], true};
    const std::string act = draw(150) == 0 ? "die" : kActs[draw(kActs.size())];
    return {id, key, fmt::format(R"({{"id":{},"act":"{}"}})", id, act), act == "reject"};
  }

  void start_worker() {
    if (workers_.size() == kWorkers) return;
    const bool eager = seed_ % 2 == 0;
    const std::string name = std::to_string(++started_);
    workers_.emplace_back(
        std::vector<std::string>{NORM_WORKER, cluster().brokers(), place_.group, place_.topic, effects_file().string(),
                                 std::to_string(seed_ * 1000 + started_),
                                 std::string("consumer.partition.assignment.strategy=") +
                                     (eager ? "range,roundrobin" : "cooperative-sticky"),
                                 std::string("consumer.session.timeout.ms=") + (cluster().real() ? "2000" : "4000"),
                                 "consumer.heartbeat.interval.ms=200", "consumer.fetch.wait.max.ms=10",
                                 "socket.timeout.ms=3000", "reconnect.backoff.max.ms=500"},
        log_file(), log_file());
    tell("started worker " + name);
  }

  void revive() {
    std::erase_if(workers_, [this](Process& worker) {
      const auto status = worker.wait(0ms);
      if (status && !well(*status)) {
        accuse(fmt::format("a worker ended with {}: {}", *status, read_file(log_file())));
      }
      if (status) tell("a worker is gone");
      return status.has_value();
    });
    if (workers_.empty()) start_worker();
  }

  /// It ended in order, or by a signal: its own records kill it, and one that has just begun has no handler yet. An
  /// assertion of librdkafka's is a kill like any other (2.0.2 has one in its sticky assignor).
  [[nodiscard]] bool well(int status) const {
    if (status == 128 + SIGABRT) {
      const std::string log = read_file(log_file());
      return log.find("rdkafka_") != std::string::npos && log.find("Assertion") != std::string::npos;
    }
    return status == 0 || status == 128 + SIGKILL || status == 128 + SIGTERM;
  }

  void signal_worker(int number) {
    Process& worker = workers_[draw(static_cast<unsigned>(workers_.size()))];
    worker.signal(number);
    report_.kills += number == SIGKILL ? 1 : 0;
    tell(number == SIGKILL ? "killed a worker" : "asked a worker to end");
  }

  void stop_worker_for_a_while() {
    Process& worker = workers_[draw(static_cast<unsigned>(workers_.size()))];
    const std::chrono::milliseconds time(draw(2) == 0 ? 300 : cluster().real() ? 3'000 : 6'000);
    worker.signal(SIGSTOP);
    pause_for(time);
    worker.signal(SIGCONT);
    tell(fmt::format("a worker stood still for {}", time.count()));
  }

  void freeze_broker() {
    const std::chrono::milliseconds time(draw(4) == 0 ? 4'000 : 200 + draw(1'000));
    cluster().freeze();
    pause_for(time);
    cluster().thaw();
    tell(fmt::format("the broker stood still for {}", time.count()));
  }

  void kill_broker() {
    const int node = 1 + static_cast<int>(draw(static_cast<unsigned>(cluster().nodes())));
    cluster().kill(node);
    pause_for(std::chrono::milliseconds(draw(1'000)));
    cluster().restart(node);
    ++report_.kills;
    tell("killed the broker and started it again");
  }

  /// Peace: until all is committed, then everybody leaves.
  void settle() {
    const Clock::time_point deadline = Clock::now() + kPatience;
    while (!all_committed()) {
      if (Clock::now() > deadline) {
        accuse("not everything is committed in the end");
        break;
      }
      revive();
      pause_for(200ms);
    }
    for (const Process& worker : workers_) worker.signal(SIGTERM);
    for (Process& worker : workers_) {
      const auto status = worker.wait(kLastWord);
      if (!status) accuse("a worker does not end");
      if (status && !well(*status)) accuse(fmt::format("a worker ended with {}: {}", *status, read_file(log_file())));
    }
    workers_.clear();
  }

  // ---- what holds

  [[nodiscard]] bool all_committed() const {
    const auto all = offsets(place_.topic, place_.group);
    return !all.empty() && std::all_of(all.begin(), all.end(),
                                       [](const auto& one) { return one.end == 0 || one.committed == one.end; });
  }

  [[nodiscard]] std::vector<Effect> effects() const {
    std::vector<Effect> all;
    std::istringstream text(read_file(effects_file()));
    for (Effect effect; text >> effect.place.first >> effect.place.second >> effect.key >> effect.id;) {
      all.push_back(effect);
    }
    return all;
  }

  /// Where records on the error topic came from.
  [[nodiscard]] std::vector<std::pair<Position, Stored>> rejected() const {
    std::vector<std::pair<Position, Stored>> all;
    for (Stored& stored : read(place_.errors)) {
      const Position origin{std::stoi(stored.header("norm.error.partition")),
                            std::stoll(stored.header("norm.error.offset"))};
      all.emplace_back(origin, std::move(stored));
    }
    return all;
  }

  /// What is committed is asked first: meanwhile effects and rejections only grow.
  void check_commits() {
    const auto committed = offsets(place_.topic, place_.group);
    std::set<Position> ended;
    for (const Effect& effect : effects()) ended.insert(effect.place);
    for (const auto& [origin, stored] : rejected()) ended.insert(origin);
    for (const PartitionOffsets& one : committed) {
      for (std::int64_t offset = 0; offset < one.committed; ++offset) {
        if (ended.contains({one.partition, offset})) continue;
        accuse(
            fmt::format("{} is committed on partition {}, and {} has not ended", one.committed, one.partition, offset));
        break;
      }
    }
  }

  void check_everything() {
    const std::vector<Effect> all = effects();
    const auto errors = rejected();
    report_.records = inputs_.size();
    report_.effects = all.size();
    report_.rejected = errors.size();

    std::set<Position> with_effect;
    std::set<std::int64_t> ids;
    std::map<std::string, std::int64_t> last;
    for (const Effect& effect : all) {
      ids.insert(effect.id);
      if (!with_effect.insert(effect.place).second) continue;
      const auto [before, first] = last.try_emplace(effect.key, effect.place.second);
      if (!first && before->second > effect.place.second) {
        accuse(fmt::format("key {}: {} began after {}", effect.key, effect.place.second, before->second));
      }
      before->second = effect.place.second;
    }
    std::set<Position> with_error;
    for (const auto& [origin, stored] : errors) {
      with_error.insert(origin);
      const auto input = inputs_.find(origin);
      if (input == inputs_.end() || stored.value != input->second.value || stored.key != input->second.key) {
        accuse(fmt::format("the error topic has something else for {} {}", origin.first, origin.second));
      }
    }
    std::set<std::int64_t> wanted;
    for (const auto& [where, input] : inputs_) {
      if (!input.rejected) wanted.insert(input.id);
      if (with_effect.contains(where) == input.rejected || with_error.contains(where) != input.rejected) {
        accuse(fmt::format("{} {} {}: effect {}, error topic {}", where.first, where.second, input.value,
                           with_effect.contains(where), with_error.contains(where)));
      }
    }
    if (ids != wanted) accuse("the effects are not those of the ids");
  }

  [[nodiscard]] fs::path effects_file() const { return folder_.path() / "effects"; }
  [[nodiscard]] fs::path log_file() const { return folder_.path() / "log"; }

  std::mt19937 random_;
  unsigned seed_;
  Place place_;
  TemporaryFolder folder_;
  std::vector<Process> workers_;
  unsigned started_ = 0;
  std::int64_t next_id_ = 0;
  std::array<std::int64_t, kPartitions> ends_{};
  std::map<std::int64_t, Input> said_;
  std::map<Position, Input> inputs_;
  ChaosReport report_;
};

}  // namespace

ChaosReport run_chaos(unsigned seed) { return Chaos(seed).run(); }

}  // namespace norm::kafka::test
