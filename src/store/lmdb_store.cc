// The store in LMDB: see norm/kafka/store.h, and README.md for the bytes.
#include <fcntl.h>
#include <fmt/format.h>
#include <lmdb.h>
#include <norm/kafka/store.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <limits>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

namespace norm::kafka {
namespace {

constexpr std::size_t kMostEvicted = 1000;
constexpr std::size_t kReserve = std::size_t{4} << 20;
constexpr std::size_t kMostAge = 511;  // LMDB's longest key

enum State : std::uint8_t { kStarted = 1, kDone = 2 };

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

template <class Integer>
void put(std::string& bytes, Integer number) {
  const auto bits = static_cast<std::make_unsigned_t<Integer>>(number);
  for (std::size_t i = sizeof number; i-- > 0;) bytes += static_cast<char>(bits >> (8 * i) & 0xffU);
}

template <class Integer>
Integer take(std::string_view& bytes) {
  std::make_unsigned_t<Integer> bits = 0;
  for (std::size_t i = 0; i < sizeof bits; ++i) {
    bits = static_cast<decltype(bits)>(static_cast<std::uint64_t>(bits) << 8U | static_cast<unsigned char>(bytes[i]));
  }
  bytes.remove_prefix(sizeof bits);
  return static_cast<Integer>(bits);
}

std::string to_bytes(const Claim& claim) {
  std::string bytes;
  put(bytes, static_cast<std::uint8_t>(claim.state == Claim::State::done ? kDone : kStarted));
  put(bytes, claim.attempts);
  put(bytes, claim.since_ms);
  put(bytes, claim.by.partition);
  put(bytes, claim.by.offset);
  return bytes + claim.by.topic;
}

std::optional<Claim> to_claim(std::string_view bytes) {
  if (bytes.size() < 25) return std::nullopt;
  Claim claim;
  claim.state = take<std::uint8_t>(bytes) == kDone ? Claim::State::done : Claim::State::in_progress;
  claim.attempts = take<std::uint32_t>(bytes);
  claim.since_ms = take<std::int64_t>(bytes);
  claim.by.partition = take<std::int32_t>(bytes);
  claim.by.offset = take<std::int64_t>(bytes);
  claim.by.topic = std::string(bytes);
  return claim;
}

std::string age_key(std::string_view id, std::int64_t since_ms) {
  std::string key;
  put(key, since_ms);
  key += id;
  return key;
}
static_assert(Store::kMaxId + sizeof(std::int64_t) <= kMostAge);

MDB_val view(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }
std::string_view bytes_of(const MDB_val& value) { return {static_cast<const char*>(value.mv_data), value.mv_size}; }

struct CloseEnvironment {
  void operator()(MDB_env* environment) const { mdb_env_close(environment); }
};
using EnvironmentHandle = std::unique_ptr<MDB_env, CloseEnvironment>;
struct AbortTransaction {
  void operator()(MDB_txn* transaction) const { mdb_txn_abort(transaction); }
};
using TransactionHandle = std::unique_ptr<MDB_txn, AbortTransaction>;
struct CloseCursor {
  void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
};
using CursorHandle = std::unique_ptr<MDB_cursor, CloseCursor>;

class LmdbStore final : public Store {
 public:
  LmdbStore(std::filesystem::path folder, const Retention& retention, std::size_t max_bytes)
      : folder_(std::move(folder)), retention_(retention), max_bytes_(max_bytes) {}

  [[nodiscard]] std::optional<Error> open() {
    environment_.reset();  // never twice at a time: closing one would take the other's locks
    std::error_code failure;
    std::filesystem::create_directories(folder_, failure);
    if (failure) return error(failure.value());
    if (const int none = make_room()) return error(none);
    MDB_env* raw = nullptr;
    int code = mdb_env_create(&raw);
    if (code != MDB_SUCCESS) return error(code);
    EnvironmentHandle environment(raw);
    mdb_env_set_maxdbs(raw, 3);
    mdb_env_set_mapsize(raw, max_bytes_);
    // Data reaches the disk with each commit, the page that points to it with `flush`: half the waiting, and a machine
    // that dies finds the file whole, as it was some commits ago. No thread-local readers: workers come and go.
    code = mdb_env_open(raw, folder_.c_str(), MDB_NOMETASYNC | MDB_NOTLS, 0644);
    if (code != MDB_SUCCESS) return error(code);
    int dead = 0;
    mdb_reader_check(raw, &dead);  // what killed readers hold would keep the file growing
    MDB_txn* txn = nullptr;
    code = mdb_txn_begin(raw, nullptr, 0, &txn);
    if (code != MDB_SUCCESS) return error(code);
    TransactionHandle transaction(txn);
    code = mdb_dbi_open(txn, "message", MDB_CREATE, &messages_);
    if (code == MDB_SUCCESS) code = mdb_dbi_open(txn, "age", MDB_CREATE, &ages_);
    if (code == MDB_SUCCESS) code = mdb_dbi_open(txn, "started", MDB_CREATE, &started_);
    if (code == MDB_SUCCESS) code = mdb_txn_commit(transaction.release());
    if (code != MDB_SUCCESS) return error(code);
    environment_ = std::move(environment);
    return std::nullopt;
  }

