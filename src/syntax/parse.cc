// The entry points: checks that the text can be read at all, reads it, builds the tree, gives the mistakes their
// places.
#include "syntax/parse.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "spec/place.h"
#include "spec/utf8.h"
#include "syntax/build.h"
#include "syntax/read.h"
#include "syntax/tape.h"

namespace norm::syntax {
namespace {

// A schema is written by people; offsets are 32 bits wide.
constexpr std::size_t kLargest = std::size_t{64} << 20;

std::vector<Mistake> unreadable(std::string_view text) {
  if (text.size() > kLargest) return {{0, 0, "too-large", "a schema file has at most 64 MiB"}};
  if (const std::size_t at = spec::first_invalid_utf8(text); at != std::string_view::npos) {
    return {{at, at + 1, "syntax", "this byte is no UTF-8", "schema files are UTF-8 text"}};
  }
  return {};
}

Diagnostics placed(const SchemaFile& file, std::vector<Mistake> mistakes) {
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.begin < b.begin; });
  if (mistakes.size() > kMostMistakes) mistakes.erase(mistakes.begin() + kMostMistakes, mistakes.end());
  Diagnostics out;
  for (Mistake& mistake : mistakes) {
    if (mistake.first) {
      const SourcePlace first = spec::place_of(file, *mistake.first, *mistake.first);
      mistake.hint = fmt::format("the first one stands at {}:{}:{}", first.file, first.line, first.column);
    }
    out.push_back(spec::diagnostic_at(file, mistake.begin, mistake.end, std::move(mistake.code),
                                      std::move(mistake.message), std::move(mistake.hint)));
  }
  return out;
}

// Each costs a look at the text for its line and column, so of a slide's worth of them no more are told.
constexpr std::size_t kMostNotes = 100;

Diagnostics notes_on(const Tape& tape, const SchemaFile& file) {
  constexpr std::string_view kCurly = "\xE2\x80\x9C";
  Diagnostics out;
  for (const Tape::Entry& entry : tape.entries()) {
    if (out.size() == kMostNotes) break;
    if (entry.kind != Kind::string || !std::string_view(file.text).substr(entry.begin).starts_with(kCurly)) continue;
    out.push_back(spec::diagnostic_at(file, entry.begin, entry.end, "curly-quotes",
                                      "curly quotes are read as plain ones", "strings stand in \"…\""));
    out.back().severity = Severity::info;
  }
  return out;
}

}  // namespace

ParsedFile parse_file(std::string_view text, std::string name, std::uint32_t file_index) {
  ParsedFile out;
  out.file.name = std::move(name);
  out.file.text = std::string(text.substr(0, kLargest));
  std::vector<Mistake> mistakes = unreadable(text);
  if (mistakes.empty()) {
    Reading reading = read_file(text);
    mistakes = std::move(reading.mistakes);
    out.lost = std::move(reading.lost);
    Builder(reading.tape, text, file_index, mistakes).file(out.file);
    Builder(reading.broken, text, file_index, mistakes).pieces(out.broken);
    out.notes = notes_on(reading.tape, out.file);
  }
  out.diagnostics = placed(out.file, std::move(mistakes));
  return out;
}

ParsedExpression parse_expression(std::string_view text, std::string name) {
  ParsedExpression out;
  out.file.name = std::move(name);
  out.file.text = std::string(text.substr(0, kLargest));
  std::vector<Mistake> mistakes = unreadable(text);
  if (mistakes.empty()) {
    Reading reading = read_expression(text);
    mistakes = std::move(reading.mistakes);
    Builder(reading.tape, text, 0, mistakes).file(out.file);
    Builder(reading.broken, text, 0, mistakes).pieces(out.broken);
  }
  if (!mistakes.empty()) {
    std::move(out.file.definitions.begin(), out.file.definitions.end(), std::back_inserter(out.broken));
    out.file.definitions.clear();
  }
  out.diagnostics = placed(out.file, std::move(mistakes));
  return out;
}

}  // namespace norm::syntax
