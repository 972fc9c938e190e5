#pragma once

// The only owner of RE2: what `re_matches?` and a bare `/…/` compile to.
#include <norm/result.h>
#include <norm/spec.h>

#include <memory>
#include <optional>
#include <string_view>

#include "predicate/fixed_shape.h"
#include "predicate/table.h"

namespace re2 {
class RE2;
}

namespace norm::predicate {

/// A regex ready to search. Immutable; one may serve all threads at once.
class CompiledRegex {
 public:
  /// Takes the pattern as it stands between the slashes (`\/` means `/`) and flags out of `i`, `m` and `s`.
  ///
  /// Errors: what RE2 refuses, `\C` (which could split a character) and bad flags, all with code "invalid-regex", the
  /// reason and, where it is known, the offset of the piece at fault; a flag's offset counts the closing slash.
  [[nodiscard]] static Result<std::shared_ptr<const CompiledRegex>, BadArgument> compile(const Regex& regex);

  CompiledRegex(std::unique_ptr<const re2::RE2> program, std::optional<FixedShape> shape);
  ~CompiledRegex();

  /// Whether the regex matches anywhere in `text`. Cost: linear in `text`.
  [[nodiscard]] bool matches(std::string_view text) const;

  /// A text of this shape matches; null: there is none.
  [[nodiscard]] const FixedShape* shape() const { return shape_ ? &*shape_ : nullptr; }

 private:
  std::unique_ptr<const re2::RE2> program_;
  std::optional<FixedShape> shape_;  ///< says the same, sooner
};

/// The shape that a string must have to pass, or one of which it will; null: none is known. As old as the operand.
[[nodiscard]] inline const FixedShape* shape_of(const Operand& operand) {
  if (operand.shape != nullptr) return operand.shape.get();
  return operand.regex != nullptr ? operand.regex->shape() : nullptr;
}

}  // namespace norm::predicate
