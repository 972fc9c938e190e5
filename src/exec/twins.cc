// Finds member names that occur more than once.
#include "exec/twins.h"

#include <bit>

#include "program/key_index.h"

namespace norm::exec {

Twins::Twins(Memory& memory, const Json& object) : state_(memory, object.MemberCount()) {
  const rapidjson::SizeType size = object.MemberCount();
  const auto members = object.MemberBegin();
  const auto note = [&](rapidjson::SizeType first, rapidjson::SizeType later) {
    any_ = true;
    if (state_[first] == 0) state_[first] = later;
    state_[later] = kLater;
  };
  // Comparing all pairs of a few names is cheaper than hashing them.
  constexpr rapidjson::SizeType kFew = 8;
  if (size <= kFew) {
    for (rapidjson::SizeType later = 1; later < size; ++later) {
      for (rapidjson::SizeType first = 0; first < later; ++first) {
        if (state_[first] == kLater || text_of(members[first].name) != text_of(members[later].name)) continue;
        note(first, later);
        break;
      }
    }
    return;
  }
  const std::size_t slots = std::bit_ceil(std::size_t{size} * 2);
  Scratch table(memory, slots * 2);  // index + 1 and the upper half of the hash
  for (rapidjson::SizeType member = 0; member < size; ++member) {
    const std::string_view name = text_of(members[member].name);
    const std::uint64_t hash = program::hash_key(name);
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t at = hash & (slots - 1);; at = (at + 1) & (slots - 1)) {
      if (table[2 * at] == 0) {
        table[2 * at] = member + 1;
        table[2 * at + 1] = tag;
        break;
      }
      if (table[2 * at + 1] == tag && text_of(members[table[2 * at] - 1].name) == name) {
        note(table[2 * at] - 1, member);
        break;
      }
    }
  }
}

}  // namespace norm::exec
