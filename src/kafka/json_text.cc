// Strings as JSON: see the header.
#include "kafka/json_text.h"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>

namespace norm::kafka {
namespace {

// How many bytes the character at the beginning has; 0: it is none (RFC 3629: no overlong form, no surrogate).
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = byte(1);
  const bool outside = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                       (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return outside ? 0 : size;
}

}  // namespace

void append_json(std::string& to, std::string_view text) {
  to += '"';
  while (!text.empty()) {
    const char first = text.front();
    const std::size_t size = character(text);
    if (size == 0) {
      to += "\xEF\xBF\xBD";
    } else if (first == '"' || first == '\\') {
      to += '\\';
      to += first;
    } else if (static_cast<unsigned char>(first) < 0x20 || first == 0x7F) {
      fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(first));
    } else {
      to += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  to += '"';
}

}  // namespace norm::kafka
