#pragma once

// Where the tokens of a text begin, found many bytes at a time where the processor can. The only owner of simdjson.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace norm::decode {

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

  /// Offsets in order, valid until the next call. Empty where there are none and where a check fails: what is wrong is
  /// the scalar reader's to say. Never reads past the last byte. Allocates only for a text longer than all before.
  /// REQUIRES: available(), text.size() <= kMostBytes.
  [[nodiscard]] std::span<const std::uint32_t> find(std::string_view text);

  /// Gives back what texts have made it take.
  void release();

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
};

}  // namespace norm::decode
