// Sets of code points, and UTF-8 in and out.
#include "regex/code_points.h"

#include <algorithm>
#include <utility>

namespace norm::regex {
namespace {

constexpr CodePointRange kSurrogates = {0xD800, 0xDFFF};

// The value of a continuation byte at `at`; nullopt where there is none.
std::optional<std::uint32_t> continuation(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  const auto byte = static_cast<unsigned char>(text[at]);
  if ((byte & 0xC0U) != 0x80U) return std::nullopt;
  return byte & 0x3FU;
}

}  // namespace

CodePointSet::CodePointSet(std::vector<CodePointRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  const auto add = [&](CodePointRange range) {
    if (range.first > range.last) return;
    if (!ranges_.empty() && range.first <= ranges_.back().last + 1) {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    } else {
      ranges_.push_back(range);
    }
  };
  for (const CodePointRange& range : ranges) {
    if (range.last < kSurrogates.first || range.first > kSurrogates.last) {
      add(range);
    } else {
      add({range.first, std::min(range.last, kSurrogates.first - 1)});
      add({std::max(range.first, kSurrogates.last + 1), range.last});
    }
  }
}

bool CodePointSet::contains(std::uint32_t point) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), point,
                       [](std::uint32_t value, const CodePointRange& range) { return value < range.first; });
  return after != ranges_.begin() && point <= std::prev(after)->last;
}

CodePointSet CodePointSet::complement() const {
  std::vector<CodePointRange> gaps;
  gaps.reserve(ranges_.size() + 1);
  std::uint32_t next = 0;
  for (const CodePointRange& range : ranges_) {
    if (next < range.first) gaps.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLastCodePoint) gaps.push_back({next, kLastCodePoint});
  return CodePointSet(std::move(gaps));
}

bool is_surrogate(std::uint32_t point) { return point >= kSurrogates.first && point <= kSurrogates.last; }

std::optional<std::uint32_t> take_code_point(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4) return std::nullopt;
  std::uint32_t point = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto bits = continuation(text, i);
    if (!bits) return std::nullopt;
    point = point << 6 | *bits;
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < kLeast[size] || point > kLastCodePoint || is_surrogate(point)) return std::nullopt;
  text.remove_prefix(size);
  return point;
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto tail = [&](unsigned shift) { text.push_back(static_cast<char>(0x80U | (point >> shift & 0x3FU))); };
  if (point < 0x80) {
    text.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    text.push_back(static_cast<char>(0xC0U | point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    text.push_back(static_cast<char>(0xE0U | point >> 12));
    tail(6);
    tail(0);
  } else {
    text.push_back(static_cast<char>(0xF0U | point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace norm::regex
