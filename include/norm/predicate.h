#pragma once

#include <norm/export.h>

#include <span>
#include <string_view>

namespace norm {

/// What a built-in predicate is, for tools and documentation: one row of the table in `src/predicate`.
struct PredicateInfo {
  std::string_view name;        ///< `length?`; `>`, `..` for the signs
  std::string_view signature;   ///< `length?(n | a..b)`
  std::string_view kinds;       ///< the JSON kinds it can hold of: `string`, `string, array, object`, `any`
  std::string_view phrase;      ///< what a value must do: `be at least {n}`; `{}` holds the argument, `[]` what needs one
  std::string_view source;      ///< the standard behind it, `RFC 3339`; may be empty
};

/// All built-in predicates, in the order in which the reference lists them.
[[nodiscard]] NORM_API std::span<const PredicateInfo> predicates();

}  // namespace norm
