#pragma once

// The tree of a regex: which texts it matches, and nothing of how a matcher would look for them (what is lazy, what is
// captured). Case folding and the flags are gone: a character is the set of all that it may be.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "regex/code_points.h"

namespace norm::regex {

struct Node;
/// Immutable and shared: a part that is repeated stands once. Never null.
using Ast = std::shared_ptr<const Node>;

/// What holds between two characters.
enum class Assertion : std::uint8_t { begin_text, end_text, begin_line, end_line, word_boundary, no_word_boundary };

/// One character out of a set; the empty set matches nothing.
struct Characters {
  CodePointSet set;
};
/// One after another; of no parts: the empty text.
struct Sequence {
  std::vector<Ast> parts;
};
/// At least two.
struct Choice {
  std::vector<Ast> options;
};
struct Repeat {
  static constexpr unsigned kUnbounded = UINT32_MAX;
  Ast what;
  unsigned least = 0;
  unsigned most = kUnbounded;
};

struct Node {
  std::variant<Characters, Assertion, Sequence, Choice, Repeat> shape;
  std::size_t depth = 0;  ///< of nodes below: every pass recurses that deep
  std::size_t size = 1;   ///< of nodes, those under a count as often as it says; saturates
};

[[nodiscard]] Ast characters(CodePointSet set);
[[nodiscard]] Ast assertion(Assertion kind);
/// One part alone is that part.
[[nodiscard]] Ast sequence(std::vector<Ast> parts);
/// One option alone is that option. REQUIRES: one at least.
[[nodiscard]] Ast choice(std::vector<Ast> options);
[[nodiscard]] Ast repeat(Ast what, unsigned least, unsigned most);
/// Exactly this text. REQUIRES: UTF-8.
[[nodiscard]] Ast literal(std::string_view text);

/// The tree as a text for tests: `<{a [0-9]{1,} text$} | \b>`.
[[nodiscard]] std::string to_text(const Ast& ast);

}  // namespace norm::regex
