#pragma once

#include <norm/decode.h>
#include <norm/diagnostic.h>
#include <norm/export.h>
#include <norm/problem.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace norm {

/// The deck's wording, byte for byte: `In :data/:user_id, val: "x" fails spec: integer?`, without `In …, ` at the root.
///
/// `val` longer than 80 code points is its first 80 and `…`. No newline at the end.
NORM_API std::string to_line(const Problem& problem);

/// One `to_line` a problem, joined by newlines, none after the last.
NORM_API std::string to_lines(const std::vector<Problem>& problems);

/// `malformed JSON at byte 17: REASON`, or the lines of the problems.
NORM_API std::string to_lines(const DecodeError& error);

/// `:data/:user_id/[0]`; a key that is no word is quoted, `:"a b"`. Empty for the root.
NORM_API std::string to_path(const Segments& path);

/// The same as a JSON Pointer, `/data/user_id/0`. Source: RFC 6901.
NORM_API std::string to_pointer(const Segments& path);

/// One JSON object on one line: path, pointer, predicate, code, val, message, via, branch, on, span, schema_path,
/// source, params (an object, `{}` where the predicate has no arguments).
///
/// `val` is the JSON value itself; where it is redacted or over 64 KiB it is a string that says so. `source` is null
/// for a spec that was built in C++, `span` for a value that did not come from bytes.
NORM_API std::string to_json(const Problem& problem);
/// `{"code":"malformed_json","offset":17,"reason":"…","detail":"invalid_utf8"}`; `detail` is Malformed::code.
NORM_API std::string to_json(const DecodeError::Malformed& malformed);

/// How text for people is drawn.
enum class Colour : std::uint8_t { off, on };
/// Whether the line around a malformed place is shown. No schema has judged it, so nobody knows what `@pii` governs
/// there: `quoted` is for schemas without `@pii`.
enum class Malformed : std::uint8_t { named, quoted };
/// `drawn`: excerpts with carets below, indented. `plain`: lines that a screen reader reads well; a place is a line and
/// a column in words.
enum class Layout : std::uint8_t { drawn, plain };
struct TextStyle {
  Colour colour = Colour::off;
  std::size_t width = 100;  ///< columns of the terminal: excerpts are cut to fit, sentences of `drawn` wrapped
  Malformed malformed = Malformed::named;
  std::size_t first_line = 1;  ///< the number of the payload's first line, for a line of a longer file
  Layout layout = Layout::drawn;
  /// After so many reasons the report ends with "and more". Of a union only the nearest alternative's are told, so an
  /// error with more problems than this is worth having: the nearest may be the last.
  std::size_t max_reasons = 100;
};

/// The report for people: each value that fails with carets below it, what it should be, and the schema's line that
/// says so.
///
/// Of a union the alternative that was probably meant is told in full and the others are counted; what `error.redacted`
/// has is shown as `<redacted>`, in the lines around a value too.
/// `bytes` is the payload that `error` speaks of (a line of any length is cut around the place); `name` what to call
/// it. Safe for terminals: controls and the like are shown, not sent. Ends with a newline. Cost: one pass over the
/// payload.
NORM_API std::string to_text(const DecodeError& error, std::string_view bytes, std::string_view name,
                             const TextStyle& style = {});

/// `FILE:line:col: error: message [code]`, the line with a caret below it, and the hint. Ends with a newline.
NORM_API std::string to_text(const Diagnostic& diagnostic, const TextStyle& style = {});
NORM_API std::string to_text(const Diagnostics& diagnostics, const TextStyle& style = {});

/// One JSON object a diagnostic: code, severity, message, file, line, column, length, hint.
NORM_API std::string to_json(const Diagnostic& diagnostic);

/// Did you mean: the candidate that a misspelt word is nearest to (two slips at most, case ignored); empty: none is
/// near.
NORM_API std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace norm
