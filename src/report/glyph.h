#pragma once

// Outside bytes made fit for a terminal: one code point at a time, with the columns it takes; what a terminal would
// obey or hide (controls, direction marks, broken UTF-8) is replaced by something that can be seen.
#include <cstddef>
#include <string>
#include <string_view>

namespace norm::report {

struct Glyph {
  std::size_t size = 0;     ///< bytes of the text, at least 1
  std::size_t columns = 0;  ///< of the terminal; 0 for a combining mark
  char32_t code_point = 0;
  bool valid = true;  ///< false: a byte that is no UTF-8, read by itself
};

/// The glyph that begins at `at`. REQUIRES: at < text.size().
[[nodiscard]] Glyph glyph_at(std::string_view text, std::size_t at);

/// The glyph that ends before `end`. REQUIRES: 0 < end <= text.size().
[[nodiscard]] Glyph glyph_before(std::string_view text, std::size_t end);

/// Appends what is shown of the glyph at `at`: its own bytes, `→` for a tab, `␊` and the like for a control, `<U+202E>`
/// for an invisible mark, `<FF>` for a byte that is no UTF-8.
void append_visible(std::string& out, std::string_view text, std::size_t at, const Glyph& glyph);

/// The whole text so.
[[nodiscard]] std::string visible(std::string_view text);

[[nodiscard]] std::size_t code_points(std::string_view text);

/// The first `count` code points; all of the text if it has no more. Cost: what is kept.
[[nodiscard]] std::string_view first_code_points(std::string_view text, std::size_t count);

}  // namespace norm::report
