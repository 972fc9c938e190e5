// An excerpt of a text as reports draw it.
#include "report/quote.h"

#include <algorithm>

#include "report/excerpt.h"

namespace norm::report {

std::string quote(const Quoted& quoted, std::size_t indent, const TextStyle& style, Tone tone) {
  constexpr std::size_t kGutter = 3;  // digits of a line number, before they widen it
  const Paint paint(style.colour);
  const std::string number = quoted.line == 0 ? "" : std::to_string(quoted.line);
  const std::size_t gutter = std::max(number.size(), kGutter);
  const std::size_t before = indent + gutter + 3;
  const Excerpt excerpt =
      excerpt_of(quoted.text, quoted.place.begin, quoted.place.end, style.width > before ? style.width - before : 0);
  const std::string margin(indent, ' ');
  const std::string carets(excerpt.carets, '^');
  return margin + paint.note(std::string(gutter - number.size(), ' ') + number + " |") + ' ' + excerpt.text + '\n' +
         margin + paint.note(std::string(gutter, ' ') + " |") + ' ' + std::string(excerpt.indent, ' ') +
         (tone == Tone::error ? paint.error(carets) : paint.note(carets)) + '\n';
}

}  // namespace norm::report
