#pragma once

// What the evaluator knows of a payload beside its RapidJSON value: digits that a double has lost and, for explaining,
// the text. The decode room fills it; for a bare Json it is empty.
#include <norm/json.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "exec/spans.h"
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

struct Document {
  const Json& root;
  const ExactNumbers* numbers = nullptr;  ///< null or empty: none
  const Spans* spans = nullptr;           ///< null: no text
  std::string_view bytes = {};
};

}  // namespace norm::exec
