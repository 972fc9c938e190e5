#pragma once

// What an answer means for a record: pure decisions, one table each.
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

/// What the consumer does next with a record.
enum class Step : std::uint8_t { finish, skip, pass_on, error_topic, exhausted, block, stop };

/// `attempts` counts handler calls for this record, this one included; `max_attempts` 0 is without end.
[[nodiscard]] Step next_step(Outcome::Kind outcome, std::uint32_t attempts, std::uint32_t max_attempts);

[[nodiscard]] std::string_view name(ErrorClass error_class);
[[nodiscard]] std::string_view name(ErrorStage stage);

}  // namespace norm::kafka
