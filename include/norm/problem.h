#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace norm {

/// A step from a value to one inside it: a member's name, decoded from its JSON escapes, or an element's index, from 0.
/// As text: `to_path` and `to_pointer` in norm/report.h.
using Segment = std::variant<std::string, std::size_t>;
using Segments = std::vector<Segment>;

/// A place in schema text; `line` 0 where the spec was built in C++.
struct SourcePlace {
  std::string file;
  std::uint32_t line = 0;    ///< from 1
  std::uint32_t column = 0;  ///< from 1, in code points
  std::uint32_t length = 0;  ///< in code points, no further than the line's end; 0: not known

  friend bool operator==(const SourcePlace&, const SourcePlace&) = default;
};

/// A half-open range of byte offsets into a payload, counted from 0.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const ByteSpan&, const ByteSpan&) = default;
};

/// A union that was entered on the way to a problem, and by which of its alternatives.
struct Alternative {
  std::string schema_path;  ///< of the union
  std::size_t index = 0;    ///< from 0
  std::size_t count = 0;    ///< how many the union has; all of them failed
  std::size_t depth = 0;    ///< so many segments of the problem's path lead to the value that the union judged
  std::string name;         ///< the alternative's tag, or the name it consists of; else empty

  friend bool operator==(const Alternative&, const Alternative&) = default;
};

/// One reason why a payload does not conform: facts only; `norm/report.h` turns them into text.
///
/// Problems of one payload stand in the order of the schema's declarations; elements, entries of a map_of and undeclared
/// keys in that of the payload. `a & b` gives those of the side that failed first, `a | b` those of every alternative.
/// `code` is what a program matches: a predicate's name without its `?`, `gt` `ge` `lt` `le` `range` for bounds, or
/// `lit` `enum` `not` `required` `disallowed` `duplicate_key` `tuple_size` `min_count` `max_count` `distinct` `require`
/// `check` `too_deep`, and `extern:luhn?` for a predicate of the host. `predicate` and `code` are stable, `message` is not.
///
/// Nothing of what `@pii` governs is in any of the fields, but for the bytes that `span` speaks of: whoever shows those
/// leaves out `DecodeError::redacted`.
/// Cost: a Problem owns its texts and outlives payload, decoder and validator; `val` is cut at a little over 64 KiB, and
/// path and schema_path are as long as the value is deep. Threads: a plain value.
/// Source: RFC 8259 for JSON text, RFC 6901 for pointers.
struct Problem {
  Segments path;          ///< resolves in the payload; of `required` all but the last segment does. A key that `@pii`
                          ///< governs, or that stands inside what it governs and no schema declares, is `<redacted>`
  std::string predicate;  ///< canonical text of the leaf that failed: `integer?`, `> 0`, `lit("x")`, `required`
  std::string val;        ///< the value as JSON text without blanks; of `required` the object that lacks the key, of a
                          ///< key error of map_of the key. `<redacted>` stands for what `@pii` governs.
  std::string code;       ///< stable id: `integer`, `gt`, `lit`, `required`, `duplicate_key`, `too_deep`, …
  std::vector<std::pair<std::string, std::string>> params;  ///< the predicate's arguments: name, JSON text
  std::string message;                                      ///< a sentence for people, the author's own where given
  std::vector<std::string> via;                             ///< named specs entered, outermost first
  std::vector<std::string> branch;                          ///< tags of `alt`, outermost first
  std::vector<Alternative> unions;                          ///< `|`, one_of and alt entered, the 8 outermost
  bool on_key = false;                                      ///< the key itself failed (map_of)
  std::optional<ByteSpan> span;                             ///< the value in the payload's bytes; none for a bare Json
  std::string schema_path;  ///< JSON Pointer into the spec, as `norm compile --dump` numbers it
  SourcePlace source;       ///< where the predicate was written

  friend bool operator==(const Problem&, const Problem&) = default;
};

}  // namespace norm
