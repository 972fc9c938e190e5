// The store in the handler's own database: what the handler writes is there exactly when its message is done, whatever
// ends the process, the disk or the transaction.
#include <gtest/gtest.h>
#include <norm/kafka/store.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <random>
#include <string>
#include <vector>

#include "store/kinds.h"

namespace norm::kafka::test {
namespace {

using State = Claim::State;

// A database of the handler's: amounts that were booked, one a message.
class Bank {
 public:
  explicit Bank(const Folder& folder, const char* synchronous = "FULL") {
    sqlite3_open((folder.path() / "bank.sqlite").c_str(), &database_);
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA busy_timeout=5000");
    run("PRAGMA synchronous=" + std::string(synchronous));
    run("CREATE TABLE IF NOT EXISTS booking (id INTEGER)");  // no key: a second effect would be seen
  }
  Bank(const Bank&) = delete;
  Bank& operator=(const Bank&) = delete;
  ~Bank() { sqlite3_close_v2(database_); }
  [[nodiscard]] sqlite3* get() const { return database_; }
  int run(const std::string& text) { return sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr); }
  int book(std::int64_t id) { return run("INSERT INTO booking VALUES (" + std::to_string(id) + ")"); }
  [[nodiscard]] std::int64_t number(const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database_, text.c_str(), -1, &statement, nullptr);
    const std::int64_t got = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return got;
  }

 private:
  sqlite3* database_ = nullptr;
};

std::unique_ptr<Store> join(Bank& bank) {
  auto store = join_sqlite(bank.get());
  EXPECT_TRUE(store) << said(store);
  return *std::move(store);
}

TEST(Joined, TheEffectIsTheTransactions) {
  const Folder folder;
  Bank bank(folder);
  const auto store = join(bank);
  EXPECT_TRUE(store->transactional());
  ASSERT_EQ(store->begin("1", {"t", 0, 1})->state, State::fresh);
  EXPECT_EQ(bank.book(1), SQLITE_OK);
  EXPECT_EQ(said(store->abandon("1")), "ok");
  EXPECT_EQ(bank.number("SELECT count(*) FROM booking"), 0);
  ASSERT_EQ(store->begin("1", {"t", 0, 1})->state, State::fresh);
  EXPECT_EQ(bank.book(1), SQLITE_OK);
  EXPECT_EQ(said(store->complete("1")), "ok");
  EXPECT_EQ(bank.number("SELECT count(*) FROM booking"), 1);
  ASSERT_EQ(store->begin("1", {"t", 0, 1})->state, State::done);
  EXPECT_EQ(sqlite3_get_autocommit(bank.get()), 1) << "a duplicate leaves no transaction open";
}

TEST(Joined, AHandlerThatEndsTheTransactionIsToldSo) {
  const Folder folder;
  Bank bank(folder);
  const auto store = join(bank);
  ASSERT_TRUE(store->begin("1", {"t", 0, 1}));
  bank.run("COMMIT");
  const auto done = store->complete("1");
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("must leave it open"), std::string::npos);
  ASSERT_TRUE(store->begin("2", {"t", 0, 2})) << "and the next one can begin";
  EXPECT_EQ(said(store->complete("2")), "ok");
}

TEST(Joined, AskForCommitsThatAreOnTheDisk) {
  const Folder folder;
  Bank bank(folder, "NORMAL");
  const auto store = join_sqlite(bank.get());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().name, "CONFIG");
}

// A consumer in small: its offset is committed only now and then, so that each start repeats some messages.
TEST(Joined, KilledAnywhereEachEffectIsThereOnce) {
  const Folder folder;
  std::minstd_rand random(11);
  std::int64_t committed = 0;
  for (int round = 0; round < 15; ++round) {
    Child child([&](const Child::Say& say) {
      Bank bank(folder);
      const auto store = join(bank);
      for (std::int64_t id = committed;; ++id) {
        const auto claim = store->begin(std::to_string(id), {"t", 0, id});
        if (!claim) return say("error " + said(claim));
        if (claim->state == State::fresh) {
          say("begun " + std::to_string(id));
          if (bank.book(id) != SQLITE_OK) return say("error booking");
          if (const auto done = store->complete(std::to_string(id)); !done) return say("error " + said(done));
        }
        say("ended " + std::to_string(id));
      }
    });
    const std::vector<std::string> lines = child.kill_after(1 + random() % 50);
    ASSERT_FALSE(lines.empty());
    ASSERT_FALSE(lines.back().starts_with("error")) << lines.back();
    std::int64_t ended = committed - 1;
    for (const std::string& line : lines) {
      if (line.starts_with("ended")) ended = std::stoll(line.substr(6));
    }
    Bank bank(folder);
    EXPECT_EQ(bank.number("SELECT count(*) - count(DISTINCT id) FROM booking"), 0) << "twice, in round " << round;
    EXPECT_GE(bank.number("SELECT max(id) FROM booking"), ended);
    EXPECT_EQ(bank.number("SELECT count(*) FROM booking"), bank.number("SELECT max(id) + 1 FROM booking"))
        << "one is missing, in round " << round;
    committed = std::max<std::int64_t>(committed, ended - 3);
  }
  EXPECT_GT(committed, 20);
}

TEST(Joined, OnAFullDiskTheEffectWaitsWithItsMessage) {
  const Folder folder;
  Child child([&](const Child::Say& say) {
    Bank bank(folder);
    const auto store = join(bank);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{192 << 10, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    std::int64_t id = 0;
    std::string failure;
    for (; id < 10'000 && failure.empty(); ++id) {
      const auto claim = store->begin(std::to_string(id), {"t", 0, id});
      if (!claim) failure = said(claim);
      if (!claim) break;
      (void)bank.book(id);
      if (const auto done = store->complete(std::to_string(id)); !done) failure = said(done);
      if (!failure.empty()) break;
    }
    say(failure);
    const rlimit wide{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &wide);
    say(bank.number("SELECT count(*) FROM booking") == id ? "as many as are done" : "other");
    const auto claim = store->begin(std::to_string(id), {"t", 0, id});
    say(claim && claim->state == State::fresh ? "fresh" : said(claim));
    (void)bank.book(id);
    say(said(store->complete(std::to_string(id))));
    say(std::to_string(bank.number("SELECT count(*) FROM booking") - id));
  });
  const std::vector<std::string> lines = child.finish();
  ASSERT_EQ(lines.size(), 5U) << (lines.empty() ? "nothing" : lines.back());
  EXPECT_TRUE(lines[0].starts_with("the store ")) << lines[0];
  EXPECT_EQ(lines[1], "as many as are done");
  EXPECT_EQ(lines[2], "fresh");
  EXPECT_EQ(lines[3], "ok");
  EXPECT_EQ(lines[4], "1");
}

}  // namespace
}  // namespace norm::kafka::test
