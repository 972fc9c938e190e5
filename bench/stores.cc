// What remembering messages costs: begin and complete of ids that are new, and begin of ids that are done, in each
// store, by one thread and by four. Files in a folder of the argument (a disk), else in the system's temporary one.
#include <fmt/format.h>
#include <norm/kafka/store.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace norm::kafka::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// As the adapter does it before a commit.
constexpr int kPerFlush = 1'000;

struct Row {
  std::string name;
  int messages;
  std::function<Result<std::unique_ptr<Store>, Error>(const fs::path& folder)> open;
  bool by_many_threads = true;  // a transaction is one thread's
};

std::string id_of(int i) { return fmt::format("pmoderation\t{:036}", i); }

// Messages a second; none: the store failed, and has said why.
std::optional<double> rate(Store& store, int messages, int threads, bool fresh) {
  std::atomic<bool> failed{false};
  const auto begun = Clock::now();
  std::vector<std::thread> working;
  for (int t = 0; t < threads; ++t) {
    working.emplace_back([&, t] {
      for (int i = t; i < messages && !failed; i += threads) {
        const std::string id = id_of(i);
        const auto claim = store.begin(id, {"comments", t, i});
        bool well = claim && (claim->state == Claim::State::fresh) == fresh;
        if (well && fresh) well = store.complete(id).has_value();
        if (well && t == 0 && i % kPerFlush == 0) well = store.flush().has_value();
        if (!well) failed = true;
      }
    });
  }
  for (std::thread& thread : working) thread.join();
  if (failed || !store.flush()) return std::nullopt;
  return messages / std::chrono::duration<double>(Clock::now() - begun).count();
}

std::string text(std::optional<double> rate) { return rate ? fmt::format("{:.0f}", *rate) : "failed"; }

int run(const fs::path& folder) {
  struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  std::unique_ptr<sqlite3, CloseDatabase> joined;
  const std::vector<Row> rows = {
      {"memory", 400'000, [](const fs::path&) -> Result<std::unique_ptr<Store>, Error> { return memory_store(); }},
      {"sqlite, a file of its own", 40'000, [](const fs::path& at) { return open_sqlite_store(at / "ids.db"); }},
      {"sqlite, the handler's transaction", 2'000,
       [&](const fs::path& at) {
         sqlite3* raw = nullptr;
         sqlite3_open((at / "effects.db").c_str(), &raw);
         joined.reset(raw);
         sqlite3_exec(raw, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", nullptr, nullptr, nullptr);
         return join_sqlite(raw);
       },
       false},
      {"lmdb", 2'000, [](const fs::path& at) { return open_lmdb_store(at / "ids"); }},
  };
  std::cout << fmt::format("{:36}{:>12}{:>12}{:>12}\n", "messages a second", "new", "new, 4 thr.", "repeated");
  bool well = true;
  for (const Row& row : rows) {
    std::optional<double> alone;
    std::optional<double> repeated;
    std::string together = "-";
    for (const int threads : {1, 4}) {
      if (threads != 1 && !row.by_many_threads) continue;
      const fs::path own = folder / fmt::format("{}-{}", &row - rows.data(), threads);
      fs::create_directories(own);
      auto store = row.open(own);
      if (!store) {
        std::cerr << store.error().message << '\n';
        return 1;
      }
      const auto fresh = rate(**store, row.messages, threads, true);
      if (threads == 1) {
        alone = fresh;
        repeated = rate(**store, row.messages, 1, false);
      } else {
        together = text(fresh);
      }
    }
    well = well && alone && repeated && together != "failed";
    std::cout << fmt::format("{:36}{:>12}{:>12}{:>12}\n", row.name, text(alone), together, text(repeated));
  }
  return well ? 0 : 1;
}

}  // namespace
}  // namespace norm::kafka::bench

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  const fs::path folder =
      (argc > 1 ? fs::path(argv[1]) : fs::temp_directory_path()) /
      ("norm-bench-stores-" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  const int status = norm::kafka::bench::run(folder);
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return status;
}
