#pragma once

// The records of one partition: what state each is in, up to where the row of ended ones is unbroken, and what of it
// the broker has taken. Pure: no I/O, no clock.
#include <cstddef>
#include <cstdint>
#include <optional>

#include "kafka/backoff.h"
#include "kafka/classify.h"
#include "kafka/record_state.h"
#include "kafka/ring.h"

namespace norm::kafka {

/// How many records ended where.
struct EndingCounts {
  std::uint64_t done = 0;
  std::uint64_t skipped = 0;
  std::uint64_t error_topic = 0;

  [[nodiscard]] std::uint64_t total() const { return done + skipped + error_topic; }
  /// REQUIRES: the state is an ended one.
  void add(RecordState ending);
  void add(const EndingCounts& other);
  friend bool operator==(const EndingCounts&, const EndingCounts&) = default;
};

/// Where a record is to be produced.
enum class Route : std::uint8_t { next_topic, error_topic };
/// How much of it is produced: with its explanation, without, or a pointer to it in place of its value.
enum class Form : std::uint8_t { full, bare, pointer };

/// What is known of one record while it has not ended.
struct Entry {
  std::int64_t offset = 0;
  std::uint64_t lane = 0;
  Clock::time_point first_failure = {};
  std::uint32_t bytes = 0;  ///< librdkafka takes no message of more than 10^9
  std::uint32_t slot = 0;   ///< where the owner of the message keeps it
  std::uint32_t attempts = 0;
  RecordState state = RecordState::waiting;
  Route route = Route::error_topic;
  Form form = Form::full;
  bool by_key = false;  ///< the target topic lacks its partition
  ErrorKind error = {ErrorClass::payload, ErrorStage::decode};
};

/// The records of one partition during one assignment of it, in offset order.
///
/// Offsets may have gaps (compaction, transactions). Records end in any order; what may be committed is the longest
/// unbroken row of ended ones from the first on. Cost: constant a record, memory a record behind the watermark.
class Ledger {
 public:
  /// Reading begins at this offset, and nothing before it will ever be read: it may be committed as it stands.
  /// REQUIRES: nothing was read.
  void begin(std::int64_t offset) { watermark_ = offset; }
  /// There is nothing to read between the unbroken row and this offset. REQUIRES: nothing is open.
  void reach(std::int64_t offset) { watermark_ = offset; }
  /// A record was read. Good until the next one is. Null, and nothing happens: its offset is not above the last one
  /// (the log was cut and begins again: that takes a new ledger).
  [[nodiscard]] Entry* add(std::int64_t offset);
  /// Null: never read, or below the watermark.
  [[nodiscard]] Entry* find(std::int64_t offset);
  /// Moves a record on. False, and nothing happens: the table has no such transition. An ended record may leave the
  /// ledger at once: `entry` is good afterwards only where its new state is no ended one.
  bool apply(Entry& entry, RecordEvent event);

  /// Offset to commit: of the record after the last of the unbroken row. None before the first record has
  /// ended, but for what `begin` says.
  [[nodiscard]] std::optional<std::int64_t> watermark() const { return watermark_; }
  /// Read and not ended.
  [[nodiscard]] std::size_t open() const { return open_; }
  /// Of those, on their way to another topic.
  [[nodiscard]] std::size_t outgoing() const { return unsent_ + sent_; }
  [[nodiscard]] std::size_t sent() const { return sent_; }
  [[nodiscard]] std::size_t unsent() const { return unsent_; }
  [[nodiscard]] std::size_t judging() const { return judging_; }
  [[nodiscard]] std::uint64_t records_read() const { return read_; }

  /// From the first that has not ended to the last that was read.
  [[nodiscard]] Ring<Entry>& entries() { return entries_; }
  [[nodiscard]] const Ring<Entry>& entries() const { return entries_; }

  /// Whether begin_commit would answer.
  [[nodiscard]] bool has_news() const { return !committing_ && watermark_ && committed_ != watermark_; }
  /// What to commit now; none where nothing is new or a commit is under way. The answer comes by end_commit.
  [[nodiscard]] std::optional<std::int64_t> begin_commit();
  /// Whether the broker took it; without a begin_commit nothing happens.
  void end_commit(bool taken);
  [[nodiscard]] bool committing() const { return committing_.has_value(); }

  /// Records that a taken commit covers.
  [[nodiscard]] const EndingCounts& committed() const { return committed_counts_; }
  /// All that ended, committed or not.
  [[nodiscard]] const EndingCounts& ended() const { return ended_counts_; }

 private:
  struct Commit {
    std::int64_t watermark;
    EndingCounts counts;
  };
  [[nodiscard]] Entry* search(std::int64_t offset);
  void count(RecordState state, std::size_t by);

  Ring<Entry> entries_;
  std::optional<std::int64_t> last_read_;
  std::optional<std::int64_t> watermark_;
  std::size_t open_ = 0;
  std::size_t unsent_ = 0;
  std::size_t sent_ = 0;
  std::size_t judging_ = 0;
  std::uint64_t read_ = 0;
  EndingCounts ended_counts_;
  EndingCounts row_counts_;  // of the unbroken row
  EndingCounts committed_counts_;
  std::optional<std::int64_t> committed_;
  std::optional<Commit> committing_;
};

// What each record goes through, in line.

inline void EndingCounts::add(RecordState ending) {
  done += ending == RecordState::done ? 1 : 0;
  skipped += ending == RecordState::skipped ? 1 : 0;
  error_topic += ending == RecordState::error_topic ? 1 : 0;
}

inline Entry* Ledger::add(std::int64_t offset) {
  if (last_read_ && offset <= *last_read_) return nullptr;
  last_read_ = offset;
  Entry entry;
  entry.offset = offset;
  ++open_;
  ++read_;
  return &entries_.push_back(entry);
}

// Without holes a record is as far from the first as its offset is.
inline Entry* Ledger::find(std::int64_t offset) {
  if (entries_.empty() || offset < entries_.front().offset) return nullptr;
  const auto distance = static_cast<std::uint64_t>(offset - entries_.front().offset);
  if (distance < entries_.size() && entries_[distance].offset == offset) return &entries_[distance];
  return search(offset);
}

inline void Ledger::count(RecordState state, std::size_t by) {
  if (state == RecordState::unsent) unsent_ += by;
  if (state == RecordState::sent) sent_ += by;
  if (state == RecordState::judging) judging_ += by;
}

inline bool Ledger::apply(Entry& entry, RecordEvent event) {
  const auto to = next(entry.state, event);
  if (!to) return false;
  count(entry.state, static_cast<std::size_t>(-1));
  count(*to, 1);
  entry.state = *to;
  if (!kafka::ended(*to)) return true;
  ended_counts_.add(*to);
  --open_;
  while (!entries_.empty() && kafka::ended(entries_.front().state)) {
    watermark_ = entries_.front().offset + 1;
    row_counts_.add(entries_.front().state);
    entries_.pop_front();
  }
  return true;
}

}  // namespace norm::kafka
