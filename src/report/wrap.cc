// A sentence in lines that fit.
#include "report/wrap.h"

#include <algorithm>

#include "report/glyph.h"

namespace norm::report {
namespace {

// The end of the word that begins at `at`: a blank that no quotes hold, or the end of the text.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  bool quoted = false;
  for (; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (text[at] == ' ' && !quoted) {
      return at;
    }
  }
  return text.size();
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    columns += glyph.columns;
    at += glyph.size;
  }
  return columns;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_word(text, at);
    const std::string_view word = text.substr(at, end - at);
    const std::size_t size = columns_of(word);
    if (used > 0 && used + 1 + size > columns) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += ' ';
    used += size + (used > 0 ? 1 : 0);
    lines.back() += word;
    at = std::min(text.size(), text.find_first_not_of(' ', end));
  }
  return lines;
}

}  // namespace norm::report
