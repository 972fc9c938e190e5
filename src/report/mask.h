#pragma once

// A payload as it may be shown: each range that `@pii` governs replaced by `<redacted>`, and where its other bytes went.
#include <norm/problem.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace norm::report {

class Mask {
 public:
  /// Ranges may nest, touch, be unordered or reach beyond the bytes. `bytes` must outlive the mask; they are copied only
  /// if there is something to hide. Cost: one pass over the bytes.
  Mask(std::string_view bytes, const std::vector<ByteSpan>& redacted);
  Mask(const Mask&) = delete;
  Mask& operator=(const Mask&) = delete;

  [[nodiscard]] std::string_view text() const { return hidden_.empty() ? bytes_ : text_; }

  /// The place of [begin, end) in `text`; a range that meets a hidden one covers all of its `<redacted>`.
  /// REQUIRES: begin <= end <= bytes.size().
  [[nodiscard]] ByteSpan place_of(ByteSpan span) const;

 private:
  struct Hidden {
    ByteSpan bytes;
    std::size_t at;  // where its `<redacted>` stands in text_
  };
  /// The last that begins at or before `offset`; nullptr: none does.
  [[nodiscard]] const Hidden* before(std::size_t offset) const;

  std::string_view bytes_;
  std::vector<Hidden> hidden_;  // in order, apart from each other
  std::string text_;
};

}  // namespace norm::report
