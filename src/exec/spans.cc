// The lockstep walk of tree and bytes: to one value, or to all.
#include "exec/spans.h"

#include <algorithm>

#include "exec/lockstep.h"
#include "exec/walk.h"

namespace norm::exec {
namespace {

class Search {
 public:
  Search(std::string_view bytes, const Json* wanted) : lockstep_(bytes), wanted_(wanted) {}

  void enter(const Json& container) {
    const std::size_t begin = lockstep_.open();
    if (&container == wanted_) begin_ = begin;
  }
  void leave(const Json& container) {
    const std::size_t end = lockstep_.close();
    if (&container == wanted_) found_ = {begin_, end};
  }
  void name(const Json& name) { scalar(name); }
  void scalar(const Json& value) {
    const ByteSpan span = lockstep_.token(value);
    if (&value == wanted_) found_ = span;
  }
  [[nodiscard]] bool done() const { return found_.has_value(); }
  [[nodiscard]] const std::optional<ByteSpan>& found() const { return found_; }

 private:
  Lockstep lockstep_;
  const Json* wanted_;
  std::size_t begin_ = 0;
  std::optional<ByteSpan> found_;
};

}  // namespace

class Spans::Listing {
 public:
  Listing(std::string_view bytes, std::vector<Entry>& entries) : lockstep_(bytes), entries_(entries) {}

  void enter(const Json& container) {
    open_.push_back(entries_.size());
    const std::size_t begin = lockstep_.open();
    entries_.push_back({&container, {begin, begin}});
  }
  void leave(const Json&) {
    entries_[open_.back()].span.end = lockstep_.close();
    open_.pop_back();
  }
  void name(const Json& name) { scalar(name); }
  void scalar(const Json& value) { entries_.push_back({&value, lockstep_.token(value)}); }

 private:
  Lockstep lockstep_;
  std::vector<Entry>& entries_;
  std::vector<std::size_t> open_;  // entries of the containers around
};

std::optional<ByteSpan> Spans::find(const Json* value) const {
  if (all_.empty()) {
    for (std::size_t i = 0; i < found_; ++i) {
      if (few_[i].value == value) return few_[i].span;
    }
    if (found_ < kFew) {
      Search search(bytes_, value);
      Frames<16> frames;
      walk(root_, frames.stack, search);
      if (search.found()) few_[found_++] = {value, *search.found()};
      return search.found();
    }
    list_all();
  }
  const auto at = std::lower_bound(all_.begin(), all_.end(), value,
                                   [](const Entry& entry, const Json* wanted) { return entry.value < wanted; });
  return at != all_.end() && at->value == value ? std::optional(at->span) : std::nullopt;
}

void Spans::list_all() const {
  Listing listing(bytes_, all_);
  Frames<16> frames;
  walk(root_, frames.stack, listing);
  std::sort(all_.begin(), all_.end(), [](const Entry& a, const Entry& b) { return a.value < b.value; });
}

}  // namespace norm::exec
