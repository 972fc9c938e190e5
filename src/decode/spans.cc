// The lockstep walk: the tree says what comes next, so the bytes need no grammar.
#include "decode/spans.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "decode/walk.h"

namespace norm::decode {
namespace {

/// What the bytes between tokens and inside of them are.
constexpr std::uint8_t kBetween = 1;  // blanks, commas, colons
constexpr std::uint8_t kBehind = 2;   // what a number or literal ends before
constexpr std::array<std::uint8_t, 256> kBytes = [] {
  std::array<std::uint8_t, 256> bytes{};
  for (const char c : {' ', '\t', '\n', '\r', ','}) bytes[static_cast<unsigned char>(c)] = kBetween | kBehind;
  bytes[':'] = kBetween;
  bytes[']'] = bytes['}'] = kBehind;
  return bytes;
}();

class Lockstep {
 public:
  explicit Lockstep(std::string_view bytes) : bytes_(bytes) {
    constexpr std::size_t kBytesAValue = 8, kMost = 1000;
    spans_.reserve(std::min(bytes.size() / kBytesAValue, kMost));
  }

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

  exec::Spans take() { return std::move(spans_); }

 private:
  [[nodiscard]] bool is(std::uint8_t what) const {
    return (kBytes[static_cast<unsigned char>(bytes_[at_])] & what) != 0;
  }
  void next_token() {
    while (at_ < bytes_.size() && is(kBetween)) ++at_;
  }

  void token(const Json& value) {
    next_token();
    const std::size_t begin = at_;
    if (value.IsString()) {
      // Never longer in memory than in the text: so many bytes need no look unless a backslash is among them.
      ++at_;
      const std::size_t size = std::min<std::size_t>(value.GetStringLength(), bytes_.size() - at_);
      if (bytes_.substr(at_, size).find('\\') == std::string_view::npos) at_ += size;
      while (at_ < bytes_.size() && bytes_[at_] != '"') at_ += bytes_[at_] == '\\' ? 2 : 1;
      ++at_;
    } else {
      while (at_ < bytes_.size() && !is(kBehind)) ++at_;
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
