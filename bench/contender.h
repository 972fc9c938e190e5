#pragma once

// What is timed: something that looks at all messages once and counts those that conform.
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "messages.h"

namespace norm::bench {

class Contender {
 public:
  virtual ~Contender() = default;
  /// One pass over all messages; how many conform (of a plain parse: how many are JSON).
  virtual std::size_t pass() = 0;
  /// How often a pass looks at each message; its time is divided by that.
  [[nodiscard]] virtual std::size_t repeats() const { return 1; }
};

using Messages = std::vector<Message>;

/// The baseline: RapidJSON's `Document::Parse(ptr, len)` with an allocator that keeps its memory. UTF-8 is not checked.
std::unique_ptr<Contender> rapidjson_parse(const Messages& messages);
std::unique_ptr<Contender> rapidjson_schema(const Messages& messages);
std::unique_ptr<Contender> valijson_schema(const Messages& messages);

std::unique_ptr<Contender> norm_bytes_to_verdict(const Messages& messages);
std::unique_ptr<Contender> norm_bytes_to_document(const Messages& messages);
/// Over documents that were parsed before and are in the processor's cache. Messages that are no JSON are left out.
std::unique_ptr<Contender> norm_hot_document(const Messages& messages);

}  // namespace norm::bench
