// A consumer as a process of its own, for chaos: it can be killed, stopped, continued, and it fails by itself.
//
// worker BROKERS GROUP TOPIC EFFECTS SEED [NAME=VALUE…]: consumes until SIGTERM. What a record asks for is in its
// `act`; an effect is one line `PARTITION OFFSET KEY ID` appended to the file EFFECTS by one write. NAME=VALUE are
// librdkafka's. Exit: 0, or 3 with the reason on stderr.
#include <fcntl.h>
#include <norm/dsl.h>
#include <norm/kafka/kafka.h>
#include <norm/validator.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace {

using namespace std::chrono_literals;
using namespace norm;

std::atomic<kafka::Consumer*> running{nullptr};

void stop(int) {
  if (kafka::Consumer* const consumer = running.load()) consumer->stop();
}

class Work {
 public:
  Work(const char* file, unsigned seed) : file_(::open(file, O_WRONLY | O_CREAT | O_APPEND, 0644)), random_(seed) {}

  kafka::Outcome operator()(const kafka::Record& record, const Decoded& document) {
    const std::string_view act = document.json()["act"].GetString();
    if (act == "reject") return kafka::Outcome::payload_error("it asked for this");
    if (act == "retry" && chance(60)) return kafka::Outcome::retry("not yet");
    if (act == "throw" && chance(50)) throw std::runtime_error("thrown");
    if (act == "slow") std::this_thread::sleep_for(30ms);
    if (act == "die" && chance(50)) std::raise(SIGKILL);
    const std::string line = std::to_string(record.partition) + ' ' + std::to_string(record.offset) + ' ' +
                             std::string(record.key.value_or("-")) + ' ' +
                             std::to_string(document.json()["id"].GetInt64()) + '\n';
    if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      return kafka::Outcome::fatal("the file of effects takes no more");
    }
    // Dying between the effect and its commit is what makes a record come twice.
    if (act == "die" && chance(20)) std::raise(SIGKILL);
    return kafka::Outcome::ok();
  }

 private:
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  int file_;
  std::mt19937 random_;
};

int fail(const kafka::Error& error) {
  std::cerr << error.name << ": " << error.message << '\n';
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  kafka::ConsumerOptions options;
  options.brokers = argv[1];
  options.group = argv[2];
  options.topics = {argv[3]};
  for (int i = 6; i < argc; ++i) {
    const std::string_view word = argv[i];
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return 2;
    options.properties.insert_or_assign(std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)));
  }
  options.backoff = {5ms, 40ms};
  options.start_timeout = 60s;  // it may be started while the broker is down
  options.drain_timeout = 3s;
  options.commit_timeout = 3s;
  options.close_timeout = 3s;
  const auto seed = static_cast<unsigned>(std::atol(argv[5]));
  options.commit_interval = std::chrono::milliseconds(10 + seed % 150);

  const auto validator = compile(schema({req("id", integer()), req("act", string())}));
  if (!validator) return 2;
  std::signal(SIGTERM, stop);
  auto consumer = kafka::Consumer::create(options, *validator);
  if (!consumer) return fail(consumer.error());
  running.store(&*consumer);
  Work work(argv[4], seed);
  const auto summary =
      consumer->run([&](const kafka::Record& record, const Decoded* document) { return work(record, *document); });
  running.store(nullptr);
  return summary ? 0 : fail(summary.error());
}
