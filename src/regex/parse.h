#pragma once

// Reads a regex in RE2's dialect, as `re_matches?` takes it, into its tree.
#include <norm/result.h>

#include <cstddef>
#include <string_view>

#include "regex/syntax.h"

namespace norm::regex {

/// Why a regex has no tree.
struct Refusal {
  enum class Reason {
    invalid,    ///< RE2 refuses it, too, or it is no UTF-8, or a flag is none of `ims`
    too_large,  ///< RE2 may take it; its counts, classes or nesting go beyond what is worth deciding here
  };
  Reason reason = Reason::invalid;
  std::size_t offset = 0;  ///< in the pattern, where reading stopped
};

/// Takes the pattern as it stands between the slashes, where `\/` means `/`, and flags out of `i`, `m` and `s`.
/// Whatever RE2 takes as a pattern of UTF-8 has a tree that matches the same texts, or is too large.
///
/// Cost: linear in the pattern and in the classes that it spells out.
[[nodiscard]] Result<Ast, Refusal> parse(std::string_view pattern, std::string_view flags);

}  // namespace norm::regex
