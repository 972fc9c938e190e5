// Outside bytes made fit for a terminal.
#include "report/glyph.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace norm::report {
namespace {

struct Interval {
  char32_t first, last;
};

// What a terminal shows nothing for but may act upon: C1 controls, zero-width and direction marks, line separators,
// tags. Shown as `<U+…>`, lest a payload reorders or hides a part of its own report (as in CVE-2021-42574).
constexpr std::array kHidden = {
    Interval{0x80, 0x9F},     Interval{0xAD, 0xAD},       Interval{0x61C, 0x61C},   Interval{0x180E, 0x180E},
    Interval{0x200B, 0x200F}, Interval{0x2028, 0x202E},   Interval{0x2060, 0x206F}, Interval{0xFEFF, 0xFEFF},
    Interval{0xFFF9, 0xFFFB}, Interval{0xE0000, 0xE007F},
};

// Combining marks of the scripts that need them most; one that is missed costs a column of alignment, no more.
constexpr std::array kCombining = {
    Interval{0x300, 0x36F},   Interval{0x483, 0x489},   Interval{0x591, 0x5BD},   Interval{0x610, 0x61A},
    Interval{0x64B, 0x65F},   Interval{0x93C, 0x93C},   Interval{0x941, 0x948},   Interval{0xE31, 0xE31},
    Interval{0xE34, 0xE3A},   Interval{0xE47, 0xE4E},   Interval{0x1AB0, 0x1AFF}, Interval{0x1DC0, 0x1DFF},
    Interval{0x20D0, 0x20FF}, Interval{0xFE00, 0xFE0F}, Interval{0xFE20, 0xFE2F}, Interval{0xE0100, 0xE01EF},
};

// Two columns. Source: the blocks that are wide as a whole in Unicode's EastAsianWidth.txt.
constexpr std::array kWide = {
    Interval{0x1100, 0x115F},   Interval{0x2E80, 0x303E},   Interval{0x3041, 0x33FF},   Interval{0x3400, 0x4DBF},
    Interval{0x4E00, 0x9FFF},   Interval{0xA000, 0xA4CF},   Interval{0xA960, 0xA97F},   Interval{0xAC00, 0xD7A3},
    Interval{0xF900, 0xFAFF},   Interval{0xFE30, 0xFE6F},   Interval{0xFF00, 0xFF60},   Interval{0xFFE0, 0xFFE6},
    Interval{0x1F300, 0x1F64F}, Interval{0x1F680, 0x1F6FF}, Interval{0x1F900, 0x1FAFF}, Interval{0x20000, 0x3FFFD},
};

template <std::size_t N>
bool contains(const std::array<Interval, N>& intervals, char32_t code_point) {
  const auto after = std::upper_bound(intervals.begin(), intervals.end(), code_point,
                                      [](char32_t value, const Interval& interval) { return value < interval.first; });
  return after != intervals.begin() && code_point <= std::prev(after)->last;
}

std::size_t digits_of(char32_t code_point) { return code_point > 0xFFFF ? (code_point > 0xFFFFF ? 6 : 5) : 4; }

std::size_t columns_of(char32_t code_point) {
  if (code_point < 0x7F) return 1;
  if (code_point == 0x7F) return 1;
  if (contains(kHidden, code_point)) return 4 + digits_of(code_point);
  if (contains(kCombining, code_point)) return 0;
  return contains(kWide, code_point) ? 2 : 1;
}

constexpr std::size_t kColumnsOfBadByte = 4;  // <FF>

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

Glyph glyph_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[at + index]); };
  const Glyph bad{1, kColumnsOfBadByte, byte(0), false};
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, 1, lead, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < size) return bad;
  char32_t code_point = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[at + i])) return bad;
    code_point = code_point << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < kLeast[size] || code_point > 0x10FFFF || surrogate) return bad;
  return {size, columns_of(code_point), code_point, true};
}

Glyph glyph_before(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  for (int steps = 0; steps < 3 && begin > 0 && is_continuation(text[begin]); ++steps) --begin;
  const Glyph glyph = glyph_at(text, begin);
  return begin + glyph.size == end ? glyph : glyph_at(text.substr(0, end), end - 1);
}

void append_visible(std::string& out, std::string_view text, std::size_t at, const Glyph& glyph) {
  const char32_t code_point = glyph.code_point;
  if (!glyph.valid) {
    fmt::format_to(std::back_inserter(out), "<{:02X}>", static_cast<unsigned>(code_point));
  } else if (code_point == '\t') {
    out += "→";
  } else if (code_point < 0x20) {
    // U+2400 and on are pictures of the controls.
    out += "\xE2\x90";
    out += static_cast<char>(0x80 + code_point);
  } else if (code_point == 0x7F) {
    out += "␡";
  } else if (contains(kHidden, code_point)) {
    fmt::format_to(std::back_inserter(out), "<U+{:04X}>", static_cast<unsigned>(code_point));
  } else {
    out += text.substr(at, glyph.size);
  }
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    append_visible(out, text, at, glyph);
    at += glyph.size;
  }
  return out;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += glyph_at(text, at).size;
  return text.substr(0, at);
}

}  // namespace norm::report
