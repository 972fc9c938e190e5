#pragma once

// How far one partition is: which of the records read have ended, up to where that may be committed, and what the
// broker has taken. A pure state machine: no I/O, no clock.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace norm::kafka {

/// How a record ended.
enum class Ending : std::uint8_t { done, skipped, error_topic };

struct EndingCounts {
  std::uint64_t done = 0;
  std::uint64_t skipped = 0;
  std::uint64_t error_topic = 0;

  [[nodiscard]] std::uint64_t total() const { return done + skipped + error_topic; }
  void add(Ending ending);
  void add(const EndingCounts& other);
  friend bool operator==(const EndingCounts&, const EndingCounts&) = default;
};

/// The records of one partition during one assignment of it (an epoch), in offset order.
///
/// Offsets may have gaps (compaction, transactions). Endings come in any order; what may be committed is the longest
/// unbroken row of ended records from the first one on. Cost: constant a record, memory a record behind the watermark.
class PartitionState {
 public:
  /// Epochs number assignments, so that an ending that belongs to an earlier one is known.
  explicit PartitionState(std::uint64_t epoch) : epoch_(epoch) {}

  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

  /// A record was read. False, and nothing happens: its offset is not above the last one (the log was cut and begins
  /// again: that takes a new epoch).
  [[nodiscard]] bool read(std::int64_t offset);

  /// A record ended. False, and nothing happens: another epoch's, never read, or ended before.
  bool end(std::uint64_t epoch, std::int64_t offset, Ending ending);

  /// Offset to commit: of the record after the last of the unbroken row. None before the first record has ended.
  [[nodiscard]] std::optional<std::int64_t> watermark() const { return watermark_; }
  /// Read and not ended.
  [[nodiscard]] std::size_t open() const { return open_; }
  [[nodiscard]] std::uint64_t records_read() const { return read_; }

  /// Whether begin_commit would answer.
  [[nodiscard]] bool has_news() const { return !committing_ && watermark_ && committed_ != watermark_; }
  /// What to commit now; none where nothing is new or a commit is under way. The answer comes by end_commit.
  [[nodiscard]] std::optional<std::int64_t> begin_commit();
  /// Whether the broker took it; of another epoch, or without a begin_commit: nothing happens.
  void end_commit(std::uint64_t epoch, bool taken);
  [[nodiscard]] bool committing() const { return committing_.has_value(); }

  /// Records that a taken commit covers.
  [[nodiscard]] const EndingCounts& committed() const { return committed_counts_; }
  /// All that ended, committed or not.
  [[nodiscard]] const EndingCounts& ended() const { return ended_counts_; }

 private:
  struct Entry {
    std::int64_t offset;
    std::optional<Ending> ending;
  };
  struct Commit {
    std::int64_t watermark;
    EndingCounts counts;
  };

  std::uint64_t epoch_;
  std::deque<Entry> entries_;  // from the first that has not ended to the last that was read
  std::optional<std::int64_t> last_read_;
  std::optional<std::int64_t> watermark_;
  std::size_t open_ = 0;
  std::uint64_t read_ = 0;
  EndingCounts ended_counts_;
  EndingCounts row_counts_;  // of the unbroken row
  EndingCounts committed_counts_;
  std::optional<std::int64_t> committed_;
  std::optional<Commit> committing_;
};

}  // namespace norm::kafka
