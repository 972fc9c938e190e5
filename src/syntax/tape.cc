// The flat tree, while it is being written.
#include "syntax/tape.h"

#include <algorithm>

namespace norm::syntax {

Tape::Run Tape::blanks_before(std::size_t offset) const {
  const auto at = static_cast<std::uint32_t>(offset);
  const auto run = std::lower_bound(blanks_.begin(), blanks_.end(), at,
                                    [](const Run& candidate, std::uint32_t end) { return candidate.end < end; });
  return run != blanks_.end() && run->end == at ? *run : Run{at, at};
}

void Tape::open(Kind kind, std::size_t begin) {
  const auto index = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back(Entry{static_cast<std::uint32_t>(begin), 0, open_, kind});
  open_ = index;
}

void Tape::close(std::size_t end) {
  Entry& entry = entries_[open_];
  open_ = entry.next;
  entry.end = std::max(entry.begin, blanks_before(end).begin);
  entry.next = static_cast<std::uint32_t>(entries_.size());
}

void Tape::restore(const Mark& mark) {
  entries_.resize(mark.size);
  open_ = mark.open;
  depth_ = mark.depth;
}

void Tape::end_blanks(std::size_t end) {
  // Text that is read again after an alternative failed has the same blanks as before.
  if (end > blanks_begin_ && (blanks_.empty() || blanks_.back().begin < blanks_begin_)) {
    blanks_.push_back({blanks_begin_, static_cast<std::uint32_t>(end)});
  }
}

std::size_t Tape::innermost_before(std::size_t offset) const {
  std::uint32_t index = open_;
  while (index != kNone && entries_[index].begin >= offset) index = entries_[index].next;
  return index == kNone ? 0 : entries_[index].begin;
}

std::vector<std::uint32_t> Tape::open_entries() const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t index = open_; index != kNone; index = entries_[index].next) out.push_back(index);
  std::reverse(out.begin(), out.end());
  return out;
}

void Tape::copy(const Tape& from, std::uint32_t index) {
  const auto base = static_cast<std::uint32_t>(entries_.size());
  const std::uint32_t end = from.entries_[index].next;
  for (std::uint32_t i = index; i < end; ++i) {
    Entry entry = from.entries_[i];
    entry.next = entry.next - index + base;
    entries_.push_back(entry);
  }
}

void Tape::abandon() {
  if (const auto open = open_entries(); !open.empty()) entries_.resize(open.front());
  open_ = kNone;
  depth_ = 0;
}

}  // namespace norm::syntax
