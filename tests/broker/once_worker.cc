// A consumer that dies over records, for what its stores promise.
//
// once_worker exactly|most BROKERS GROUP TOPIC FOLDER: reads to the topic's end. `exactly` books each number in the
// SQLite database FOLDER/bank, in the store's transaction, and aborts at 9; `most` appends each number to the file
// FOLDER/effects, and throws once at 7. Either dies once at 5, when its effect has taken place. Exit: 0, or 3 with the
// reason on stderr.
#include <fcntl.h>
#include <norm/dsl.h>
#include <norm/kafka/kafka.h>
#include <norm/validator.h>
#include <sqlite3.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace std::chrono_literals;
using namespace norm;
namespace fs = std::filesystem;

int fail(const kafka::Error& error) {
  std::cerr << error.name << ": " << error.message << '\n';
  return 3;
}

// True the first time that any process asks.
bool first_time(const fs::path& mark) {
  if (fs::exists(mark)) return false;
  std::ofstream made(mark);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const bool exactly = argv[1] == std::string("exactly");
  const fs::path folder = argv[5];
  kafka::ConsumerOptions options;
  options.brokers = argv[2];
  options.group = argv[3];
  options.topics = {argv[4]};
  options.properties = {{"consumer.session.timeout.ms", "4000"},
                        {"consumer.heartbeat.interval.ms", "200"},
                        {"consumer.fetch.wait.max.ms", "10"}};
  options.until_end = true;
  options.backoff = {5ms, 40ms};
  options.commit_interval = 50ms;
  options.idempotence.id = kafka::MessageId::payload("/n");

  sqlite3* bank = nullptr;
  const int effects = ::open((folder / "effects").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (exactly) {
    sqlite3_open((folder / "bank").c_str(), &bank);
    sqlite3_exec(bank, "PRAGMA busy_timeout=5000; CREATE TABLE IF NOT EXISTS booking (n INTEGER)", nullptr, nullptr,
                 nullptr);
    auto store = kafka::join_sqlite(bank);
    if (!store) return fail(store.error());
    options.idempotence.store = *std::move(store);
    auto marks = kafka::open_sqlite_store(folder / "marks");
    if (!marks) return fail(marks.error());
    options.crash_guard = {*std::move(marks), 2};
  } else {
    auto store = kafka::open_lmdb_store(folder / "ids");
    if (!store) return fail(store.error());
    options.idempotence.store = *std::move(store);
    options.idempotence.guarantee = kafka::Guarantee::at_most_once;
  }

  auto consumer = kafka::Consumer::create(options, *compile(schema({req("n", integer())})));
  if (!consumer) return fail(consumer.error());
  const auto summary = consumer->run([&](const kafka::Record&, const Decoded* document) {
    const std::string n = std::to_string(document->json()["n"].GetInt64());
    if (exactly) {
      const std::string text = "INSERT INTO booking VALUES (" + n + ")";
      if (sqlite3_exec(bank, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return kafka::Outcome::retry(sqlite3_errmsg(bank));
      }
      if (n == "9") std::abort();
    } else {
      const std::string line = n + '\n';
      if (::write(effects, line.data(), line.size()) < 0) return kafka::Outcome::fatal("no effects");
      if (n == "7" && first_time(folder / "thrown")) throw std::runtime_error("thrown");
    }
    if (n == "5" && first_time(folder / "died")) std::raise(SIGKILL);
    return kafka::Outcome::ok();
  });
  return summary ? 0 : fail(summary.error());
}
