// JSON as reports write it.
#include "report/json_writer.h"

#include <fmt/format.h>

#include <iterator>

namespace norm::report {

bool needs_escape(const Glyph& glyph) {
  const char32_t c = glyph.code_point;
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

std::size_t plain_run(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] >= 0x20 && text[end] < 0x7F && text[end] != '"' && text[end] != '\\') ++end;
  return end - at;
}

void append_escape(std::string& out, char32_t code_point) {
  switch (code_point) {
    case '\b': out += "\\b"; return;
    case '\t': out += "\\t"; return;
    case '\n': out += "\\n"; return;
    case '\f': out += "\\f"; return;
    case '\r': out += "\\r"; return;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(code_point));
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t run = plain_run(text, at); run != 0) {
      out += text.substr(at, run);
      at += run;
      continue;
    }
    const Glyph glyph = glyph_at(text, at);
    if (!glyph.valid) {
      out += "\xEF\xBF\xBD";
    } else if (needs_escape(glyph)) {
      append_escape(out, glyph.code_point);
    } else {
      if (glyph.code_point == '"' || glyph.code_point == '\\') out += '\\';
      out += text.substr(at, glyph.size);
    }
    at += glyph.size;
  }
  out += '"';
}

}  // namespace norm::report
