// A place in a text of any size as two lines for people.
#include "report/excerpt.h"

#include <algorithm>
#include <numeric>

#include "report/glyph.h"

namespace norm::report {
namespace {

constexpr std::size_t kLeastColumns = 20;  // narrower than this nothing can be recognised
// A run of combining marks takes no column: stop after so many bytes a column, or a payload of them is shown whole.
constexpr std::size_t kBytesPerColumn = 16;

bool ends_line(std::string_view text, std::size_t at) {
  return text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] == '\n'));
}

struct Reach {
  std::size_t at = 0;       // byte offset
  std::size_t columns = 0;  // between the start and it
  bool complete = false;    // the line ends here
};

Reach forward(std::string_view text, std::size_t from, std::size_t columns) {
  Reach reach{from, 0, false};
  const std::size_t limit = std::min(text.size(), from + columns * kBytesPerColumn);
  while (true) {
    if (reach.at == text.size() || ends_line(text, reach.at)) return reach.complete = true, reach;
    const Glyph glyph = glyph_at(text, reach.at);
    if (reach.columns + glyph.columns > columns || reach.at >= limit) return reach;
    reach.at += glyph.size;
    reach.columns += glyph.columns;
  }
}

Reach backward(std::string_view text, std::size_t from, std::size_t columns) {
  Reach reach{from, 0, false};
  const std::size_t limit = from - std::min(from, columns * kBytesPerColumn);
  while (true) {
    if (reach.at == 0 || text[reach.at - 1] == '\n') return reach.complete = true, reach;
    const Glyph glyph = glyph_before(text, reach.at);
    if (reach.columns + glyph.columns > columns || reach.at <= limit) return reach;
    reach.at -= glyph.size;
    reach.columns += glyph.columns;
  }
}

std::string shown(std::string_view text, std::size_t begin, std::size_t end) {
  return visible(text.substr(begin, end - begin));
}

}  // namespace

Excerpt excerpt_of(std::string_view text, std::size_t begin, std::size_t end, std::size_t columns) {
  columns = std::max(columns, kLeastColumns);
  Reach left = backward(text, begin, columns);
  Reach right = forward(text, begin, columns);
  if (!left.complete || !right.complete || left.columns + right.columns > columns) {
    // A third of the width for what stands before the place, more if what follows needs less.
    const std::size_t room = columns - 2;  // for the two `…`
    const std::size_t right_least = right.complete ? std::min(right.columns, room - room / 3) : room - room / 3;
    left = backward(text, begin, room - right_least);
    right = forward(text, begin, room - left.columns);
  }
  Excerpt excerpt;
  if (!left.complete) excerpt.text += "…";
  excerpt.indent = left.columns + (left.complete ? 0 : 1);
  excerpt.text += shown(text, left.at, begin);
  excerpt.text += shown(text, begin, right.at);
  if (!right.complete) excerpt.text += "…";

  const std::size_t last = std::min(end, right.at);
  std::size_t carets = 0;
  for (std::size_t at = begin; at < last;) {
    const Glyph glyph = glyph_at(text, at);
    carets += glyph.columns;
    at += glyph.size;
  }
  excerpt.carets = std::max<std::size_t>(carets, 1);
  return excerpt;
}

std::vector<std::size_t> lines_of(std::string_view text, const std::vector<std::size_t>& offsets) {
  std::vector<std::size_t> order(offsets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return offsets[a] < offsets[b]; });
  std::vector<std::size_t> lines(offsets.size(), 1);
  std::size_t at = 0;
  std::size_t line = 1;
  for (const std::size_t index : order) {
    const std::size_t offset = std::min(offsets[index], text.size());
    line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    at = offset;
    lines[index] = line;
  }
  return lines;
}

std::string_view line_at(std::string_view text, std::size_t number) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (; number > 1; --number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace norm::report
