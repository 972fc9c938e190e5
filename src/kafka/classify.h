#pragma once

// Which error is which: pure decisions, one table each.
#include <norm/decode.h>
#include <norm/kafka/outcome.h>

#include <cstdint>
#include <string_view>

namespace norm::kafka {

struct ErrorKind {
  ErrorClass error_class;
  ErrorStage stage;
  friend bool operator==(const ErrorKind&, const ErrorKind&) = default;
};

/// Of a payload that did not decode.
[[nodiscard]] ErrorKind classify(const DecodeError& error);

[[nodiscard]] std::string_view name(ErrorClass error_class);
[[nodiscard]] std::string_view name(ErrorStage stage);

}  // namespace norm::kafka
