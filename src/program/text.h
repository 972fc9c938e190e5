#pragma once

// Comparing short texts without a call: keys and tags are compared at every member of every message.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace norm::program {

template <class Word>
Word load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Whether two texts of `size` bytes are the same. Words from both ends overlap in the middle, so nothing beyond the
/// texts is read.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  const auto words = [&]<class Word>(Word, std::size_t at) { return load<Word>(a + at) ^ load<Word>(b + at); };
  const auto pair = [&](std::size_t at) { return words(std::uint64_t{}, at) | words(std::uint64_t{}, at + 8); };
  if (size >= 16) {
    std::uint64_t difference = pair(0) | pair(size - 16);
    for (std::size_t at = 16; at + 16 < size; at += 16) difference |= pair(at);
    return difference == 0;
  }
  if (size >= 8) return (words(std::uint64_t{}, 0) | words(std::uint64_t{}, size - 8)) == 0;
  if (size >= 4) return (words(std::uint32_t{}, 0) | words(std::uint32_t{}, size - 4)) == 0;
  if (size >= 2) return (words(std::uint16_t{}, 0) | words(std::uint16_t{}, size - 2)) == 0;
  return size == 0 || *a == *b;
}

inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

}  // namespace norm::program
