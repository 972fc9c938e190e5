#pragma once

// What the evaluator knows of a payload beside its RapidJSON value: digits that a double has lost and, for explaining,
// the text. The decode room fills it; for a bare Json it is empty.
#include <norm/json.h>
#include <norm/problem.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "predicate/table.h"

namespace norm::exec {

/// Numbers whose text a double does not give back, by the address of their Value. Almost always empty.
class ExactNumbers {
 public:
  void clear() { entries_.clear(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  void add(const Json* number, std::string_view text) { entries_.emplace_back(number, text); }
  /// After the last `add`, before the first `find`.
  void sort() { std::sort(entries_.begin(), entries_.end()); }
  /// The number's text, or an empty view.
  [[nodiscard]] std::string_view find(const Json* number) const {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), number,
                                     [](const auto& entry, const Json* key) { return entry.first < key; });
    return at != entries_.end() && at->first == number ? at->second : std::string_view();
  }

 private:
  std::vector<std::pair<const Json*, std::string_view>> entries_;
};

/// For comparisons of numbers as decimals. REQUIRES: `numbers` outlives it; null: none.
[[nodiscard]] inline predicate::Digits digits_of(const ExactNumbers* numbers) {
  if (numbers == nullptr || numbers->empty()) return {};
  const auto find = [](const void* context, const Json& number) {
    return static_cast<const ExactNumbers*>(context)->find(&number);
  };
  return {find, numbers};
}

/// Where each value and each member name stands in the bytes, by address. Built only when something failed, and mostly
/// asked for one or two: these are searched for one by one, and only who wants more has them sorted. Not to be shared
/// by threads.
class Spans {
 public:
  void reserve(std::size_t size) { entries_.reserve(size); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// The number of the new entry, for `close`.
  std::size_t add(const Json* value, ByteSpan span) {
    entries_.emplace_back(value, span);
    return entries_.size() - 1;
  }
  /// Sets where an entry ends. REQUIRES: no `find` since it was added.
  void close(std::size_t entry, std::size_t end) { entries_[entry].second.end = end; }
  /// REQUIRES: no `add` after it.
  [[nodiscard]] std::optional<ByteSpan> find(const Json* value) const {
    constexpr std::size_t kFew = 4;
    if (asked_ < kFew) {
      ++asked_;
      const auto at =
          std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.first == value; });
      return at != entries_.end() ? std::optional(at->second) : std::nullopt;
    }
    const auto before = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (asked_ == kFew) {
      ++asked_;
      std::sort(entries_.begin(), entries_.end(), before);
    }
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), Entry(value, ByteSpan()), before);
    return at != entries_.end() && at->first == value ? std::optional(at->second) : std::nullopt;
  }
  /// REQUIRES: it is one of the document's.
  [[nodiscard]] ByteSpan at(const Json* value) const { return find(value).value_or(ByteSpan()); }

 private:
  using Entry = std::pair<const Json*, ByteSpan>;
  mutable std::vector<Entry> entries_;
  mutable std::size_t asked_ = 0;
};

struct Document {
  const Json& root;
  const ExactNumbers* numbers = nullptr;  ///< null or empty: none
  const Spans* spans = nullptr;           ///< null: no text
  std::string_view bytes = {};
};

}  // namespace norm::exec
