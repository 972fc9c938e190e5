#pragma once

// The scalar front end: reads RFC 8259 from bytes, iteratively, and hands out events. Another front end stands beside
// it by giving the same events and the same faults.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "decode/builder.h"
#include "decode/fault.h"

namespace norm::decode {

/// Strict: UTF-8 checked, no lone surrogate escapes, nothing after the value but blanks. Never reads past the last
/// byte. The fault, if any, is the first byte that cannot be; what the handler was given until then is to be thrown
/// away.
class Reader {
 public:
  explicit Reader(Limits limits) : limits_(limits), frames_(limits.max_depth) {}

  /// `arena` has room for as many bytes as there are: a string of n decoded bytes takes n + 1 of them and at least n +
  /// 2 of the text. Unused where Handler::kText is Text::skip. Cost: linear. Threads: one at a time.
  template <class Handler>
  [[nodiscard]] Fault read(std::string_view bytes, char* arena, Handler& handler);

  [[nodiscard]] const Limits& limits() const { return limits_; }

 private:
  struct Frame {
    std::uint32_t count;
    bool object;
  };

  Limits limits_;
  std::vector<Frame> frames_;  // one a level, so that reading never allocates
};

extern template Fault Reader::read(std::string_view, char*, Builder&);
extern template Fault Reader::read(std::string_view, char*, Checker&);

}  // namespace norm::decode
