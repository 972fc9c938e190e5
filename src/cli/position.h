#pragma once

// Places in a topic as a command line has them: `earliest`, `latest`, an offset, a time.
#include <norm/kafka/client.h>

#include <optional>
#include <string_view>

namespace norm::cli {

/// `earliest`, `latest`, `1234`, `2026-11-25`, `2026-11-25T10:00`, `…:30`, `…Z`, `…+02:00`; UTC where nothing is said.
[[nodiscard]] std::optional<kafka::Position> to_position(std::string_view text);

}  // namespace norm::cli
