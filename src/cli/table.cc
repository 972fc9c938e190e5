// Text from outside in columns.
#include "cli/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace norm::cli {
namespace {

constexpr std::size_t kGap = 2;        // between columns
constexpr std::size_t kNarrowest = 8;  // what is left of a column that is cut
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "…";

struct CodePoint {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = true;
};

// Payloads have been checked for UTF-8; schema text and file names may be anything.
CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + size > text.size()) return {0, 1, false};
  char32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0u) != 0x80) return {0, 1, false};
    value = value << 6 | (byte(at + i) & 0x3Fu);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {0, 1, false};
  return {value, size, true};
}

bool obeyed_by_terminals(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

// Of the blocks that terminals draw over two columns; source: Unicode's EastAsianWidth, W and F, by block.
std::size_t columns_of(char32_t c) {
  if (c >= 0x300 && c <= 0x36F) return 0;  // combining marks
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    columns += columns_of(c.value);
    at += c.size;
  }
  return columns;
}

// As much of the text as fits, with an ellipsis at the end that was cut.
std::string fitted(const std::string& text, std::size_t width, Cut cut) {
  std::size_t columns = width_of(text);
  if (columns <= width) return text;
  if (cut == Cut::front) {
    std::size_t at = 0;
    while (columns > width - 1) {
      const CodePoint c = code_point_at(text, at);
      columns -= columns_of(c.value);
      at += c.size;
    }
    return std::string(kEllipsis) + text.substr(at);
  }
  std::size_t at = 0;
  for (std::size_t used = 0;;) {
    const CodePoint c = code_point_at(text, at);
    used += columns_of(c.value);
    if (used > width - 1) break;
    at += c.size;
  }
  return text.substr(0, at) + std::string(kEllipsis);
}

std::size_t total(const std::vector<std::size_t>& widths) {
  std::size_t sum = widths.empty() ? 0 : (widths.size() - 1) * kGap;
  for (const std::size_t width : widths) sum += width;
  return sum;
}

// The narrowest that the columns can be made.
std::size_t least(const std::vector<Column>& columns, std::vector<std::size_t> widths) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].cut != Cut::never) widths[i] = std::min(widths[i], kNarrowest);
  }
  return total(widths);
}

// The widest gives way first, so that short columns stay whole.
void shrink(const std::vector<Column>& columns, std::vector<std::size_t>& widths, std::size_t width) {
  while (total(widths) > width) {
    std::size_t widest = columns.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].cut == Cut::never || widths[i] <= kNarrowest) continue;
      if (widest == columns.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == columns.size()) return;
    --widths[widest];
  }
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (!c.valid) {
      out += kReplacement;
    } else if (obeyed_by_terminals(c.value)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c.value));
    } else {
      out += text.substr(at, c.size);
    }
    at += c.size;
  }
  return out;
}

std::string json_string(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + harmless(escaped) + '"';
}

std::string first_code_points(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < count && at < text.size(); ++i) at += code_point_at(text, at).size;
  std::string out(text.substr(0, at));
  if (at < text.size()) out += kEllipsis;
  return out;
}

std::vector<std::string> layout(std::vector<Column> columns, std::vector<std::vector<std::string>> rows,
                                std::size_t width) {
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.push_back(column.title);
  rows.insert(rows.begin(), std::move(titles));
  std::vector<std::size_t> widths(columns.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  while (least(columns, widths) > width) {
    const auto drop = std::max_element(columns.begin(), columns.end(),
                                       [](const Column& a, const Column& b) { return a.optional < b.optional; });
    if (drop->optional == 0) break;
    const auto index = drop - columns.begin();
    columns.erase(drop);
    widths.erase(widths.begin() + index);
    for (auto& row : rows) row.erase(row.begin() + index);
  }
  shrink(columns, widths, width);
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = columns[i].cut == Cut::never ? row[i] : fitted(row[i], widths[i], columns[i].cut);
      const std::string padding(widths[i] - std::min(widths[i], width_of(cell)), ' ');
      if (i > 0) line.append(kGap, ' ');
      line += columns[i].numeric ? padding + cell : cell + padding;
    }
    line.resize(line.find_last_not_of(' ') + 1);
    lines.push_back(line + '\n');
  }
  return lines;
}

}  // namespace norm::cli
