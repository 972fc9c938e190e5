#pragma once

// The table of built-in predicates: one row each, read by syntax, check, program, explain, generate, diff and `norm
// predicates`. A new predicate is a new row here (and its word in norm/dsl.h, which a test demands).
#include <norm/predicate.h>
#include <norm/result.h>
#include <norm/spec.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "predicate/decimal.h"
#include "predicate/subject.h"

namespace norm::predicate {

class CompiledRegex;  // src/predicate/regex.h, the owner of RE2
class FixedShape;

/// What most numbers can be compared with at once; only a tie of doubles needs the exact digits.
struct Shortcut {
  std::optional<std::int64_t> integer = 0;  ///< the bound itself where it is one
  double nearest = 0;                       ///< the double nearest to the bound
};

/// A predicate's arguments made ready for testing. Immutable; shared by threads.
struct Operand {
  Decimal low, high;  ///< `> n` and the like in `low`; `a..b`
  Shortcut low_shortcut, high_shortcut;
  bool integers_only = false;  ///< a range whose ends are both written as integers takes no floats
  std::uint64_t min = 0;       ///< lengths
  std::uint64_t max = UINT64_MAX;
  std::string text;  ///< starts_with? and the like
  std::shared_ptr<const CompiledRegex> regex;
  std::shared_ptr<const FixedShape> shape;  ///< of uuid?
};

/// A mistake in a predicate's arguments.
struct BadArgument {
  std::string code;        ///< diagnostic id: "predicate-arity", "empty-range", "invalid-regex", …
  std::string message;     ///< `length? takes a length or a range of lengths, not "x"`
  std::size_t index = 0;   ///< which argument
  std::size_t offset = 0;  ///< place inside a regex, in bytes from its first character
  bool has_offset = false;
};

struct Row {
  PredicateInfo info;
  std::string_view code;      ///< Problem::code: `integer`, `gt`, `length`
  std::string_view alias_of;  ///< `null?` for the row of `nil?`; empty for a row of its own
  KindSet kinds;              ///< values of other kinds fail without a call
  /// Checks the arguments (their number too) and makes them ready.
  Result<Operand, BadArgument> (*prepare)(std::span<const Argument> args);
  /// Whether a value of one of `kinds` passes; nullptr: all of them do. Total, no allocation for usual values.
  bool (*test)(const Operand& operand, const Subject& subject);
  /// Rows of the table test: JSON texts. `call` is the predicate as written, `uuid?(4)`.
  struct Example {
    std::string_view call;
    std::vector<std::string_view> accepts;
    std::vector<std::string_view> rejects;
  };
  std::vector<Example> examples;
};

/// In the order of the reference.
[[nodiscard]] std::span<const Row> table();

/// The row of that name (`integer?`, `nil?`, `>`, `..`); nullptr: no built-in.
[[nodiscard]] const Row* find(std::string_view name);

/// JSON equality: `1` equals `1.0`, member order is ignored, an object with a name twice equals nothing.
///
/// Cost: linear in both sizes (objects by hash). Depth: REQUIRES that one side is nested at most 1000 deep.
/// `digits_of` gives the exact text of a number, or an empty view.
struct Digits {
  std::string_view (*find)(const void* context, const Json& number) = nullptr;
  const void* context = nullptr;
  [[nodiscard]] std::string_view of(const Json& number) const {
    return find ? find(context, number) : std::string_view();
  }
};
[[nodiscard]] bool equal(const Json& a, const Digits& a_digits, const Json& b, const Digits& b_digits);
[[nodiscard]] bool equal(const Json& a, const Digits& a_digits, const Constant& b);
[[nodiscard]] bool equal(const Constant& a, const Constant& b);
/// Equal values have equal hashes; seeded once per process, so that nobody can choose collisions.
[[nodiscard]] std::uint64_t hash(const Json& value, const Digits& digits);
[[nodiscard]] std::uint64_t hash(const Constant& constant);

/// The first index whose value equals an earlier one's; size when all differ. Expected linear.
[[nodiscard]] std::size_t first_duplicate(const Json& array, const Digits& digits);

/// `check :a < :b` on two values: numbers, or strings (as instants where both are valid date-times, else by code
/// points); on anything else only eq and ne can hold.
[[nodiscard]] bool related(Relation relation, const Json& a, const Json& b, const Digits& digits);

}  // namespace norm::predicate
