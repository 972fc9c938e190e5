#pragma once

// What failed in a union (`|`, one_of, alt) at one value, put in order: which of the alternatives was probably meant, and one
// sentence where all of them are tests of the value itself.
#include <norm/problem.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace norm::report {

using Problems = std::vector<const Problem*>;  ///< in the evaluator's order

[[nodiscard]] bool is_missing_key(const Problem& problem);

/// The problems of one union at one value; `level` of Problem::unions, in each of them.
struct Union {
  Problems problems;  ///< at least one
  std::size_t level = 0;

  [[nodiscard]] const Alternative& of(const Problem& problem) const { return problem.unions[level]; }
  [[nodiscard]] const Alternative& first() const { return of(*problems.front()); }
  [[nodiscard]] std::size_t depth() const;
};

/// The union that `problems[at]` has at `level`, with the problems after it that are of the same.
/// REQUIRES: problems[at]->unions.size() > level.
[[nodiscard]] Union union_at(const Problems& problems, std::size_t at, std::size_t level);

struct Nearest {
  Problems problems;      ///< of the alternative that was probably meant
  std::size_t seen = 0;   ///< how many alternatives have problems: fewer than there are where explaining was cut short
};

/// By its literal tag, then by the kind of value, then by how deep it came, by the fewest problems, by the first.
[[nodiscard]] Nearest nearest_alternative(const Union& failed);

/// Whether nothing failed but tests of the value itself: then a sentence says it all.
[[nodiscard]] bool is_flat(const Union& failed);

/// Of a flat one: `must be an integer; or be one of "a", "b"`.
[[nodiscard]] std::string sentence_of(const Union& failed);

/// Of a flat one the predicates, `integer? | uuid?`; empty where the sentence has them all.
[[nodiscard]] std::string predicates_of(const Union& failed);

/// The texts that literals of the problems allow, those written without an escape.
[[nodiscard]] std::vector<std::string> texts_allowed(const Problems& problems);

/// Did you mean: which of those the value's text, that the problems share, is nearest to; empty: none, or it is redacted.
[[nodiscard]] std::string near_text(const Problems& problems);

/// The problems of all alternatives that failed a literal at this same place: what the tag was compared with.
[[nodiscard]] Problems same_tag(const Union& failed, const Problem& tag);

enum class Wanted : unsigned char { names, elements };

/// The member names of an object's JSON text, or the strings among an array's elements; those that are written without an
/// escape. A text that was redacted or is of another kind gives what can be read of it.
[[nodiscard]] std::vector<std::string> strings_in(std::string_view json, Wanted wanted);

}  // namespace norm::report
