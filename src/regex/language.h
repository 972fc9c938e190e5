#pragma once

// Regular sets of strings, and the questions that `norm diff` asks of them: what is in all of these and in none of
// those, and shortest?
//
// A string is a sequence of code points, the surrogates left out; texts that come in or go out are UTF-8.
#include <norm/result.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "regex/budget.h"
#include "regex/parse.h"

namespace norm::regex {

/// How many code points, both ends included.
struct Length {
  static constexpr std::size_t kUnbounded = SIZE_MAX;
  std::size_t min = 0;
  std::size_t max = kUnbounded;

  friend bool operator==(const Length&, const Length&) = default;
};

/// A set of strings. Immutable, cheap to copy, for any number of threads at once.
///
/// A regex or a text is determinised when it is made, if that is cheap (it is for what people write); else each
/// question does it as far as it needs. `&`, `|` and `!` only write down what is asked.
class Language {
 public:
  [[nodiscard]] static Language all();
  [[nodiscard]] static Language none();
  [[nodiscard]] static Language of_length(Length length);
  /// REQUIRES here and below: UTF-8.
  [[nodiscard]] static Language of_text(std::string_view text);
  /// These texts and no others; one automaton however many there are.
  [[nodiscard]] static Language of_texts(std::span<const std::string> texts);
  [[nodiscard]] static Language starting_with(std::string_view text);
  [[nodiscard]] static Language ending_with(std::string_view text);
  [[nodiscard]] static Language containing(std::string_view text);
  /// All texts in which RE2 finds a match anywhere; pattern and flags as parse() takes them.
  [[nodiscard]] static Result<Language, Refusal> of_regex(std::string_view pattern, std::string_view flags);

  friend Language operator&(const Language& left, const Language& right);
  friend Language operator|(const Language& left, const Language& right);
  friend Language operator!(const Language& language);

  /// Whether the text is one of them. REQUIRES: UTF-8. Cost: linear in the text.
  [[nodiscard]] bool contains(std::string_view text) const;

  /// Of the machinery; see formula.h.
  struct Node;
  [[nodiscard]] const std::shared_ptr<const Node>& node() const { return node_; }
  explicit Language(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

 private:
  std::shared_ptr<const Node> node_;
};

/// The strings of a language, or all others.
struct Constraint {
  Language language;
  bool complemented = false;
};

enum class Outcome {
  found,    ///< `text` is one
  empty,    ///< there is none: certain
  unknown,  ///< the budget did not last
};

struct Answer {
  Outcome outcome = Outcome::unknown;
  std::string text = {};
};

/// A shortest string of that length that meets all constraints; of the shortest one of printable ASCII if there is
/// one, and of those the first in the order of code points, printable ASCII first.
[[nodiscard]] Answer find_shortest(std::span<const Constraint> constraints, Length length, Budget& budget);

struct Several {
  std::vector<std::string> texts = {};  ///< distinct, the shortest there are, shortest first
  /// found: as many as wanted; empty: there are no more than these; unknown: there may be.
  Outcome outcome = Outcome::unknown;
};

/// `wanted` distinct strings of that length that meet all constraints.
[[nodiscard]] Several find_distinct(std::span<const Constraint> constraints, Length length, std::size_t wanted,
                                    Budget& budget);

enum class Truth { yes, no, unknown };

[[nodiscard]] Truth is_empty(const Language& language, Budget& budget);
/// Whether each string of `part` is one of `whole`.
[[nodiscard]] Truth includes(const Language& whole, const Language& part, Budget& budget);
[[nodiscard]] Truth are_equal(const Language& left, const Language& right, Budget& budget);
[[nodiscard]] Truth are_disjoint(const Language& left, const Language& right, Budget& budget);

}  // namespace norm::regex
