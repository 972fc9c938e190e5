// Reads the reference line by line; whatever is in no known form becomes a complaint.
#include "reference/page.h"

#include <fmt/format.h>

#include <algorithm>

namespace norm::reference {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a line is `  LINE:COLUMN: …`.
bool is_mistake(std::string_view line) {
  if (!line.starts_with("  ")) return false;
  line.remove_prefix(2);
  for (int number = 0; number < 2; ++number) {
    const auto end = line.find(':');
    if (end == std::string_view::npos || end == 0 || !std::all_of(line.begin(), line.begin() + end, digit))
      return false;
    line.remove_prefix(end + 1);
  }
  return line.starts_with(' ');
}

/// What stands between backquotes. A `\|` is how a table holds a `|`.
std::vector<std::string> code_spans(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0;;) {
    const auto begin = text.find('`', at);
    const auto end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
    if (end == std::string_view::npos) return out;
    std::string span(text.substr(begin + 1, end - begin - 1));
    for (auto bar = span.find("\\|"); bar != std::string::npos; bar = span.find("\\|", bar)) span.erase(bar, 1);
    out.push_back(std::move(span));
    at = end + 1;
  }
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> out;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {  // the first is `|`
    if (line[i] == '|' && line[i - 1] != '\\') {
      const auto begin = cell.find_first_not_of(' ');
      out.push_back(begin == std::string::npos ? "" : cell.substr(begin, cell.find_last_not_of(' ') - begin + 1));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      lines_.push_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  Page read() {
    while (at_ < lines_.size()) read_line();
    return std::move(page_);
  }

 private:
  // What the next ```text fence holds.
  enum class Expect { nothing, explains, prints };

  void complain(std::string_view what) { page_.complaints.push_back(fmt::format("line {}: {}", at_ + 1, what)); }

  void read_line() {
    const std::string_view line = lines_[at_];
    if (line.starts_with("#")) {
      heading(line);
    } else if (line.starts_with("```")) {
      fence(line.substr(3));
    } else if (page_.sections.empty()) {
      complain("text before the first heading");
    } else if (line.starts_with("**")) {
      claim(line);
    } else if (line.starts_with("|")) {
      table();
      return;
    }
    if (!page_.sections.empty() && !line.starts_with("```")) page_.sections.back().text.append(line).append("\n");
    ++at_;
  }

  void heading(std::string_view line) {
    Section section;
    section.level = line.find_first_not_of('#');
    section.line = at_ + 1;
    for (const char c : line.substr(section.level + 1)) {
      if (c != '`') section.heading += c;
    }
    page_.sections.push_back(std::move(section));
  }

  void claim(std::string_view line) {
    Section& section = page_.sections.back();
    const auto end = line.find("**", 2);
    const std::string_view word = line.substr(2, end == std::string_view::npos ? 0 : end - 2);
    if (word == "Form") {
      section.form = true;
      return;
    }
    if (word == "Prints") {
      expect_ = Expect::prints;
      return;
    }
    if (section.examples.empty()) return complain("a claim without an example");
    Example& example = section.examples.back();
    if (word == "Explains") {
      expect_ = Expect::explains;
      return;
    }
    auto* list = word == "Accepts"   ? &example.accepts
                 : word == "Rejects" ? &example.rejects
                 : word == "Facts"   ? &example.facts
                                     : nullptr;
    if (list == nullptr) return complain("bold text that is no claim");
    const auto spans = code_spans(line.substr(end + 2));
    if (spans.empty()) complain("a claim without a payload");
    list->insert(list->end(), spans.begin(), spans.end());
  }

  void fence(std::string_view info) {
    const std::size_t opened = at_ + 1;
    std::vector<std::string_view> body;
    for (++at_; at_ < lines_.size() && lines_[at_] != "```"; ++at_) body.push_back(lines_[at_]);
    if (page_.sections.empty() || at_ == lines_.size()) return complain("a fence out of place");
    Section& section = page_.sections.back();
    std::string text;
    for (const auto line : body) text.append(line).append("\n");
    section.text += text;
    if (info == "norm" || info == "norm spec") {
      Example example;
      example.schema = text;
      example.expression = info == "norm spec";
      example.line = opened + 1;
      section.examples.push_back(std::move(example));
    } else if (info == "norm error") {
      claims(body, opened + 1, is_mistake, section.mistakes);
    } else if (info.starts_with("norm ")) {
      section.files.emplace_back(info.substr(5), text);
    } else if (info == "text" && expect_ == Expect::explains) {
      claims(
          body, opened + 1, [](std::string_view line) { return line.starts_with("  "); },
          section.examples.back().explains);
    } else if (info == "text" && expect_ == Expect::prints) {
      claims(
          body, opened + 1, [](std::string_view line) { return line.starts_with("  "); }, section.prints);
    } else {
      complain("a fence that no test runs");
    }
    expect_ = Expect::nothing;
  }

  /// Texts, each followed by lines that `below` tells from texts; a hint goes to the line that it belongs to.
  template <class Below>
  void claims(const std::vector<std::string_view>& body, std::size_t first, Below below, std::vector<Claim>& out) {
    bool fresh = true;
    for (std::size_t i = 0; i < body.size(); ++i) {
      const std::string_view line = body[i];
      const bool hint = !fresh && !out.back().lines.empty() && line.starts_with("    ");
      if (hint || below(line)) {
        if (fresh) return complain("indented lines without a text above them");
        out.back().lines.emplace_back(line.substr(2));
        continue;
      }
      if (fresh || !out.back().lines.empty()) {
        out.emplace_back();
        out.back().line = first + i;
        fresh = false;
      } else {
        out.back().text += '\n';
      }
      out.back().text += line;
    }
    if (fresh || out.back().lines.empty()) complain("a text without the lines that it gives");
  }

  void table() {
    Table table;
    table.line = at_ + 1;
    table.columns = cells_of(lines_[at_++]);
    for (++at_; at_ < lines_.size() && lines_[at_].starts_with("|"); ++at_) {
      TableRow row;
      for (const std::string& cell : cells_of(lines_[at_])) {
        const auto spans = code_spans(cell);
        row.push_back(spans.empty() && !cell.empty() ? std::vector<std::string>{cell} : spans);
      }
      if (row.size() != table.columns.size()) complain("a row with more or fewer cells than the table has columns");
      row.resize(table.columns.size());
      table.rows.push_back(std::move(row));
    }
    page_.sections.back().tables.push_back(std::move(table));
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  Expect expect_ = Expect::nothing;
  Page page_;
};

}  // namespace

Page read_page(std::string_view text) { return Reader(text).read(); }

}  // namespace norm::reference
