// The hash table of a schema's keys.
#include "program/key_index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <random>
#include <utility>

#include "program/program.h"

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

std::uint64_t load_few(const char* from, std::size_t bytes) {
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
  for (; left > 8; left -= 8, at += 8) hash = fold(hash ^ load<std::uint64_t>(at), kOdd ^ seed);
  return fold(hash ^ load_few(at, left), kOdd ^ (seed >> 1) ^ 1);
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

// Draws multipliers until one puts every key into a slot of its own. With n keys in n²/4 slots one of eight does.
void KeyIndex::settle() {
  constexpr std::size_t kMostKeys = 128;
  constexpr int kMostTries = 200;
  const std::size_t count = entries_.size();
  if (count == 0 || count > kMostKeys) return;
  std::vector<std::uint64_t> mixed;
  for (const Entry& entry : entries_) mixed.push_back(KeyEnds(entry.key).mixed());
  std::vector<std::uint64_t> sorted = mixed;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return;

  const std::size_t size = std::bit_ceil(std::max(count * 2, count * count / 4));
  const auto shift = static_cast<unsigned>(64 - std::countr_zero(size));
  constexpr std::uint8_t kFree = UINT8_MAX;
  std::vector<std::uint8_t> slots(size);
  std::uint64_t multiplier = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  for (int tries = 0; tries < kMostTries;
       ++tries, multiplier = multiplier * 6364136223846793005U + 1442695040888963406U) {
    std::fill(slots.begin(), slots.end(), kFree);
    std::size_t placed = 0;
    for (; placed < count; ++placed) {
      std::uint8_t& slot = slots[own_slot(mixed[placed], multiplier, shift)];
      if (slot != kFree) break;
      slot = static_cast<std::uint8_t>(placed);
    }
    if (placed < count) continue;
    std::replace(slots.begin(), slots.end(), kFree, std::uint8_t{0});
    own_slots_ = std::move(slots);
    multiplier_ = multiplier;
    shift_ = shift;
    slots_ = {};
    return;
  }
}

std::uint32_t KeyIndex::find_among_many(std::string_view key) const {
  const std::uint64_t hash = hash_key(key);
  for (std::uint64_t at = hash & mask_;; at = (at + 1) & mask_) {
    const Slot& slot = slots_[at];
    if (slot.entry == kAbsent) return kAbsent;
    if (slot.tag == static_cast<std::uint32_t>(hash >> 32) && same_text(entries_[slot.entry].key, key)) {
      return entries_[slot.entry].value;
    }
  }
}

void KeyIndex::place(std::uint32_t entry) {
  const std::uint64_t hash = hash_key(entries_[entry].key);
  std::uint64_t at = hash & mask_;
  while (slots_[at].entry != kAbsent) at = (at + 1) & mask_;
  slots_[at] = {static_cast<std::uint32_t>(hash >> 32), entry};
}

const QuickField* Schema::find(std::string_view name) const {
  if (!filter.may_have(name)) return nullptr;
  if (!index.is_perfect()) {
    const std::uint32_t number = index.find(name);
    return number != KeyIndex::kAbsent ? &quick[number] : nullptr;
  }
  const KeyEnds ends(name);
  const QuickField& field = quick[index.candidate(ends)];
  return field.key == ends && is_inside(field, name) ? &field : nullptr;
}

}  // namespace norm::program
