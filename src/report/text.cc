// The report for people: each value that fails, in its payload, with what it should be and where that was written.
#include <norm/print.h>
#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "report/excerpt.h"
#include "report/glyph.h"
#include "report/paint.h"

namespace norm {
namespace {

using report::Paint;
using report::visible;

constexpr std::size_t kLongestFact = 200;  // code points; an enum may have thousands of members
// An object is searched for a misspelt key this far: comparing words costs their square, and a payload has many problems.
constexpr std::size_t kSearchedBytes = std::size_t{64} << 10;
constexpr std::size_t kSearchedNames = 200;
constexpr std::string_view kMargin = "    ";

bool is_missing_key(const Problem& problem) { return problem.predicate == "required" && !problem.path.empty(); }

// The path of the value that `val` is: of a missing key the object that lacks it.
Segments place_of(const Problem& problem) {
  Segments path = problem.path;
  if (is_missing_key(problem)) path.pop_back();
  return path;
}

bool same_place(const Problem& a, const Problem& b) {
  return a.span == b.span && a.on_key == b.on_key && is_missing_key(a) == is_missing_key(b) && place_of(a) == place_of(b);
}

std::string shortened(std::string_view text) {
  const std::string_view head = report::first_code_points(text, kLongestFact);
  return visible(head) + (head.size() < text.size() ? "…" : "");
}

enum class Wanted { names, elements };

// The member names of an object's JSON text, or the strings among an array's elements; those that are written without an
// escape. A text that was redacted or is of another kind gives what can be read of it.
std::vector<std::string> strings_in(std::string_view json, Wanted wanted) {
  json = json.substr(0, kSearchedBytes);
  std::vector<std::string> strings;
  int depth = 0;
  for (std::size_t at = 0; at < json.size() && strings.size() < kSearchedNames; ++at) {
    const char c = json[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = ++at;
    bool escaped = false;
    while (at < json.size() && json[at] != '"') {
      if (json[at] == '\\') escaped = true, ++at;
      ++at;
    }
    const bool is_name = at + 1 < json.size() && json[at + 1] == ':';
    if (depth == 1 && !escaped && is_name == (wanted == Wanted::names)) strings.emplace_back(json.substr(begin, at - begin));
  }
  return strings;
}

// What a misspelt member of an enum, or tag of a multi, was to be.
std::string near_constant(const Problem& problem) {
  const std::string_view val = problem.val;
  if (problem.code != "enum" || val.size() < 2 || val.front() != '"' || problem.params.empty()) return {};
  return nearest(val.substr(1, val.size() - 2), strings_in(problem.params.front().second, Wanted::elements));
}

class TextReport {
 public:
  TextReport(std::string_view bytes, const TextStyle& style) : bytes_(bytes), style_(style), paint_(style.colour) {}

  std::string malformed(const DecodeError::Malformed& malformed, std::string_view name) {
    out_ += paint_.strong(visible(name) + ":") + ' ' + paint_.error("malformed JSON");
    out_ += fmt::format(" at byte {}: {}\n", malformed.offset, visible(malformed.reason));
    if (style_.quote == Quote::lines && !bytes_.empty()) {
      const std::size_t offset = std::min(malformed.offset, bytes_.size());
      const std::size_t end = offset < bytes_.size() ? offset + report::glyph_at(bytes_, offset).size : offset;
      quote(bytes_, offset, end, report::lines_of(bytes_, {offset}).front());
    }
    return std::move(out_);
  }

  std::string problems(const DecodeError& error, std::string_view name) {
    const std::vector<Problem>& problems = error.problems;
    out_ += paint_.strong(visible(name) + ":") + ' ';
    out_ += paint_.error(fmt::format("{} problem{}{}", problems.size(), problems.size() == 1 ? "" : "s",
                                     error.truncated ? " and more" : ""));
    out_ += '\n';
    std::vector<std::size_t> offsets;
    for (const Problem& problem : problems) offsets.push_back(problem.span ? problem.span->begin : 0);
    const std::vector<std::size_t> lines = report::lines_of(bytes_, offsets);
    for (std::size_t i = 0; i < problems.size(); ++i) {
      if (i == 0 || !same_place(problems[i - 1], problems[i])) place(problems[i], lines[i]);
      reason(problems[i], problems);
    }
    return std::move(out_);
  }

 private:
  void place(const Problem& problem, std::size_t line) {
    const Segments path = place_of(problem);
    out_ += "  " + paint_.strong(path.empty() ? "the document" : visible(to_path(path)));
    if (problem.on_key) out_ += " (the key)";
    out_ += '\n';
    const bool in_bytes = problem.span && problem.span->begin <= problem.span->end && problem.span->end <= bytes_.size();
    if (style_.quote == Quote::lines && in_bytes) {
      // What lacks a key is shown by its brace alone: carets under all of an object say nothing.
      const std::size_t end = is_missing_key(problem) ? problem.span->begin + 1 : problem.span->end;
      quote(bytes_, problem.span->begin, end, line);
    } else {
      quote(problem.val, 0, is_missing_key(problem) ? std::min<std::size_t>(1, problem.val.size()) : problem.val.size(), 0);
    }
  }

  // `line` 0: the text has no lines worth counting.
  void quote(std::string_view text, std::size_t begin, std::size_t end, std::size_t line) {
    const std::string number = line == 0 ? "" : fmt::format("{}", line + style_.first_line - 1);
    const std::size_t gutter = std::max<std::size_t>(number.size(), 3);
    const std::size_t before = kMargin.size() + gutter + 3;
    const report::Excerpt excerpt =
        report::excerpt_of(text, begin, end, style_.width > before ? style_.width - before : 0);
    out_ += kMargin;
    out_ += paint_.note(std::string(gutter - number.size(), ' ') + number + " |") + ' ' + excerpt.text + '\n';
    out_ += kMargin;
    out_ += paint_.note(std::string(gutter, ' ') + " |") + ' ' + std::string(excerpt.indent, ' ') +
            paint_.error(std::string(excerpt.carets, '^')) + '\n';
  }

  void reason(const Problem& problem, const std::vector<Problem>& all) {
    out_ += kMargin;
    if (is_missing_key(problem)) out_ += visible(to_path({problem.path.back()})) + ": ";
    std::string facts = shortened(problem.predicate);
    out_ += problem.message.empty() ? "fails spec: " + facts : shortened(problem.message);
    if (problem.message.empty()) facts.clear();
    const auto add = [&](const std::string& fact) { facts += (facts.empty() ? "" : ", ") + fact; };
    if (problem.source.line != 0) {
      add(fmt::format("{}:{}:{}", visible(problem.source.file), problem.source.line, problem.source.column));
    }
    if (!problem.via.empty()) add("in " + visible(fmt::format("{}", fmt::join(problem.via, " > "))));
    if (!problem.branch.empty()) add("branch " + visible(fmt::format("{}", fmt::join(problem.branch, " > "))));
    if (!facts.empty()) out_ += paint_.note("  [" + facts + "]");
    out_ += '\n';
    const std::string hint = hint_for(problem, all);
    if (!hint.empty()) out_ += std::string(kMargin) + paint_.hint("hint: ") + visible(hint) + '\n';
  }

  static std::string hint_for(const Problem& problem, const std::vector<Problem>& all) {
    if (const std::string constant = near_constant(problem); !constant.empty()) return "did you mean \"" + constant + "\"?";
    const auto* key = is_missing_key(problem) ? std::get_if<std::string>(&problem.path.back()) : nullptr;
    if (key == nullptr) return {};
    // A name that some spec has judged is declared, so it is no misspelling of this one, unless it was judged unknown.
    std::vector<std::string> declared;
    const Segments object = place_of(problem);
    for (const Problem& other : all) {
      if (other.path.size() != problem.path.size() || other.predicate == "disallowed") continue;
      if (!std::equal(object.begin(), object.end(), other.path.begin())) continue;
      if (const auto* name = std::get_if<std::string>(&other.path.back())) declared.push_back(*name);
    }
    std::vector<std::string> names = strings_in(problem.val, Wanted::names);
    std::erase_if(names, [&](const std::string& name) {
      return std::find(declared.begin(), declared.end(), name) != declared.end();
    });
    const std::string near = nearest(*key, names);
    return near.empty() ? std::string() : "the object has " + print_key(near);
  }

  std::string_view bytes_;
  TextStyle style_;
  Paint paint_;
  std::string out_;
};

}  // namespace

std::string to_text(const DecodeError& error, std::string_view bytes, std::string_view name, const TextStyle& style) {
  TextReport report(bytes, style);
  return error.malformed ? report.malformed(*error.malformed, name) : report.problems(error, name);
}

}  // namespace norm
