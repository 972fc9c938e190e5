#pragma once

// Finds a value among constants by JSON equality: the members of an `enum`, the tags of a union.
#include <norm/constant.h>
#include <norm/json.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "predicate/table.h"
#include "program/key_index.h"

namespace norm::program {

class ConstantIndex {
 public:
  static constexpr std::uint32_t kAbsent = KeyIndex::kAbsent;

  /// The first of equal ones stands. REQUIRES: fewer than 2^31 constants, no `settle` before.
  void add(const Constant& constant, std::uint32_t value);
  /// After the last `add`; see KeyIndex.
  void settle() { strings_.settle(); }

  /// What was added with the constant that the value equals, or kAbsent. Cost: constant in the number of constants
  /// whatever the value, linear in the value's size.
  [[nodiscard]] std::uint32_t find(const Json& value, const predicate::Digits& digits) const {
    if (value.IsString()) return strings_.find({value.GetString(), value.GetStringLength()});
    return others_.empty() ? kAbsent : find_among_others(value, digits);
  }
  [[nodiscard]] std::uint32_t find(const Constant& constant) const;

  [[nodiscard]] std::size_t size() const { return strings_.size() + others_.size(); }
  /// Strings first, else in the order of their adding.
  [[nodiscard]] std::vector<Constant> constants() const;

 private:
  struct Entry {
    Constant constant;
    std::uint64_t hash;
    std::uint32_t value;
  };

  [[nodiscard]] std::uint32_t find_among_others(const Json& value, const predicate::Digits& digits) const;
  template <class Equals>
  [[nodiscard]] std::uint32_t find_by_hash(std::uint64_t hash, Equals equals) const;
  void place(std::uint32_t entry);

  KeyIndex strings_;
  std::vector<Entry> others_;
  std::vector<std::uint32_t> slots_;  // open addressing, at most half full: an entry, or kAbsent; none for a few
};

}  // namespace norm::program
