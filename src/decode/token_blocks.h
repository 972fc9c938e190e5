#pragma once

// The first stage on processors whose vectors hold 64 bytes and a bit for each of them (AVX-512).
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace norm::decode {

/// What a look at all bytes of a text has found. Registers hand it over as it is.
struct Blocks {
  std::uint32_t tokens = 0;           ///< 0, too, where a string does not end or has a control character
  std::uint32_t first_backslash = 0;  ///< the text's size where there is none
  bool ascii = false;                 ///< no byte above 0x7f: there is no UTF-8 to check
};

/// Whether the processor can.
[[nodiscard]] bool can_find_in_blocks();

/// How many offsets have to fit behind `offsets` for a text of so many bytes: one for each, one behind the last, and
/// room for what a store writes beside.
[[nodiscard]] constexpr std::size_t room_for_offsets(std::size_t bytes) { return bytes + 65; }

/// Writes where the text's tokens begin, in order, and its size behind them. Never reads past the last byte.
/// REQUIRES: can_find_in_blocks(), text.size() < 2^32.
[[nodiscard]] Blocks find_in_blocks(std::string_view text, std::uint32_t* offsets);

}  // namespace norm::decode
