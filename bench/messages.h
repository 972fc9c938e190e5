#pragma once

// Messages drawn from a shape, good ones and bad ones.
#include <cstddef>
#include <string>
#include <vector>

#include "shape.h"

namespace norm::bench {

struct Message {
  std::string bytes;
  bool conforms;
  bool is_json;
};
using Messages = std::vector<Message>;

struct Drawing {
  std::size_t bytes = 0;  ///< about how many all messages are to have together
  std::size_t most = 0;   ///< but no more messages than that
  std::size_t bad = 1;    ///< percent that do not conform, in one random place; a quarter of them is no JSON
  bool shuffled = false;  ///< every object's members in an order of its own; else as the shape has them
  unsigned seed = 2019;
};

/// Values are drawn afresh for each.
[[nodiscard]] Messages draw_messages(const Shape& shape, const Drawing& drawing);

}  // namespace norm::bench
