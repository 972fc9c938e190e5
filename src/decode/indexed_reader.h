#pragma once

// The SIMD front end's second stage: the grammar of RFC 8259 over the tokens that the first one found. It gives the
// events of the scalar reader for every text that the scalar reader takes, and says of no other what is wrong with it.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "decode/builder.h"
#include "decode/fault.h"
#include "decode/token_index.h"
#include "decode/token_reading.h"

namespace norm::decode {

class IndexedReader {
 public:
  /// REQUIRES: TokenIndex::available().
  explicit IndexedReader(Limits limits) : limits_(limits), frames_(limits.max_depth) {}

  /// Longer texts are the scalar reader's.
  [[nodiscard]] static bool takes(std::string_view bytes) { return bytes.size() <= TokenIndex::kMostBytes; }

  /// Whether `bytes` are an array or object, no deeper than the limit; where not, what the handler was given is to be
  /// thrown away. `arena` has room for as many bytes as there are. Never reads past the last byte. Cost: linear.
  /// REQUIRES: takes(bytes).
  template <Strings kStrings>
  [[nodiscard]] bool read(std::string_view bytes, char* arena, Builder& handler);

  /// The tokens alone, as TokenIndex::find gives them. REQUIRES: takes(bytes).
  [[nodiscard]] Tokens tokens_of(std::string_view bytes) { return index_.find(bytes); }

  /// Gives back what texts have made it take.
  void release() { index_.release(); }

 private:
  struct Frame {
    std::uint32_t count;
    bool object;
  };

  Limits limits_;
  TokenIndex index_;
  std::vector<Frame> frames_;
};

}  // namespace norm::decode
