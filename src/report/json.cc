// Problems and diagnostics as JSON objects, for programs.
#include <norm/report.h>

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "report/glyph.h"
#include "report/json_writer.h"

namespace norm {
namespace {

using report::append_escape;
using report::append_quoted;
using report::needs_escape;
using report::ObjectWriter;

constexpr std::size_t kLongestVal = std::size_t{64} << 10;  // bytes
constexpr std::string_view kRedacted = "<redacted>";

// The value itself, which is JSON already but for the places where `@pii` stands.
void append_val(std::string& out, std::string_view val) {
  if (val.size() > kLongestVal) {
    append_quoted(out, "<longer than 64 KiB>");  // the evaluator cuts it there: it is no JSON any more
    return;
  }
  bool in_string = false;
  for (std::size_t at = 0; at < val.size();) {
    if (const std::size_t run = in_string ? report::plain_run(val, at) : 0; run != 0) {
      out += val.substr(at, run);
      at += run;
      continue;
    }
    if (!in_string && val.substr(at, kRedacted.size()) == kRedacted) {
      append_quoted(out, kRedacted);
      at += kRedacted.size();
      continue;
    }
    const report::Glyph glyph = report::glyph_at(val, at);
    if (glyph.code_point == '\\' && in_string && at + 1 < val.size()) {
      out += val.substr(at, 2);  // the escaped character is none that ends the string
      at += 2;
      continue;
    }
    if (glyph.code_point == '"') in_string = !in_string;
    if (needs_escape(glyph)) {
      append_escape(out, glyph.code_point);
    } else {
      out += val.substr(at, glyph.size);
    }
    at += glyph.size;
  }
}

void append_path(std::string& out, const Segments& path) {
  out += '[';
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0) out += ',';
    if (const auto* key = std::get_if<std::string>(&path[i])) {
      append_quoted(out, *key);
    } else {
      fmt::format_to(std::back_inserter(out), "{}", std::get<std::size_t>(path[i]));
    }
  }
  out += ']';
}

void append_source(std::string& out, const SourcePlace& source) {
  if (source.line == 0) {  // built in C++: there is no text
    out += "null";
    return;
  }
  ObjectWriter object(out);
  object.text("file", source.file);
  object.number("line", source.line);
  object.number("column", source.column);
  object.end();
}

// The arguments of the predicate; each is JSON already.
void append_params(std::string& out, const std::vector<std::pair<std::string, std::string>>& params) {
  ObjectWriter object(out);
  for (const auto& [name, json] : params) object.name(name) += json;
  object.end();
}

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "";
}

}  // namespace

std::string to_json(const Problem& problem) {
  std::string out;
  ObjectWriter object(out);
  append_path(object.name("path"), problem.path);
  object.text("pointer", to_pointer(problem.path));
  object.text("predicate", problem.predicate);
  object.text("code", problem.code);
  append_val(object.name("val"), problem.val);
  object.text("message", problem.message);
  object.texts("via", problem.via);
  object.texts("branch", problem.branch);
  object.name("on") += problem.on_key ? "\"key\"" : "null";
  if (problem.span) {
    fmt::format_to(std::back_inserter(object.name("span")), "[{},{}]", problem.span->begin, problem.span->end);
  } else {
    object.name("span") += "null";
  }
  object.text("schema_path", problem.schema_path);
  append_source(object.name("source"), problem.source);
  append_params(object.name("params"), problem.params);
  object.end();
  return out;
}

std::string to_json(const DecodeError::Malformed& malformed) {
  std::string out;
  ObjectWriter object(out);
  object.text("code", "malformed_json");
  object.number("offset", malformed.offset);
  object.text("reason", malformed.reason);
  object.text("detail", malformed.code);
  object.end();
  return out;
}

std::string to_json(const Diagnostic& diagnostic) {
  std::string out;
  ObjectWriter object(out);
  object.text("code", diagnostic.code);
  object.text("severity", word(diagnostic.severity));
  object.text("message", diagnostic.message);
  object.text("file", diagnostic.file);
  object.number("line", diagnostic.line);
  object.number("column", diagnostic.column);
  object.number("length", diagnostic.length);
  object.text("hint", diagnostic.hint);
  object.end();
  return out;
}

}  // namespace norm
