#pragma once

// Patterns of fixed shape, `^[class]{n}…$`: as many bytes as the pattern has places, each of the class of its place.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace norm::predicate {

/// Such a pattern ready to match, with the processor's byte shuffles where it has them. Immutable; shared by threads.
///
/// A byte has two halves of four bits. A set of bytes is a union of boxes: some upper halves times some lower halves
/// (hexadecimal digits are `3` times `0-9` and `4 6` times `1-6`). With a bit for each of at most eight boxes, two
/// tables of 16 say in which boxes a byte is, and each place of the pattern has the bits that it takes.
class FixedShape {
 public:
  /// nullopt: the pattern (RE2's dialect, flags out of `ims`) is of another shape, or of more than eight boxes.
  [[nodiscard]] static std::optional<FixedShape> compile(std::string_view pattern, std::string_view flags);

  /// Cost: constant; nothing beyond `text` is read.
  [[nodiscard]] bool matches(std::string_view text) const {
    if (text.size() != size_) return false;
    if (shuffled_ == 2 * kBlock) return matches_by_wide_shuffles(text.data());
    return shuffled_ == kBlock ? matches_by_shuffles(text.data()) : matches_by_bytes(text);
  }
  /// The same without the processor's help.
  [[nodiscard]] bool matches_by_bytes(std::string_view text) const;

  /// Whether `matches` is the whole truth. With the flag `i` RE2 also takes U+017F for `s` and U+212A for `k`: a text
  /// that does not match is then to be asked of RE2.
  [[nodiscard]] bool is_exact() const { return exact_; }

 private:
  static constexpr std::size_t kBlock = 16;

  FixedShape() = default;
  [[nodiscard]] bool matches_by_shuffles(const char* text) const;
  [[nodiscard]] bool matches_by_wide_shuffles(const char* text) const;

  std::size_t size_ = 0;
  bool exact_ = true;
  std::size_t shuffled_ = 0;                              // bytes at a time
  std::array<std::uint8_t, 16> of_upper_{}, of_lower_{};  // the boxes that a half of a byte can be in
  std::vector<std::uint8_t> takes_;                       // the boxes of each place
};

}  // namespace norm::predicate
