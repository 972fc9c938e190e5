#pragma once

// Parses and checks one text, and shows what was found as lines that a table can hold.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"
#include "syntax/parse.h"

namespace norm::checking {

inline std::string shown(const Diagnostic& diagnostic) {
  return fmt::format("{}:{} {}: {}", diagnostic.line, diagnostic.column, diagnostic.code, diagnostic.message);
}

/// The diagnostics of the check alone; a syntax error makes the test's text wrong, and shows.
inline Diagnostics checked(std::string_view text) {
  syntax::ParsedFile parsed = syntax::parse_file(text, "a.norm", 0);
  if (!parsed.diagnostics.empty()) return parsed.diagnostics;
  Library library;
  library.files.push_back(std::move(parsed.file));
  return check(library);
}

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : checked(text)) out.push_back(shown(diagnostic));
  return out;
}

}  // namespace norm::checking
