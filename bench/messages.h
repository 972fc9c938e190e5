#pragma once

// The messages that every contender reads, and the one schema in the languages of all.
#include <string>
#include <string_view>
#include <vector>

namespace norm::bench {

struct Message {
  std::string bytes;
  bool conforms;
  bool is_json;
};

/// `comment.created` events of 234 bytes on average: values drawn afresh, three members that the schema does not name,
/// 15 % of the free texts with an escape or a character outside of ASCII; 1 % do not conform, a quarter of them no
/// JSON.
[[nodiscard]] std::vector<Message> comment_events(std::size_t count, unsigned seed);

extern const std::string_view kNormSchema;
extern const std::string_view kJsonSchema;

}  // namespace norm::bench
