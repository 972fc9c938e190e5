// The hash table of a schema's keys.
#include "program/key_index.h"

#include <cstring>
#include <random>

namespace norm::program {
namespace {

std::uint64_t process_seed() {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }();
  return seed;
}

// The 128-bit product folded: every input bit reaches every output bit.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t low_a = a & 0xFFFFFFFF;
  const std::uint64_t high_a = a >> 32;
  const std::uint64_t low_b = b & 0xFFFFFFFF;
  const std::uint64_t high_b = b >> 32;
  const std::uint64_t middle = high_a * low_b + ((low_a * low_b) >> 32);
  const std::uint64_t other = low_a * high_b + (middle & 0xFFFFFFFF);
  return (a * b) ^ (high_a * high_b + (middle >> 32) + (other >> 32));
}

std::uint64_t load(const char* from, std::size_t bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, bytes);
  return word;
}

}  // namespace

std::uint64_t hash_key(std::string_view key) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  const std::uint64_t seed = process_seed();
  std::uint64_t hash = seed ^ (key.size() * kOdd);
  const char* at = key.data();
  std::size_t left = key.size();
  for (; left > 8; left -= 8, at += 8) hash = fold(hash ^ load(at, 8), kOdd ^ seed);
  return fold(hash ^ load(at, left), kOdd ^ (seed >> 1) ^ 1);
}

void KeyIndex::add(std::string_view key, std::uint32_t value) {
  if (find(key) != kAbsent) return;
  entries_.push_back({std::string(key), value});
  if (entries_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.empty() ? 8 : slots_.size() * 2, Slot{});
    mask_ = slots_.size() - 1;
    for (std::uint32_t entry = 0; entry < entries_.size(); ++entry) place(entry);
  } else {
    place(static_cast<std::uint32_t>(entries_.size() - 1));
  }
}

void KeyIndex::place(std::uint32_t entry) {
  const std::uint64_t hash = hash_key(entries_[entry].key);
  std::uint64_t at = hash & mask_;
  while (slots_[at].entry != kAbsent) at = (at + 1) & mask_;
  slots_[at] = {static_cast<std::uint32_t>(hash >> 32), entry};
}

}  // namespace norm::program
