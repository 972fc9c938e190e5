#pragma once

#include <norm/export.h>
#include <norm/kafka/options.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace norm::kafka {

/// From what is of use to whoever looks for a fault, to what needs a person.
enum class LogLevel : std::uint8_t { debug, info, warning, error };
[[nodiscard]] NORM_API std::string_view to_text(LogLevel level);

/// One thing to be written down: an event of the consumer, or a line of librdkafka's own log.
///
/// No value of a secret property (is_secret) is in it, and of a record neither key nor value, but for what a handler
/// says of them in its reasons.
struct LogLine {
  using Value = std::variant<std::int64_t, std::string>;
  LogLevel level = LogLevel::info;
  std::chrono::system_clock::time_point time = {};
  std::string event = {};  ///< stable: Event::Kind's name, or `librdkafka`
  /// `topic`, `partition`, `offset`, `attempts`, … of an event; `client` and `facility` of librdkafka's.
  std::vector<std::pair<std::string, Value>> fields = {};
  std::string message = {};  ///< for people; one line or more
};

/// `{"time":"2026-01-02T03:04:05.678Z","level":"warning","event":"blocked","topic":…,"message":…}`, without a newline.
/// Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] NORM_API std::string to_json(const LogLine& line);

[[nodiscard]] NORM_API std::string_view to_text(Event::Kind kind);
[[nodiscard]] NORM_API LogLine to_log(const Event& event, std::chrono::system_clock::time_point time);

}  // namespace norm::kafka
