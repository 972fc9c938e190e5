#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace norm {

/// How much a diagnostic matters: an `error` keeps the schema from loading, the others do not. In rising order, so that
/// `severity >= Severity::warning` is what fails a build.
enum class Severity : std::uint8_t { info, warning, error };

/// One mistake of the schema's author: what is wrong, where, and what would be right.
///
/// `code` is stable and for programs; `message` and `hint` are for people and may change between releases.
/// `line` and `column` count from 1, `column` in code points; both are 0 where there is no text (a spec built in C++, a
/// file that cannot be read). The functions that load give all mistakes at once, those of the file itself first and then
/// those of its imports, each file's in order of place; what one mistake makes impossible to judge is not reported.
/// It owns its texts and outlives whatever it speaks of. Text that came from a schema is given as it stands there,
/// control characters too: `to_text` in norm/report.h makes it fit for a terminal.
struct Diagnostic {
  std::string code;                      ///< id of the rule: "syntax", "unresolved-name", "duplicate-key", …
  Severity severity = Severity::error;
  std::string message;                   ///< one sentence, no full stop: `undefined spec Nope`
  std::string file;                      ///< as the caller named it; an imported file relative to the same place
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;              ///< code points to underline, at least 1, never past the line's end
  std::string excerpt;                   ///< the line of source text, of a long one the part around the place
  std::uint32_t excerpt_column = 1;      ///< the column at which the excerpt begins
  std::string hint;                      ///< what was expected, or `did you mean Note?`; may be empty

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace norm
