// Mistakes in schema text as a compiler would show them: place, sentence, line, caret, hint.
#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "report/glyph.h"
#include "report/paint.h"
#include "report/quote.h"

namespace norm {
namespace {

constexpr std::size_t kMargin = 2;

using report::Paint;
using report::visible;

std::string painted(const Paint& paint, Severity severity) {
  switch (severity) {
    case Severity::info: return paint.note("info:");
    case Severity::warning: return paint.warning("warning:");
    case Severity::error: return paint.error("error:");
  }
  return {};
}

std::string place_of(const Diagnostic& diagnostic) {
  if (diagnostic.line == 0) return diagnostic.file.empty() ? "" : visible(diagnostic.file) + ": ";
  return fmt::format("{}:{}:{}: ", visible(diagnostic.file), diagnostic.line, diagnostic.column);
}

// The byte offset of a column that counts code points from 1.
std::size_t offset_of(std::string_view line, std::size_t column) {
  return report::first_code_points(line, column == 0 ? 0 : column - 1).size();
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic, const TextStyle& style) {
  const Paint paint(style.colour);
  std::string out = paint.strong(place_of(diagnostic)) + painted(paint, diagnostic.severity) + ' ' +
                    visible(diagnostic.message) + " [" + visible(diagnostic.code) + "]\n";
  if (style.layout == Layout::plain) {
    if (!diagnostic.hint.empty()) out += paint.hint("hint: ") + visible(diagnostic.hint) + '\n';
    return out;
  }
  if (diagnostic.line != 0 && !diagnostic.excerpt.empty()) {
    const std::string_view line = diagnostic.excerpt;
    const std::size_t begin =
        offset_of(line, diagnostic.column - std::min(diagnostic.column, diagnostic.excerpt_column) + 1);
    const std::size_t end = begin + offset_of(line.substr(begin), std::size_t{diagnostic.length} + 1);
    out += report::quote({line, {begin, end}, diagnostic.line}, kMargin, style, report::Tone::error);
  }
  if (!diagnostic.hint.empty()) {
    // Below the gutter's line.
    const std::size_t gutter = std::max<std::size_t>(fmt::formatted_size("{}", diagnostic.line), 3);
    out += std::string(kMargin + gutter, ' ') + paint.hint(" = hint: ") + visible(diagnostic.hint) + '\n';
  }
  return out;
}

std::string to_text(const Diagnostics& diagnostics, const TextStyle& style) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic, style);
  return out;
}

}  // namespace norm
