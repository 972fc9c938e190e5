#pragma once

// Member names that occur more than once in an object.
#include <norm/json.h>

#include <cstdint>
#include <span>
#include <string_view>

#include "exec/memory.h"

namespace norm::exec {

inline std::string_view text_of(const Json& string) { return {string.GetString(), string.GetStringLength()}; }

/// For each member of an object: alone, the first of several, or a later one. Cost: expected linear in the object.
class Twins {
 public:
  Twins(Memory& memory, const Json& object);
  /// Whether an earlier member has the same name.
  [[nodiscard]] bool is_later(rapidjson::SizeType member) { return any_ && state_[member] == kLater; }
  /// Of the first of several the second one's index; 0 for a name that occurs once.
  [[nodiscard]] rapidjson::SizeType second(rapidjson::SizeType member) {
    return any_ && state_[member] != kLater ? state_[member] : 0;
  }
  [[nodiscard]] bool any() const { return any_; }

 private:
  static constexpr std::uint32_t kLater = UINT32_MAX;
  Scratch state_;
  bool any_ = false;
};

/// Whether a name occurs more than once. Cost: expected linear in their number.
[[nodiscard]] bool any_twice(Memory& memory, std::span<const std::string_view> names);

}  // namespace norm::exec
