// The watermark of a partition: see the header.
#include "kafka/partition_state.h"

#include <algorithm>

namespace norm::kafka {

void EndingCounts::add(Ending ending) {
  switch (ending) {
    case Ending::done: ++done; break;
    case Ending::skipped: ++skipped; break;
    case Ending::error_topic: ++error_topic; break;
  }
}

void EndingCounts::add(const EndingCounts& other) {
  done += other.done;
  skipped += other.skipped;
  error_topic += other.error_topic;
}

bool PartitionState::read(std::int64_t offset) {
  if (last_read_ && offset <= *last_read_) return false;
  last_read_ = offset;
  entries_.push_back({offset, std::nullopt});
  ++open_;
  ++read_;
  return true;
}

bool PartitionState::end(std::uint64_t epoch, std::int64_t offset, Ending ending) {
  if (epoch != epoch_) return false;
  const auto entry = std::lower_bound(entries_.begin(), entries_.end(), offset,
                                      [](const Entry& e, std::int64_t wanted) { return e.offset < wanted; });
  if (entry == entries_.end() || entry->offset != offset || entry->ending) return false;
  entry->ending = ending;
  ended_counts_.add(ending);
  --open_;
  while (!entries_.empty() && entries_.front().ending) {
    watermark_ = entries_.front().offset + 1;
    row_counts_.add(*entries_.front().ending);
    entries_.pop_front();
  }
  return true;
}

std::optional<std::int64_t> PartitionState::begin_commit() {
  if (!has_news()) return std::nullopt;
  committing_ = Commit{*watermark_, row_counts_};
  return committing_->watermark;
}

void PartitionState::end_commit(std::uint64_t epoch, bool taken) {
  if (epoch != epoch_ || !committing_) return;
  if (taken) {
    committed_ = committing_->watermark;
    committed_counts_ = committing_->counts;
  }
  committing_.reset();
}

}  // namespace norm::kafka
