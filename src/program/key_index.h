#pragma once

// Finds a key among the keys of a schema, known when it is compiled: open addressing, at most half full.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace norm::program {

/// A hash of short texts, seeded once per process so that nobody can choose keys that collide.
[[nodiscard]] std::uint64_t hash_key(std::string_view key);

class KeyIndex {
 public:
  static constexpr std::uint32_t kAbsent = UINT32_MAX;

  /// Adds a key; the first one of a name stands. REQUIRES: fewer than 2^31 keys.
  void add(std::string_view key, std::uint32_t value);
  /// The key's value, or kAbsent. Cost: linear in the key's length.
  [[nodiscard]] std::uint32_t find(std::string_view key) const {
    if (slots_.empty()) return kAbsent;
    const std::uint64_t hash = hash_key(key);
    for (std::uint64_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.entry == kAbsent) return kAbsent;
      if (slot.tag == static_cast<std::uint32_t>(hash >> 32) && entries_[slot.entry].key == key) {
        return entries_[slot.entry].value;
      }
    }
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  struct Slot {
    std::uint32_t tag = 0;  // upper half of the hash
    std::uint32_t entry = kAbsent;
  };
  struct Entry {
    std::string key;
    std::uint32_t value;
  };
  void place(std::uint32_t entry);

  std::vector<Slot> slots_;
  std::vector<Entry> entries_;
  std::uint64_t mask_ = 0;
};

}  // namespace norm::program
