#pragma once

// Finds a key among the keys of a schema, known when it is compiled. Few keys have a table in which each has a slot of
// its own, so that one comparison decides; many, or keys that differ only in their middle, a table with open
// addressing.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "program/text.h"

namespace norm::program {

/// A hash of short texts, seeded once per process so that nobody can choose keys that collide.
[[nodiscard]] std::uint64_t hash_key(std::string_view key);

/// A key's size and its ends: that tells the keys of nearly all schemas apart, up to 16 bytes it is the whole key, and
/// it is the same few instructions for all sizes.
struct KeyEnds {
  std::uint64_t front = 0, back = 0;
  std::size_t size = 0;

  KeyEnds() = default;
  explicit KeyEnds(std::string_view key) : size(key.size()) {
    const char* const at = key.data();
    if (size >= 8) {
      front = load<std::uint64_t>(at);
      back = load<std::uint64_t>(at + size - 8);
    } else if (size >= 4) {
      front = load<std::uint32_t>(at);
      back = load<std::uint32_t>(at + size - 4);
    } else if (size > 0) {
      const auto byte = [at](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])}; };
      front = byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
    }
  }
  [[nodiscard]] std::uint64_t mixed() const { return front + back * kOdd + size * (kOdd >> 1 | 1); }

  /// Whether they are those of `key`, sooner than by a comparison.
  [[nodiscard]] bool is(std::string_view key) const {
    if (key.size() != size) return false;
    const char* const at = key.data();
    if (size >= 8) return ((load<std::uint64_t>(at) ^ front) | (load<std::uint64_t>(at + size - 8) ^ back)) == 0;
    if (size >= 4) return ((load<std::uint32_t>(at) ^ front) | (load<std::uint32_t>(at + size - 4) ^ back)) == 0;
    return KeyEnds(key).front == front;
  }

  friend bool operator==(const KeyEnds&, const KeyEnds&) = default;

 private:
  static constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
};

/// Tells of most other keys that they are none of a schema's, sooner than the index does.
class KeyFilter {
 public:
  void add(std::string_view key) { bits_ |= bit_of(key); }
  [[nodiscard]] bool may_have(std::string_view key) const { return (bits_ & bit_of(key)) != 0; }

 private:
  // Of all that is at hand without a look into its middle.
  static std::uint64_t bit_of(std::string_view key) {
    if (key.empty()) return 1;
    const std::size_t first = static_cast<unsigned char>(key.front());
    const std::size_t last = static_cast<unsigned char>(key.back());
    return std::uint64_t{1} << ((key.size() * 5 + first * 3 + last) % 64);
  }

  std::uint64_t bits_ = 0;
};

class KeyIndex {
 public:
  static constexpr std::uint32_t kAbsent = UINT32_MAX;

  /// Adds a key; the first one of a name stands. REQUIRES: fewer than 2^31 keys, no `settle` before.
  void add(std::string_view key, std::uint32_t value);
  /// After the last `add`: looks for the table of slots of their own. Without it, finding is slower and no less right.
  void settle();
  /// The key's value, or kAbsent. Cost: constant in the number of keys whatever the key, linear in its length.
  [[nodiscard]] std::uint32_t find(std::string_view key) const {
    if (!own_slots_.empty()) {
      const Entry& entry = entries_[candidate(KeyEnds(key))];
      return same_text(entry.key, key) ? entry.value : kAbsent;
    }
    return slots_.empty() ? kAbsent : find_among_many(key);
  }
  /// The one entry that the key may be, by its number in the order of adding; to be compared. REQUIRES: is_perfect().
  [[nodiscard]] std::size_t candidate(const KeyEnds& key) const {
    return own_slots_[own_slot(key.mixed(), multiplier_, shift_)];
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  /// In the order of their adding.
  [[nodiscard]] std::string_view key(std::size_t number) const { return entries_[number].key; }
  /// Whether each key has a slot of its own.
  [[nodiscard]] bool is_perfect() const { return !own_slots_.empty(); }

 private:
  struct Slot {
    std::uint32_t tag = 0;  // upper half of the hash
    std::uint32_t entry = kAbsent;
  };
  struct Entry {
    std::string key;
    std::uint32_t value;
  };

  // The upper bits of a product depend on all bits of what is multiplied.
  static std::size_t own_slot(std::uint64_t mixed, std::uint64_t multiplier, unsigned shift) {
    return static_cast<std::size_t>((mixed * multiplier) >> shift);
  }

  [[nodiscard]] std::uint32_t find_among_many(std::string_view key) const;
  void place(std::uint32_t entry);

  std::vector<Entry> entries_;
  std::vector<std::uint8_t> own_slots_;  // slot -> entry; a free one names any entry, whose key then differs
  std::uint64_t multiplier_ = 0;
  unsigned shift_ = 0;
  std::vector<Slot> slots_;
  std::uint64_t mask_ = 0;
};

}  // namespace norm::program
