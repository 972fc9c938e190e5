#pragma once

// A document's bytes from token to token. The tree says what comes next, so the bytes need no grammar.
#include <norm/json.h>
#include <norm/problem.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace norm::exec {

/// Each call tells what stands next and goes past it. A visitor of `walk` may pass its calls on.
class Lockstep {
 public:
  /// From the token at `at`, or from the blanks, commas and colons before it.
  explicit Lockstep(std::string_view bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}

  /// An array's or object's beginning; returns where its bracket stands.
  std::size_t open() {
    next_token();
    return at_++;
  }
  /// Its end; returns what is behind its bracket.
  std::size_t close() {
    next_token();
    return ++at_;
  }
  /// A name or a scalar, a string with its quotes.
  ByteSpan token(const Json& value) {
    next_token();
    const std::size_t begin = at_;
    value.IsString() ? go_past_string(value.GetStringLength()) : go_past_word();
    return {begin, at_};
  }

 private:
  // What the bytes between tokens and inside of them are.
  static constexpr std::uint8_t kBetween = 1;  // blanks, commas, colons
  static constexpr std::uint8_t kBehind = 2;   // what a number or literal ends before
  static constexpr std::array<std::uint8_t, 256> kBytes = [] {
    std::array<std::uint8_t, 256> bytes{};
    for (const char c : {' ', '\t', '\n', '\r', ','}) bytes[static_cast<unsigned char>(c)] = kBetween | kBehind;
    bytes[':'] = kBetween;
    bytes[']'] = bytes['}'] = kBehind;
    return bytes;
  }();

  [[nodiscard]] bool is(std::uint8_t what) const {
    return (kBytes[static_cast<unsigned char>(bytes_[at_])] & what) != 0;
  }
  void next_token() {
    while (at_ < bytes_.size() && is(kBetween)) ++at_;
  }
  void go_past_word() {
    while (at_ < bytes_.size() && !is(kBehind)) ++at_;
  }

  // A string is never shorter in the text than in memory, and inside of it each quote has a backslash before it: a
  // quote without one, as far away as the string is long in memory, is its end.
  void go_past_string(std::size_t size) {
    ++at_;
    const std::size_t left = bytes_.size() - std::min(at_, bytes_.size());
    if (size < left && bytes_[at_ + size] == '"' && (size == 0 || bytes_[at_ + size - 1] != '\\')) {
      at_ += size + 1;
      return;
    }
    while (at_ < bytes_.size() && bytes_[at_] != '"') at_ += bytes_[at_] == '\\' ? 2 : 1;
    ++at_;
  }

  std::string_view bytes_;
  std::size_t at_;
};

}  // namespace norm::exec
