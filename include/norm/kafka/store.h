#pragma once

#include <norm/export.h>
#include <norm/kafka/error.h>
#include <norm/result.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

/// SQLite's connection.
struct sqlite3;

namespace norm::kafka {

/// Where a message was read.
struct Origin {
  std::string topic = {};
  std::int32_t partition = 0;
  std::int64_t offset = 0;

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// What a store knows of a message.
struct Claim {
  enum class State : std::uint8_t {
    fresh,        ///< nothing
    in_progress,  ///< begun, and neither completed nor abandoned
    done,         ///< completed
  };
  State state = State::fresh;
  Origin by = {};              ///< the record that began it; of `fresh` the asker's own
  std::int64_t since_ms = 0;   ///< when it was begun first, since 1970
  std::uint32_t attempts = 0;  ///< how often it was begun and not ended, this time included

  friend bool operator==(const Claim&, const Claim&) = default;
};

/// How long messages are known: what is forgotten is fresh when it comes again.
struct Retention {
  std::chrono::milliseconds max_age = std::chrono::hours(24 * 7);  ///< of one that is done, since it was begun
  std::size_t max_done = 10'000'000;
  /// Of one that was begun and that nobody has ended since: longer than any record waits to be read again, since `at
  /// most once` rests on it.
  std::chrono::milliseconds max_started_age = std::chrono::hours(24 * 90);
};

/// Remembers which messages were begun and which are done: `absent -> started -> done`.
///
/// What a call has done survives the death of the process; what came before a `flush` that the machine's, too. An error
/// says that nothing was changed and is `retriable` where time or a person may mend it: a lock, a full disk.
/// REQUIRES: ids of 1 to `kMaxId` bytes. Threads: all calls from any thread at a time.
class NORM_API Store {
 public:
  static constexpr std::size_t kMaxId = 500;

  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// Absent: it is started, and `fresh`. Started by the same record, which is what a process that died leaves behind:
  /// begun once more, `in_progress`. Anything else stays as it is.
  [[nodiscard]] virtual Result<Claim, Error> begin(std::string_view id, const Origin& by) = 0;
  /// What `begin` would find, without beginning; `fresh` has no more than its state.
  [[nodiscard]] virtual Result<Claim, Error> find(std::string_view id) = 0;
  /// Started or absent becomes done.
  [[nodiscard]] virtual Result<void, Error> complete(std::string_view id) = 0;
  /// Started becomes absent; done stays.
  [[nodiscard]] virtual Result<void, Error> abandon(std::string_view id) = 0;
  /// Forgets, oldest first, what its Retention lets go; a thousand of either kind at most, so that it is soon over. How
  /// many.
  [[nodiscard]] virtual Result<std::size_t, Error> evict() = 0;
  [[nodiscard]] virtual Result<void, Error> flush() = 0;
  /// The partition is another member's from now on: a store that only this process knows forgets it.
  virtual void release(std::string_view topic, std::int32_t partition);
  /// Whether `begin` that answers `fresh` opens a transaction in which the effect is to take place, `complete` commits
  /// it and `abandon` rolls it back, all by one thread; other threads wait meanwhile. See `join_sqlite`.
  [[nodiscard]] virtual bool transactional() const;
  /// Whether what it knows is there for the next process, too.
  [[nodiscard]] virtual bool durable() const;
};

/// In this process' memory, so that only duplicates within one run are found: at most once, and a crash guard, need one
/// that outlives it. `max_done` counts for each partition, the
/// one least recently asked for goes first.
[[nodiscard]] NORM_API std::unique_ptr<Store> memory_store(const Retention& retention = {});

/// A file of its own, which processes of one machine may share. Errors: it cannot be opened or written, or is none.
[[nodiscard]] NORM_API Result<std::unique_ptr<Store>, Error> open_sqlite_store(const std::filesystem::path& file,
                                                                               const Retention& retention = {});

/// In the handler's own database: what it writes by this connection between `begin` and `complete` is there exactly
/// when the message is done, an effect exactly once. The handler neither begins nor ends a transaction.
///
/// REQUIRES: the connection outlives the store, and nobody else uses it while a message is begun. Errors: also a
/// connection whose commits a machine's death may take back (`PRAGMA synchronous` below FULL).
[[nodiscard]] NORM_API Result<std::unique_ptr<Store>, Error> join_sqlite(sqlite3* connection,
                                                                         const Retention& retention = {});

/// A folder of its own, made where it is missing, which processes of one machine may share; never opened twice by one
/// of them. Each call waits for the disk, so it suits ids that must survive the machine one by one. `max_bytes`: where
/// the file stops growing.
[[nodiscard]] NORM_API Result<std::unique_ptr<Store>, Error> open_lmdb_store(const std::filesystem::path& folder,
                                                                             const Retention& retention = {},
                                                                             std::size_t max_bytes = std::size_t{4}
                                                                                                     << 30);

}  // namespace norm::kafka
