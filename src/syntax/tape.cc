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

std::uint32_t Tape::outermost() const {
  std::uint32_t index = open_;
  while (index != kNone && entries_[index].next != kNone) index = entries_[index].next;
  return index;
}

void Tape::abandon() {
  if (const std::uint32_t index = outermost(); index != kNone) entries_.resize(index);
  open_ = kNone;
  depth_ = 0;
}

}  // namespace norm::syntax
