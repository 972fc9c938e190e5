#pragma once

// A regex as instructions of a nondeterministic automaton over code points.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "regex/alphabet.h"
#include "regex/syntax.h"

namespace norm::regex {

/// What stands beside a place between two characters: the text's edge, or a character of a kind that assertions tell
/// apart.
enum class Neighbour : std::uint8_t { edge, newline, word, other };

[[nodiscard]] bool holds(Assertion assertion, Neighbour before, Neighbour after);

struct Instruction {
  enum class Op : std::uint8_t {
    characters,  ///< takes a character of set `argument`, then `next`
    assertion,   ///< `next` where Assertion(argument) holds
    split,       ///< `next` and `argument`
    match,
  };
  Op op = Op::match;
  bool live_inside = false;  ///< a match can be reached from here after the text's first character
  bool looks_back = false;   ///< what is reached without a character depends on the character before
  std::uint32_t next = 0;
  std::uint32_t argument = 0;
};

struct Nfa {
  std::vector<Instruction> instructions;
  std::uint32_t start = 0;
  Alphabet alphabet;
  std::vector<Neighbour> kinds;                     ///< of each class
  std::vector<std::vector<std::uint32_t>> classes;  ///< of each set, sorted

  [[nodiscard]] bool takes(std::uint32_t set, std::uint32_t class_index) const {
    return std::binary_search(classes[set].begin(), classes[set].end(), class_index);
  }
};

/// How a text is tried: as a whole, or whether there is a match anywhere in it, as RE2 searches.
enum class Reading { whole, search };

/// What the instructions of a regex may come to; a text has as many as it needs.
inline constexpr std::size_t kMostInstructions = 200'000;

/// nullopt: more instructions than that, or classes that go beyond all measure.
[[nodiscard]] std::optional<Nfa> compile(const Ast& ast, Reading reading, std::size_t most_instructions);

}  // namespace norm::regex
