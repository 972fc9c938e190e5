#pragma once

// Schema text to the tree that norm/spec.h describes: the only place that runs PEGTL and the library's only `catch`.
#include <norm/diagnostic.h>
#include <norm/spec.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::syntax {

/// What could be read of a file, and what is wrong with the rest: after a mistake, parsing goes on at the next `Name
/// =`.
struct ParsedFile {
  SchemaFile file;                 ///< name, text, module, imports (their `file` still 0), externs, definitions
  Diagnostics diagnostics;         ///< in order of place
  Diagnostics notes;               ///< severity info: what is read all the same
  std::vector<Definition> broken;  ///< without names: what is complete in that rest, so that it can be checked too
  std::vector<std::string> lost;  ///< names that the rest may define: nobody may call them undefined; externs' with `?`
};

/// `file_index` goes into every SourceSpan and Ref.
[[nodiscard]] ParsedFile parse_file(std::string_view text, std::string name, std::uint32_t file_index);

struct ParsedExpression {
  SchemaFile file;  ///< one definition without a name; none after a mistake
  Diagnostics diagnostics;
  std::vector<Definition> broken;  ///< after one: what is complete, so that it can be checked too
};

/// One expression, nothing else.
[[nodiscard]] ParsedExpression parse_expression(std::string_view text, std::string name);

}  // namespace norm::syntax
