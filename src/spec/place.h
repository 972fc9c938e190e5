#pragma once

// From byte offsets in schema text to what people read: line, column, the line itself.
#include <norm/diagnostic.h>
#include <norm/problem.h>
#include <norm/spec.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace norm::spec {

/// What a file may begin with; no character of its first line.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Line and column (both from 1, columns in code points) of a byte offset. Cost: linear in the offset.
[[nodiscard]] SourcePlace place_of(const SchemaFile& file, std::size_t begin, std::size_t end);

/// The same for who asks often. Cost: the logarithm of the text's size, and a look for the end of the line.
class Lines {
 public:
  /// REQUIRES: `file` outlives it.
  explicit Lines(const SchemaFile& file);
  [[nodiscard]] SourcePlace place_of(std::size_t begin, std::size_t end) const;

 private:
  /// A place that is known: where a line begins and, since one may be long, some in it.
  struct Mark {
    std::size_t offset;
    std::uint32_t line;
    std::uint32_t column;
  };
  [[nodiscard]] Mark mark_at(std::size_t offset) const;

  const SchemaFile* file_;
  std::vector<Mark> marks_;
};

/// A diagnostic of severity error at a span of a file; `length` ends at the line's end. Of a long line the excerpt is
/// the 200 bytes on either side of the place.
[[nodiscard]] Diagnostic diagnostic_at(const SchemaFile& file, std::size_t begin, std::size_t end, std::string code,
                                       std::string message, std::string hint = {});

/// The same for a span in a Library; without text (a spec built in C++) it has no place.
[[nodiscard]] Diagnostic diagnostic_at(const Library* library, const SourceSpan& span, std::string code,
                                       std::string message, std::string hint = {});

}  // namespace norm::spec