  Result<Claim, Error> begin(std::string_view id, const Origin& by) override {
    assert(!id.empty() && id.size() <= kMaxId);
    return write<Claim>([&](MDB_txn* txn) -> Result<Claim, int> {
      auto known = get(txn, id);
      if (!known) return known;
      if (known->state == Claim::State::done) return known;
      if (known->state == Claim::State::fresh) {
        Claim made{Claim::State::in_progress, by, now_ms(), 1};
        int code = set(txn, id, made);
        if (code == MDB_SUCCESS) code = put_age(txn, started_, id, made.since_ms);
        if (code != MDB_SUCCESS) return Failure(code);
        made.state = Claim::State::fresh;
        return made;
      }
      if (known->by != by) return known;
      ++known->attempts;
      if (const int code = set(txn, id, *known); code != MDB_SUCCESS) return Failure(code);
      return known;
    });
  }

  Result<Claim, Error> find(std::string_view id) override {
    const std::lock_guard lock(mutex_);
    if (auto failed = reopen()) return Failure(*std::move(failed));
    MDB_txn* txn = nullptr;
    const int code = mdb_txn_begin(environment_.get(), nullptr, MDB_RDONLY, &txn);
    if (code != MDB_SUCCESS) return Failure(error(code));
    const TransactionHandle transaction(txn);
    auto known = get(txn, id);
    if (!known) return Failure(error(known.error()));
    return *std::move(known);
  }

  Result<void, Error> complete(std::string_view id) override {
    return write<void>([&](MDB_txn* txn) -> Result<void, int> {
      auto known = get(txn, id);
      if (!known) return Failure(known.error());
      if (known->state == Claim::State::done) return {};
      int code = MDB_SUCCESS;
      if (known->state == Claim::State::fresh) {
        known->since_ms = now_ms();
      } else {
        code = delete_age(txn, started_, id, known->since_ms);
      }
      known->state = Claim::State::done;
      if (code == MDB_SUCCESS) code = set(txn, id, *known);
      if (code == MDB_SUCCESS) code = put_age(txn, ages_, id, known->since_ms);
      if (code != MDB_SUCCESS) return Failure(code);
      return {};
    });
  }

  Result<void, Error> abandon(std::string_view id) override {
    return write<void>([&](MDB_txn* txn) -> Result<void, int> {
      const auto known = get(txn, id);
      if (!known) return Failure(known.error());
      if (known->state != Claim::State::in_progress) return {};
      MDB_val key = view(id);
      int code = mdb_del(txn, messages_, &key, nullptr);
      if (code == MDB_SUCCESS) code = delete_age(txn, started_, id, known->since_ms);
      if (code != MDB_SUCCESS) return Failure(code);
      return {};
    });
  }

  Result<std::size_t, Error> evict() override {
    auto gone = write<std::size_t>([&](MDB_txn* txn) { return evict_from(txn); });
    if (gone || gone.error().code != MDB_MAP_FULL) return gone;
    // Pages are copied before they change, so that in a full file nothing could be deleted.
    grow(max_bytes_ + kReserve);
    gone = write<std::size_t>([&](MDB_txn* txn) { return evict_from(txn); });
    grow(max_bytes_);
    return gone;
  }

  Result<void, Error> flush() override {
    const std::lock_guard lock(mutex_);
    if (auto failed = reopen()) return Failure(*std::move(failed));
    const int code = mdb_env_sync(environment_.get(), 1);
    if (code != MDB_SUCCESS) return Failure(error(code));
    return {};
  }

