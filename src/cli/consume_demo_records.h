#pragma once

// The records of the demonstration: comments, a few of them broken in ways that happen.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace norm::cli {

struct DemoRecord {
  std::string key;
  std::optional<std::string> value;  ///< none: a tombstone
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
  std::int64_t timestamp_ms = 0;
  bool broken = false;   ///< the built-in schema refuses it
  bool unknown = false;  ///< carries fields that the schema does not know
};

/// The header by which a record is recognised wherever it turns up: its index.
inline constexpr const char* kDemoIndexHeader = "demo.index";

/// The same records for the same seed. About one in sixteen is broken, one in eight has unknown fields.
[[nodiscard]] std::vector<DemoRecord> demo_records(std::size_t count, std::uint64_t seed);

}  // namespace norm::cli
