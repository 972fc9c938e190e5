#pragma once

// A document's deep copy that owns its memory: values, strings and bytes in one block.
#include <norm/json.h>

#include <memory>
#include <string_view>

namespace norm::decode {

struct Copy {
  const Json* json;
  std::string_view bytes;
  std::shared_ptr<const void> owner;  // of the memory behind both
};

/// Iterative; RapidJSON's own CopyFrom recurses and shares the strings. Cost: the sizes of both.
[[nodiscard]] Copy copy_of(const Json& root, std::string_view bytes);

}  // namespace norm::decode