 private:
  // LMDB maps the file of its locks and writes into it: where the disk has no room for it, that would be a SIGBUS later
  // on. (The data is written, not mapped.)
  [[nodiscard]] int make_room() const {
    constexpr off_t kLocks = 8192;  // of 126 readers, LMDB's own number; one that is larger stays as it is
    const int locks = ::open((folder_ / "lock.mdb").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (locks < 0) return errno;
    const int code = ::posix_fallocate(locks, 0, kLocks);
    ::close(locks);
    return code;
  }

  // After a failed write of its root LMDB answers nothing more until it is opened anew.
  [[nodiscard]] std::optional<Error> reopen() { return environment_ ? std::nullopt : open(); }

  template <class T, class Work>
  [[nodiscard]] Result<T, Error> write(const Work& work) {
    const std::lock_guard lock(mutex_);
    if (auto failed = reopen()) return Failure(*std::move(failed));
    MDB_txn* txn = nullptr;
    int code = mdb_txn_begin(environment_.get(), nullptr, 0, &txn);
    TransactionHandle transaction(txn);
    if (code == MDB_SUCCESS) {
      Result<T, int> worked = work(txn);
      code = worked ? mdb_txn_commit(transaction.release()) : worked.error();
      if (code == MDB_SUCCESS) {
        if constexpr (std::is_void_v<T>) {
          return {};
        } else {
          return *std::move(worked);
        }
      }
    }
    transaction.reset();
    if (code == MDB_PANIC || code == MDB_MAP_RESIZED) environment_.reset();
    return Failure(error(code));
  }

  [[nodiscard]] static int put_age(MDB_txn* txn, MDB_dbi ages, std::string_view id, std::int64_t since_ms) {
    const std::string age = age_key(id, since_ms);
    MDB_val key = view(age);
    MDB_val nothing = view("");
    return mdb_put(txn, ages, &key, &nothing, 0);
  }
  // One that is not there was begun by a version that did not note it.
  [[nodiscard]] static int delete_age(MDB_txn* txn, MDB_dbi ages, std::string_view id, std::int64_t since_ms) {
    const std::string age = age_key(id, since_ms);
    MDB_val key = view(age);
    const int code = mdb_del(txn, ages, &key, nullptr);
    return code == MDB_NOTFOUND ? MDB_SUCCESS : code;
  }

  [[nodiscard]] Result<std::size_t, int> evict_from(MDB_txn* txn) const {
    const auto started = evict_from(txn, started_, retention_.max_started_age, std::numeric_limits<std::size_t>::max());
    if (!started) return started;
    const auto done = evict_from(txn, ages_, retention_.max_age, retention_.max_done);
    if (!done) return done;
    return *started + *done;
  }

  [[nodiscard]] Result<std::size_t, int> evict_from(MDB_txn* txn, MDB_dbi ages, std::chrono::milliseconds max_age,
                                                    std::size_t most) const {
    MDB_stat stat{};
    int code = mdb_stat(txn, ages, &stat);
    MDB_cursor* raw = nullptr;
    if (code == MDB_SUCCESS) code = mdb_cursor_open(txn, ages, &raw);
    if (code != MDB_SUCCESS) return Failure(code);
    const CursorHandle cursor(raw);
    const std::int64_t oldest = now_ms() - max_age.count();
    std::size_t left = stat.ms_entries;
    std::size_t gone = 0;
    while (gone < kMostEvicted) {
      MDB_val key{};
      MDB_val nothing{};
      code = mdb_cursor_get(raw, &key, &nothing, MDB_FIRST);
      if (code == MDB_NOTFOUND) break;
      if (code != MDB_SUCCESS) return Failure(code);
      std::string_view age = bytes_of(key);
      if (age.size() <= sizeof(std::int64_t)) return Failure(MDB_CORRUPTED);
      if (take<std::int64_t>(age) >= oldest && left <= most) break;
      const std::string id(age);  // the page it lies on is about to change
      MDB_val message = view(id);
      code = mdb_del(txn, messages_, &message, nullptr);
      if (code == MDB_SUCCESS || code == MDB_NOTFOUND) code = mdb_cursor_del(raw, 0);
      if (code != MDB_SUCCESS) return Failure(code);
      --left;
      ++gone;
    }
    return gone;
  }

  void grow(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (environment_) mdb_env_set_mapsize(environment_.get(), bytes);
  }

  [[nodiscard]] Result<Claim, int> get(MDB_txn* txn, std::string_view id) const {
    MDB_val key = view(id);
    MDB_val value{};
    const int code = mdb_get(txn, messages_, &key, &value);
    if (code == MDB_NOTFOUND) return Claim();
    if (code != MDB_SUCCESS) return Failure(code);
    auto claim = to_claim(bytes_of(value));
    if (!claim) return Failure(MDB_CORRUPTED);
    return *std::move(claim);
  }

  [[nodiscard]] int set(MDB_txn* txn, std::string_view id, const Claim& claim) const {
    const std::string bytes = to_bytes(claim);
    MDB_val key = view(id);
    MDB_val value = view(bytes);
    return mdb_put(txn, messages_, &key, &value, 0);
  }

  [[nodiscard]] Error error(int code) const {
    const bool broken = code == MDB_CORRUPTED || code == MDB_INVALID || code == MDB_VERSION_MISMATCH;
    std::string_view advice;
    if (code == ENOSPC || code == EFBIG || code == EDQUOT) advice = "; free some space";
    if (code == EIO) advice = "; the disk has no room left, or fails";  // LMDB's word for a write that was cut short
    if (code == MDB_MAP_FULL) advice = "; it is as large as it may get: let it forget sooner, or give it more";
    if (code == EACCES || code == EROFS || code == EPERM) advice = "; folder and files must be writable";
    if (broken) advice = "; name another folder, or restore this one";
    return {.code = code,
            .name = "STORE",
            .message = fmt::format("the store {}: {}{}", folder_.string(), mdb_strerror(code), advice),
            .fatal = broken,
            .retriable = !broken};
  }

  std::filesystem::path folder_;
  Retention retention_;
  std::size_t max_bytes_;
  std::mutex mutex_;
  EnvironmentHandle environment_;
  MDB_dbi messages_ = 0;
  MDB_dbi ages_ = 0;
  MDB_dbi started_ = 0;
};

}  // namespace

Result<std::unique_ptr<Store>, Error> open_lmdb_store(const std::filesystem::path& folder, const Retention& retention,
                                                      std::size_t max_bytes) {
  auto store = std::make_unique<LmdbStore>(folder, retention, max_bytes);
  if (auto error = store->open()) return Failure(*std::move(error));
  return store;
}

}  // namespace norm::kafka
