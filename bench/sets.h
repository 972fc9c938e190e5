#pragma once

// The sets of messages that everyone is measured on.
#include <string>
#include <vector>

#include "messages.h"

namespace norm::bench {

struct Set {
  std::string name;   ///< in filters and tables
  std::string about;  ///< a line for people
  Shape shape;
  Drawing drawing;
};

[[nodiscard]] const std::vector<Set>& sets();

// In set_*.cc.
[[nodiscard]] Shape comment_created();
[[nodiscard]] Shape tracked_event();
[[nodiscard]] Shape issue_comment();
[[nodiscard]] Shape notification();

}  // namespace norm::bench
