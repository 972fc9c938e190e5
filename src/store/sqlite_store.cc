// The store in SQLite: a file of its own, or the handler's database. See norm/kafka/store.h.
#include <fmt/format.h>
#include <norm/kafka/store.h>

#include <array>
#include <cassert>
#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

#include "store/statement.h"

namespace norm::kafka {
namespace {

constexpr int kBusyMs = 5000;
constexpr int kMostEvicted = 1000;
// How many evictions to one count of the table, which reads all of it.
constexpr unsigned kEvictionsPerCount = 256;

enum Row : std::int64_t { kStarted = 1, kDone = 2 };

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string_view advice(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return "; free some space";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "; another process holds it";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM: return "; file and folder must be writable";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return "; name another file, or restore this one";
    default: return "";  // an open set: SQLite's codes
  }
}

Error store_error(const std::string& name, int code, std::string_view text) {
  const int kind = code & 0xff;
  const bool broken = kind == SQLITE_NOTADB || kind == SQLITE_CORRUPT || kind == SQLITE_SCHEMA;
  return {.code = code,
          .name = "STORE",
          .message = fmt::format("the store {}: {}{}", name, text, advice(code)),
          .fatal = broken,
          .retriable = !broken};
}

// The statements that both stores share, on one connection.
class Table {
 public:
  Table(sqlite3* database, std::string name) : database_(database), name_(std::move(name)) {}

