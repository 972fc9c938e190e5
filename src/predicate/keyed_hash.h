#pragma once

// SipHash-1-3 under a secret of the process: the hash behind `distinct` and object equality, whose collisions a
// payload's author must not be able to choose.
#include <cstdint>
#include <string_view>

namespace norm::predicate {

/// Feeds words and texts, in order, into one 64-bit hash.
///
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF"; one round a word and three at the end, as hash
/// tables use it. Words stand for themselves and a text carries its length, so no two sequences of the same calls meet.
class KeyedHash {
 public:
  KeyedHash();

  void word(std::uint64_t value);
  void text(std::string_view bytes);
  [[nodiscard]] std::uint64_t finish();

 private:
  void round();

  std::uint64_t v0_, v1_, v2_, v3_;
};

}  // namespace norm::predicate
