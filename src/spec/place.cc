// From byte offsets in schema text to line, column and the line itself.
#include "spec/place.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace norm::spec {
namespace {

// What an excerpt shows of a long line on either side of the place.
constexpr std::size_t kAround = 200;

// So many bytes of a long line are counted for a place in it.
constexpr std::size_t kBetweenMarks = 128;

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Eight bytes at a time: each problem of a payload has a place in a schema that may be long.
std::size_t code_points(std::string_view text) {
  constexpr std::uint64_t kTops = 0x8080808080808080;
  std::size_t count = 0;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t bytes;
    std::memcpy(&bytes, text.data(), 8);
    const std::uint64_t going_on = bytes & ~(bytes << 1) & kTops;  // the two upper bits of 0x80 to 0xBF
    count += 8 - static_cast<std::size_t>(std::popcount(going_on));
  }
  return count + static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

std::size_t lines(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at) ++count;
  return count;
}

}  // namespace

SourcePlace place_of(const SchemaFile& file, std::size_t begin, std::size_t end) {
  const std::string_view text = file.text;
  const std::string_view before = text.substr(0, begin);
  std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  // A byte order mark is no character of the first line.
  if (start == 0 && before.starts_with(kByteOrderMark)) start = kByteOrderMark.size();
  const std::string_view here = text.substr(before.size(), std::max(end, begin) - begin);
  return {file.name, static_cast<std::uint32_t>(lines(before) + 1),
          static_cast<std::uint32_t>(code_points(before.substr(start)) + 1),
          static_cast<std::uint32_t>(code_points(here.substr(0, here.find_first_of("\r\n"))))};
}

Lines::Lines(const SchemaFile& file) : file_(&file) {
  const std::string_view text = file.text;
  std::uint32_t line = 1;
  for (std::size_t at = 0; at <= text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::uint32_t column = 1;
    marks_.push_back({at, line, column});
    if (line == 1 && text.starts_with(kByteOrderMark)) marks_.push_back({at = kByteOrderMark.size(), line, column});
    for (; end - at > kBetweenMarks; at += kBetweenMarks) {
      column += static_cast<std::uint32_t>(code_points(text.substr(at, kBetweenMarks)));
      marks_.push_back({at + kBetweenMarks, line, column});
    }
    at = end + 1;
  }
}

Lines::Mark Lines::mark_at(std::size_t offset) const {
  const auto after = std::upper_bound(marks_.begin(), marks_.end(), offset,
                                      [](std::size_t wanted, const Mark& mark) { return wanted < mark.offset; });
  Mark mark = *(after - 1);  // the first one stands at 0
  const std::string_view rest = std::string_view(file_->text).substr(mark.offset, offset - mark.offset);
  mark.column += static_cast<std::uint32_t>(code_points(rest));
  return mark;
}

SourcePlace Lines::place_of(std::size_t begin, std::size_t end) const {
  const std::string_view text = file_->text;
  begin = std::min(begin, text.size());
  std::string_view here = text.substr(begin, std::max(end, begin) - begin);
  here = here.substr(0, here.find('\n'));
  here = here.substr(0, here.find('\r'));
  const Mark from = mark_at(begin);
  const std::uint32_t length = here.size() <= kBetweenMarks ? static_cast<std::uint32_t>(code_points(here))
                                                            : mark_at(begin + here.size()).column - from.column;
  return {file_->name, from.line, from.column, length};
}

Diagnostic diagnostic_at(const SchemaFile& file, std::size_t begin, std::size_t end, std::string code,
                         std::string message, std::string hint) {
  const std::string_view text = file.text;
  const std::size_t first = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  begin = std::clamp(begin, first, text.size());
  const SourcePlace place = place_of(file, begin, begin);
  const std::size_t line_begin = std::max(text.substr(0, begin).rfind('\n') + 1, first);
  std::size_t line_end = std::min(text.find('\n', begin), text.size());
  if (line_end > line_begin && text[line_end - 1] == '\r') --line_end;
  begin = std::min(begin, line_end);
  end = std::clamp(end, begin, line_end);

  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostic.file = file.name;
  diagnostic.line = place.line;
  diagnostic.column = place.column;
  diagnostic.length =
      static_cast<std::uint32_t>(std::max<std::size_t>(1, code_points(text.substr(begin, end - begin))));
  std::size_t from = begin - line_begin > kAround ? begin - kAround : line_begin;
  while (from < begin && !starts_code_point(text[from])) ++from;
  std::size_t to = std::min(line_end, begin + kAround);
  while (to > begin && to < line_end && !starts_code_point(text[to])) --to;
  diagnostic.excerpt = std::string(text.substr(from, to - from));
  diagnostic.excerpt_column = static_cast<std::uint32_t>(code_points(text.substr(line_begin, from - line_begin)) + 1);
  return diagnostic;
}

Diagnostic diagnostic_at(const Library* library, const SourceSpan& span, std::string code, std::string message,
                         std::string hint) {
  if (library && span.end > 0 && span.file < library->files.size()) {
    return diagnostic_at(library->files[span.file], span.begin, span.end, std::move(code), std::move(message),
                         std::move(hint));
  }
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

}  // namespace norm::spec
