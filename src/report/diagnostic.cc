// Mistakes in schema text as a compiler would show them: place, sentence, line, caret, hint.
#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "report/excerpt.h"
#include "report/glyph.h"
#include "report/paint.h"

namespace norm {
namespace {

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
  const std::string number = diagnostic.line == 0 ? "" : fmt::format("{}", diagnostic.line);
  const std::string margin(std::max<std::size_t>(number.size(), 3), ' ');
  if (diagnostic.line != 0 && !diagnostic.excerpt.empty()) {
    const std::string_view line = diagnostic.excerpt;
    const std::size_t begin = offset_of(line, diagnostic.column - std::min(diagnostic.column, diagnostic.excerpt_column) + 1);
    const std::size_t end = begin + offset_of(line.substr(begin), std::size_t{diagnostic.length} + 1);
    const std::size_t gutter = margin.size() + 5;  // two blanks, the number, ` | `
    const report::Excerpt excerpt =
        report::excerpt_of(line, begin, end, style.width > gutter ? style.width - gutter : 0);
    const std::string right_aligned = margin.substr(number.size()) + number;
    out += "  " + paint.note(right_aligned + " |") + ' ' + excerpt.text + '\n';
    out += "  " + paint.note(margin + " |") + ' ' + std::string(excerpt.indent, ' ') +
           paint.error(std::string(excerpt.carets, '^')) + '\n';
  }
  if (!diagnostic.hint.empty()) out += "  " + margin + paint.hint(" = hint: ") + visible(diagnostic.hint) + '\n';
  return out;
}

std::string to_text(const Diagnostics& diagnostics, const TextStyle& style) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic, style);
  return out;
}

}  // namespace norm
