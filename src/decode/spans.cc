// The lockstep walk: the tree says what comes next, so the bytes need no grammar.
#include "decode/spans.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "decode/walk.h"

namespace norm::decode {
namespace {

class Lockstep {
 public:
  explicit Lockstep(std::string_view bytes) : bytes_(bytes) {}

  void enter(const Json& container) {
    next_token();
    open_.push_back(spans_.add(&container, {at_, at_}));
    ++at_;  // the bracket
  }
  void leave(const Json&) {
    next_token();
    ++at_;
    spans_.close(open_.back(), at_);
    open_.pop_back();
  }
  void name(const Json& name) { token(name); }
  void scalar(const Json& value) { token(value); }

  exec::Spans take() {
    spans_.sort();
    return std::move(spans_);
  }

 private:
  /// What separates tokens: blanks, commas, colons.
  void next_token() { at_ = std::min(bytes_.find_first_not_of(" \t\n\r,:", at_), bytes_.size()); }

  void token(const Json& value) {
    next_token();
    const std::size_t begin = at_;
    if (value.IsString()) {
      ++at_;
      while (at_ < bytes_.size() && bytes_[at_] != '"') at_ += bytes_[at_] == '\\' ? 2 : 1;
      ++at_;
    } else {
      at_ = std::min(bytes_.find_first_of(" \t\n\r,]}", at_), bytes_.size());
    }
    spans_.add(&value, {begin, at_});
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  exec::Spans spans_;
  std::vector<std::size_t> open_;  // entries of the containers around
};

}  // namespace

exec::Spans spans_of(const Json& root, std::string_view bytes) {
  Lockstep lockstep(bytes);
  std::vector<WalkFrame> frames;
  walk(root, frames, lockstep);
  return lockstep.take();
}

}  // namespace norm::decode
