#pragma once

// Sets of code points as sorted ranges: what one character of a regex may be.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::regex {

inline constexpr std::uint32_t kLastCodePoint = 0x10FFFF;

/// Both ends belong to it.
struct CodePointRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  friend auto operator<=>(const CodePointRange&, const CodePointRange&) = default;
};

/// A set of code points. The surrogates are none: whatever is added, they stay outside.
class CodePointSet {
 public:
  CodePointSet() = default;
  explicit CodePointSet(std::uint32_t point) : CodePointSet(std::vector{CodePointRange{point, point}}) {}
  /// In any order, overlapping or not. REQUIRES: first <= last <= kLastCodePoint in each.
  explicit CodePointSet(std::vector<CodePointRange> ranges);

  [[nodiscard]] static CodePointSet all() { return CodePointSet({{0, kLastCodePoint}}); }

  /// Sorted, disjoint, no two of them adjacent.
  [[nodiscard]] const std::vector<CodePointRange>& ranges() const { return ranges_; }
  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] bool contains(std::uint32_t point) const;
  [[nodiscard]] CodePointSet complement() const;

  friend auto operator<=>(const CodePointSet&, const CodePointSet&) = default;

 private:
  std::vector<CodePointRange> ranges_;
};

[[nodiscard]] bool is_surrogate(std::uint32_t point);

/// Takes one code point from the front of `text`; nullopt where that is empty or no UTF-8 (RFC 3629).
[[nodiscard]] std::optional<std::uint32_t> take_code_point(std::string_view& text);

void append_utf8(std::string& text, std::uint32_t point);

}  // namespace norm::regex
