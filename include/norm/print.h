#pragma once

#include <norm/export.h>
#include <norm/schema_file.h>
#include <norm/spec.h>

#include <string>
#include <string_view>

namespace norm {

/// The canonical text of a spec on one line: `parse(print(spec)) == spec`, and what explanations quote of a leaf.
///
/// One blank after `,`, around `&` and `|` and after a bound's sign; parentheses only where needed; regexes and numbers
/// with their own characters; strings as JSON with the fewest escapes.
NORM_API std::string print(const Spec& spec);

NORM_API std::string print(const PresenceExpr& expr);  ///< `:a | :b & :c`
NORM_API std::string print(const Check& check);        ///< `:edited_at >= :created_at`, without `at:` and `message:`
NORM_API std::string print_path(const KeyPath& path);  ///< `:data/:user_id`
NORM_API std::string print_key(std::string_view key);  ///< `:k`, or `:"a b"` where k is no word

/// Every definition of the module's own file, one a line, preceded by its imports and externs.
NORM_API std::string print(const Module& module);

}  // namespace norm
