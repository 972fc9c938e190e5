// The records of a partition and its watermark: see the header.
#include "kafka/ledger.h"

#include <algorithm>

namespace norm::kafka {

void EndingCounts::add(RecordState ending) {
  done += ending == RecordState::done ? 1 : 0;
  skipped += ending == RecordState::skipped ? 1 : 0;
  error_topic += ending == RecordState::error_topic ? 1 : 0;
}

void EndingCounts::add(const EndingCounts& other) {
  done += other.done;
  skipped += other.skipped;
  error_topic += other.error_topic;
}

Entry* Ledger::add(std::int64_t offset) {
  if (last_read_ && offset <= *last_read_) return nullptr;
  last_read_ = offset;
  Entry& entry = entries_.emplace_back();
  entry.offset = offset;
  ++open_;
  ++read_;
  return &entry;
}

Entry* Ledger::find(std::int64_t offset) {
  const auto entry = std::lower_bound(entries_.begin(), entries_.end(), offset,
                                      [](const Entry& e, std::int64_t wanted) { return e.offset < wanted; });
  return entry == entries_.end() || entry->offset != offset ? nullptr : &*entry;
}

void Ledger::count(RecordState state, std::size_t by) {
  if (state == RecordState::unsent) unsent_ += by;
  if (state == RecordState::sent) sent_ += by;
  if (state == RecordState::judging) judging_ += by;
}

bool Ledger::apply(Entry& entry, RecordEvent event) {
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
