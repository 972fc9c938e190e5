#pragma once

// Refuses a consumer that would read what it writes. Pure.
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>

#include <optional>
#include <string_view>

namespace norm::kafka {

/// Whether a subscription reads a topic: the same name, or `^…`, a POSIX extended regular expression as in librdkafka.
[[nodiscard]] bool subscribes(std::string_view subscription, std::string_view topic);

/// The first topic that is both read and written, or written for two reasons, so that nobody could tell which records
/// are there for which; also a subscription that is no regular expression.
[[nodiscard]] std::optional<Error> find_loop(const ConsumerOptions& options);

}  // namespace norm::kafka
