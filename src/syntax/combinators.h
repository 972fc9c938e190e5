#pragma once

// The table of combinators that are written as calls: a row per name. Whose arguments are wrong in number or label is
// told from the row; what a row makes of good ones is its last column.
#include <norm/spec.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace norm::syntax {

/// What stands between a call's parentheses, sorted out.
struct Arguments {
  std::vector<Spec> specs;
  std::vector<Tagged> tagged;
  std::vector<Constant> values;
  std::optional<Selector> selector;
  Counts counts;
  std::optional<Spec> rest;
};

/// What the arguments without a label are.
enum class Takes : std::uint8_t {
  specs,
  tagged,  ///< every one is `tag: spec`
  values,  ///< JSON
  schema,  ///< a schema and a list of keys
};

struct Combinator {
  std::string_view name;
  Takes takes;
  std::size_t least, most;  ///< arguments, not counting the labelled ones
  std::span<const std::string_view> labels;
  Shape (*make)(Arguments&& arguments);
};

inline constexpr std::size_t kAnyNumber = SIZE_MAX;

[[nodiscard]] std::span<const Combinator> combinators();
/// nullptr: no combinator.
[[nodiscard]] const Combinator* find_combinator(std::string_view name);

/// `coll_of takes 1 spec, not 0 (arity)`.
[[nodiscard]] std::string wrong_arity(const Combinator& combinator, std::size_t given);

/// A word of the language, which cannot name a definition; combinators cannot either.
[[nodiscard]] bool is_keyword(std::string_view word);

}  // namespace norm::syntax
