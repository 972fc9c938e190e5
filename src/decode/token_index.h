#pragma once

// Where the tokens of a text begin, found many bytes at a time where the processor can. The only owner of simdjson.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "decode/memory.h"

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace norm::decode {

/// Points at a token's offset.
using Token = const std::uint32_t*;

/// What the second stage knows of a text from the first one. As small as registers hand over.
struct Tokens {
  Token begin = nullptr;  ///< where each begins, in order; behind the last stands the text's size
  std::uint32_t count = 0;
  std::uint32_t first_backslash = 0;  ///< the text's size where there is none

  [[nodiscard]] Token end() const { return begin + count; }
};

/// The first of two stages of reading: checks UTF-8, that strings end and that no control character stands in them, and
/// finds every bracket, comma and colon outside of strings, every opening quote, and the first byte of every other run
/// of bytes that are no blanks. What these runs say is the second stage's to check.
class TokenIndex {
 public:
  /// An index takes 4 bytes a byte of text, so longer texts are not worth it. Kafka's own limit is a message of 1 MiB.
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  TokenIndex();
  TokenIndex(TokenIndex&&) noexcept;
  TokenIndex& operator=(TokenIndex&&) noexcept;
  ~TokenIndex();

  /// Whether the processor has the instructions. Asked once a process.
  [[nodiscard]] static bool available();

  /// Valid until the next call. Of no tokens where there are none and where a check fails: what is wrong is the
  /// scalar reader's to say. Never reads past the last byte. Allocates only for a text longer than all before.
  /// REQUIRES: available(), text.size() <= kMostBytes.
  [[nodiscard]] Tokens find(std::string_view text);
  /// The same by simdjson alone, as where the processor has AVX2 or less.
  [[nodiscard]] Tokens find_by_simdjson(std::string_view text);

  /// Gives back what texts have made it take.
  void release();

 private:
  Block offsets_;  // of find_in_blocks
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
};

}  // namespace norm::decode
