#pragma once

// From byte offsets in schema text to what people read: line, column, the line itself.
#include <norm/diagnostic.h>
#include <norm/problem.h>
#include <norm/spec.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace norm::spec {

/// Line and column (both from 1, columns in code points) of a byte offset. Cost: linear in the offset.
[[nodiscard]] SourcePlace place_of(const SchemaFile& file, std::size_t begin, std::size_t end);

/// A diagnostic of severity error at a span of a file; `length` ends at the line's end. Of a long line the excerpt is
/// the 200 bytes on either side of the place.
[[nodiscard]] Diagnostic diagnostic_at(const SchemaFile& file, std::size_t begin, std::size_t end, std::string code,
                                       std::string message, std::string hint = {});

/// The same for a span in a Library; without text (a spec built in C++) it has no place.
[[nodiscard]] Diagnostic diagnostic_at(const Library* library, const SourceSpan& span, std::string code,
                                       std::string message, std::string hint = {});

/// The candidate nearest to `word` by edit distance (at most 2, and under half of its length); empty: none.
template <class Candidates>
[[nodiscard]] std::string nearest(std::string_view word, const Candidates& candidates);

/// The hint that a nearest name is worth, `did you mean UserId?`; empty for an empty name.
[[nodiscard]] std::string did_you_mean(std::string_view near);

[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

template <class Candidates>
std::string nearest(std::string_view word, const Candidates& candidates) {
  std::string best;
  if (word.empty()) return best;
  std::size_t best_distance = std::min<std::size_t>(2, (word.size() - 1) / 2) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate, best_distance);
    if (distance < best_distance) {
      best_distance = distance;
      best = std::string(candidate);
    }
  }
  return best;
}

}  // namespace norm::spec
