// Finds member names that occur more than once.
#include "exec/twins.h"

#include <bit>

#include "program/key_index.h"

namespace norm::exec {

namespace {

/// Calls note(first, later) for each name that an earlier one is the same as, `first` the earliest of them, until it
/// says `false`.
template <class NameOf, class Note>
void find_same(Memory& memory, std::uint32_t size, NameOf name_of, Note note) {
  // Comparing all pairs of a few names is cheaper than hashing them.
  constexpr std::uint32_t kFew = 8;
  if (size <= kFew) {
    for (std::uint32_t later = 1; later < size; ++later) {
      for (std::uint32_t first = 0; first < later; ++first) {
        if (name_of(first) != name_of(later)) continue;
        if (!note(first, later)) return;
        break;
      }
    }
    return;
  }
  const std::size_t slots = std::bit_ceil(std::size_t{size} * 2);
  Scratch table(memory, slots * 2);  // index + 1 and the upper half of the hash
  for (std::uint32_t member = 0; member < size; ++member) {
    const std::string_view name = name_of(member);
    const std::uint64_t hash = program::hash_key(name);
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t at = hash & (slots - 1);; at = (at + 1) & (slots - 1)) {
      if (table[2 * at] == 0) {
        table[2 * at] = member + 1;
        table[2 * at + 1] = tag;
        break;
      }
      if (table[2 * at + 1] == tag && name_of(table[2 * at] - 1) == name) {
        if (!note(table[2 * at] - 1, member)) return;
        break;
      }
    }
  }
}

}  // namespace

Twins::Twins(Memory& memory, const Json& object) : state_(memory, object.MemberCount()) {
  const auto members = object.MemberBegin();
  find_same(
      memory, object.MemberCount(), [&](std::uint32_t member) { return text_of(members[member].name); },
      [&](std::uint32_t first, std::uint32_t later) {
        any_ = true;
        if (state_[first] == 0) state_[first] = later;
        state_[later] = kLater;
        return true;
      });
}

bool any_twice(Memory& memory, std::span<const std::string_view> names) {
  bool found = false;
  find_same(
      memory, static_cast<std::uint32_t>(names.size()), [&](std::uint32_t name) { return names[name]; },
      [&](std::uint32_t, std::uint32_t) {
        found = true;
        return false;
      });
  return found;
}

}  // namespace norm::exec