  [[nodiscard]] std::optional<Error> prepare() {
    // A state and a time lead the index, so that the oldest of the done are its first rows.
    if (auto error = run("CREATE TABLE IF NOT EXISTS norm_message_1 (id BLOB PRIMARY KEY, state INTEGER NOT NULL, "
                         "topic TEXT NOT NULL, part INTEGER NOT NULL, record_offset INTEGER NOT NULL, "
                         "since_ms INTEGER NOT NULL, attempts INTEGER NOT NULL) WITHOUT ROWID")) {
      return error;
    }
    if (auto error = run("CREATE INDEX IF NOT EXISTS norm_message_1_age ON norm_message_1 (state, since_ms)")) {
      return error;
    }
    // One statement, since it is atomic between processes: no row comes back where the message is another's, or done.
    static constexpr std::string_view kBegin =
        "INSERT INTO norm_message_1 VALUES (?1, 1, ?2, ?3, ?4, ?5, 1) ON CONFLICT (id) DO UPDATE SET attempts = "
        "attempts + 1 WHERE state = 1 AND topic = ?2 AND part = ?3 AND record_offset = ?4 RETURNING state, topic, "
        "part, "
        "record_offset, since_ms, attempts";
    static constexpr std::string_view kFind =
        "SELECT state, topic, part, record_offset, since_ms, attempts FROM norm_message_1 WHERE id = ?1";
    static constexpr std::string_view kComplete =
        "INSERT INTO norm_message_1 VALUES (?1, 2, '', 0, 0, ?2, 1) ON CONFLICT (id) DO UPDATE SET state = 2";
    static constexpr std::string_view kAbandon = "DELETE FROM norm_message_1 WHERE id = ?1 AND state = 1";
    static constexpr std::string_view kEvict =
        "DELETE FROM norm_message_1 WHERE id IN (SELECT id FROM norm_message_1 WHERE state = ?3 AND since_ms < ?1 "
        "ORDER BY since_ms LIMIT ?2)";
    static constexpr std::string_view kEvictOldest =
        "DELETE FROM norm_message_1 WHERE id IN (SELECT id FROM norm_message_1 WHERE state = 2 ORDER BY since_ms "
        "LIMIT ?1)";
    static constexpr std::string_view kCount = "SELECT count(*) FROM norm_message_1 WHERE state = 2";
    const std::pair<StatementHandle*, std::string_view> all[] = {
        {&begin_, kBegin},     {&find_, kFind},   {&complete_, kComplete},
        {&abandon_, kAbandon}, {&evict_, kEvict}, {&evict_oldest_, kEvictOldest},
        {&count_, kCount}};
    for (const auto& [statement, text] : all) {
      sqlite3_stmt* made = nullptr;
      const int code = sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()),
                                          SQLITE_PREPARE_PERSISTENT, &made, nullptr);
      if (code != SQLITE_OK) return error(code);
      statement->reset(made);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Error> run(const char* text) {
    const int code = sqlite3_exec(database_, text, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? std::nullopt : std::optional(error(code));
  }

  [[nodiscard]] Result<Claim, Error> begin(std::string_view id, const Origin& by) {
    // Twice: between the two statements another process may have abandoned it.
    for (int again = 0; again < 2; ++again) {
      Execution insert(begin_.get());
      insert.blob(id).text(by.topic).bind(by.partition).bind(by.offset).bind(now_ms());
      int code = insert.step();
      if (code == SQLITE_ROW) {
        Claim claim = claim_of(insert);
        code = insert.step();
        if (code != SQLITE_DONE) return Failure(error(code));
        if (claim.attempts == 1) claim.state = Claim::State::fresh;
        return claim;
      }
      if (code != SQLITE_DONE) return Failure(error(code));
      auto known = find(id);
      if (!known || known->state != Claim::State::fresh) return known;
    }
    return Failure(store_error(name_, SQLITE_BUSY, "it changes too quickly"));
  }

  [[nodiscard]] Result<Claim, Error> find(std::string_view id) {
    Execution select(find_.get());
    const int code = select.blob(id).step();
    if (code == SQLITE_DONE) return Claim();
    if (code != SQLITE_ROW) return Failure(error(code));
    return claim_of(select);
  }

  [[nodiscard]] Result<void, Error> complete(std::string_view id) {
    return finish(Execution(complete_.get()).blob(id).bind(now_ms()));
  }
  [[nodiscard]] Result<void, Error> abandon(std::string_view id) { return finish(Execution(abandon_.get()).blob(id)); }

  [[nodiscard]] Result<std::size_t, Error> evict(const Retention& retention) {
    std::size_t forgotten = 0;
    const std::pair<Row, std::chrono::milliseconds> kinds[] = {{kStarted, retention.max_started_age},
                                                               {kDone, retention.max_age}};
    std::size_t gone = 0;  // of the done, in the end
    for (const auto& [state, age] : kinds) {
      if (auto done = finish(Execution(evict_.get()).bind(now_ms() - age.count()).bind(kMostEvicted).bind(state));
          !done) {
        return Failure(done.error());
      }
      gone = static_cast<std::size_t>(sqlite3_changes(database_));
      forgotten += gone;
    }
    if (evictions_++ % kEvictionsPerCount == 0) {
      Execution count(count_.get());
      const int code = count.step();
      if (code != SQLITE_ROW) return Failure(error(code));
      const auto rows = static_cast<std::size_t>(count.number(0));
      surplus_ = rows > retention.max_done ? rows - retention.max_done : 0;
    }
    const std::size_t most = std::min<std::size_t>(surplus_, kMostEvicted - std::min<std::size_t>(gone, kMostEvicted));
    if (most == 0) return forgotten;
    if (auto done = finish(Execution(evict_oldest_.get()).bind(static_cast<std::int64_t>(most))); !done) {
      return Failure(done.error());
    }
    const auto more = static_cast<std::size_t>(sqlite3_changes(database_));
    surplus_ -= std::min(surplus_, more);
    return forgotten + more;
  }

  [[nodiscard]] Error error(int code) const { return store_error(name_, code, sqlite3_errmsg(database_)); }

 private:
  [[nodiscard]] static Claim claim_of(const Execution& row) {
    return {row.number(0) == kDone ? Claim::State::done : Claim::State::in_progress,
            {std::string(row.bytes(1)), static_cast<std::int32_t>(row.number(2)), row.number(3)},
            row.number(4),
            static_cast<std::uint32_t>(row.number(5))};
  }
  [[nodiscard]] Result<void, Error> finish(Execution& execution) {
    const int code = execution.step();
    if (code != SQLITE_DONE) return Failure(error(code));
    return {};
  }

  sqlite3* database_;
  std::string name_;
  StatementHandle begin_;
  StatementHandle find_;
  StatementHandle complete_;
  StatementHandle abandon_;
  StatementHandle evict_;
  StatementHandle evict_oldest_;
  StatementHandle count_;
  unsigned evictions_ = 0;
  std::size_t surplus_ = 0;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(DatabaseHandle database, const std::string& name, const Retention& retention)
      : database_(std::move(database)), table_(database_.get(), name), retention_(retention) {}

  [[nodiscard]] std::optional<Error> prepare() {
    sqlite3_busy_timeout(database_.get(), kBusyMs);
    // In WAL a commit is safe from the death of the process without waiting for the disk; `flush` waits for it.
    for (const char* const pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL"}) {
      if (auto error = table_.run(pragma)) return error;
    }
    return table_.prepare();
  }

  Result<Claim, Error> begin(std::string_view id, const Origin& by) override {
    assert(!id.empty() && id.size() <= kMaxId);
    const std::lock_guard lock(mutex_);
    return table_.begin(id, by);
  }
  Result<Claim, Error> find(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    return table_.find(id);
  }
  Result<void, Error> complete(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    return table_.complete(id);
  }
  Result<void, Error> abandon(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    return table_.abandon(id);
  }
  Result<std::size_t, Error> evict() override {
    const std::lock_guard lock(mutex_);
    return table_.evict(retention_);
  }
  Result<void, Error> flush() override {
    const std::lock_guard lock(mutex_);
    // A checkpoint begins by writing the log through to the disk; how far it then comes does not matter.
    const int code = sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY) return Failure(table_.error(code));
    return {};
  }

