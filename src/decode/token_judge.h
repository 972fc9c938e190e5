#pragma once

// From tokens to a verdict without a document between: the program is followed along the text.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "decode/token_index.h"
#include "program/program.h"

namespace norm::decode {

/// Gives the verdict of exec::valid on the document that IndexedReader makes of the same tokens, and `no` where it
/// makes none: every byte is checked as it checks them, also in what no schema names. One a thread.
class TokenJudge {
 public:
  enum class Answer : std::uint8_t {
    no,
    yes,
    unsure,  ///< it takes a document to tell: a predicate of the host, `distinct`, a constant that is an object, …
  };

  /// REQUIRES: `program` outlives it.
  TokenJudge(const program::Program& program, std::size_t max_depth);

  /// Whether it is worth asking: not where the program keeps verdicts of values, nor long after nothing but doubt.
  [[nodiscard]] bool is_willing();

  /// `arena` has room for as many bytes as the text has. Cost: linear in the text, as it gives up once it has looked at
  /// everything several times. Allocates only for more names in one object than ever before.
  /// REQUIRES: `tokens` are those of TokenIndex::find.
  [[nodiscard]] Answer judge(std::string_view bytes, Tokens tokens, char* arena);

 private:
  const program::Program& program_;
  std::size_t max_depth_;
  bool keeps_verdicts_;
  std::size_t doubts_ = 0;  // in a row
  std::size_t unasked_ = 0;
  std::vector<std::uint8_t> objects_;    // of what is being skipped: whether each level is an object
  std::vector<std::string_view> names_;  // that must not occur twice, of the objects around
};

}  // namespace norm::decode
