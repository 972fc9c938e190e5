// The records of a partition and its watermark: see the header.
#include "kafka/ledger.h"

namespace norm::kafka {

void EndingCounts::add(const EndingCounts& other) {
  done += other.done;
  skipped += other.skipped;
  error_topic += other.error_topic;
}

Entry* Ledger::search(std::int64_t offset) {
  std::size_t first = 0;
  std::size_t count = entries_.size();
  while (count != 0) {
    const std::size_t half = count / 2;
    if (entries_[first + half].offset < offset) {
      first += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return first == entries_.size() || entries_[first].offset != offset ? nullptr : &entries_[first];
}

std::optional<std::int64_t> Ledger::begin_commit() {
  if (!has_news()) return std::nullopt;
  committing_ = Commit{*watermark_, row_counts_};
  return committing_->watermark;
}

void Ledger::end_commit(bool taken) {
  if (!committing_) return;
  if (taken) {
    committed_ = committing_->watermark;
    committed_counts_ = committing_->counts;
  }
  committing_.reset();
}

}  // namespace norm::kafka