 private:
  std::mutex mutex_;
  DatabaseHandle database_;
  Table table_;
  Retention retention_;
};

class JoinedSqliteStore final : public Store {
 public:
  JoinedSqliteStore(sqlite3* database, const std::string& name, const Retention& retention)
      : database_(database), table_(database, name), retention_(retention) {}

  [[nodiscard]] std::optional<Error> prepare() {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v2(database_, "PRAGMA synchronous", -1, &made, nullptr);
    const StatementHandle statement(made);
    if (code != SQLITE_OK || sqlite3_step(made) != SQLITE_ROW) return table_.error(code);
    if (sqlite3_column_int(made, 0) < 2) {
      return Error{.code = 0,
                   .name = "CONFIG",
                   .message =
                       "a store in the handler's database needs PRAGMA synchronous=FULL: offsets are committed "
                       "on the word that its commits are on the disk"};
    }
    return table_.prepare();
  }

  Result<Claim, Error> begin(std::string_view id, const Origin& by) override {
    assert(!id.empty() && id.size() <= kMaxId);
    std::unique_lock lock(mutex_);
    // IMMEDIATE: a transaction that became a writer only in the end could not wait for another one.
    if (auto error = table_.run("BEGIN IMMEDIATE")) return Failure(*std::move(error));
    auto claim = table_.begin(id, by);
    if (claim && claim->state != Claim::State::done) {
      claim->state = Claim::State::fresh;  // a started one that others can see was left by another kind of store
      open_ = std::move(lock);             // until complete or abandon
      return claim;
    }
    (void)table_.run("ROLLBACK");
    return claim;
  }
  Result<Claim, Error> find(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    return table_.find(id);
  }
  Result<void, Error> complete(std::string_view id) override {
    assert(open_.owns_lock());
    const std::unique_lock lock = std::exchange(open_, {});
    // SQLite rolls some failures back by itself.
    if (sqlite3_get_autocommit(database_) != 0) {
      return Failure(Error{.code = 0,
                           .name = "STORE",
                           .message = "the handler has ended the store's transaction; it must leave it open",
                           .fatal = false,
                           .retriable = true});
    }
    auto done = table_.complete(id);
    if (done) {
      auto failed = table_.run("COMMIT");
      if (!failed) return {};
      done = Failure(*std::move(failed));
    }
    if (sqlite3_get_autocommit(database_) == 0) (void)table_.run("ROLLBACK");
    return done;
  }
  Result<void, Error> abandon(std::string_view /*id*/) override {
    assert(open_.owns_lock());
    const std::unique_lock lock = std::exchange(open_, {});
    if (sqlite3_get_autocommit(database_) != 0) return {};
    if (auto error = table_.run("ROLLBACK")) return Failure(*std::move(error));
    return {};
  }
  Result<std::size_t, Error> evict() override {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return std::size_t{0};  // a handler is at work, which may take its time
    return table_.evict(retention_);
  }
  Result<void, Error> flush() override { return {}; }
  [[nodiscard]] bool transactional() const override { return true; }

 private:
  sqlite3* database_;
  std::mutex mutex_;
  std::unique_lock<std::mutex> open_;  // while a transaction is
  Table table_;
  Retention retention_;
};

}  // namespace

Result<std::unique_ptr<Store>, Error> open_sqlite_store(const std::filesystem::path& file, const Retention& retention) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  DatabaseHandle database(raw);
  if (code != SQLITE_OK) return Failure(store_error(file.string(), code, sqlite3_errstr(code)));
  auto store = std::make_unique<SqliteStore>(std::move(database), file.string(), retention);
  if (auto error = store->prepare()) return Failure(*std::move(error));
  return store;
}

Result<std::unique_ptr<Store>, Error> join_sqlite(sqlite3* connection, const Retention& retention) {
  const char* const file = sqlite3_db_filename(connection, "main");
  const std::string name = file == nullptr || *file == '\0' ? "in the handler's database" : file;
  auto store = std::make_unique<JoinedSqliteStore>(connection, name, retention);
  if (auto error = store->prepare()) return Failure(*std::move(error));
  return store;
}

}  // namespace norm::kafka
