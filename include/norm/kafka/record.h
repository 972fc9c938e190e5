#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace norm::kafka {

/// A header as Kafka has it: names may occur twice, and a null value is not an empty one.
struct Header {
  std::string_view name;
  std::optional<std::string_view> value;

  friend bool operator==(const Header&, const Header&) = default;
};

/// One record, as views into memory that somebody else owns: good until the handler returns.
///
/// Key and value: none is Kafka's null (a value of none is a tombstone), which is neither empty nor the JSON `null`.
struct Record {
  std::string_view topic;                    ///< ended by a zero byte where it was read from Kafka
  std::int32_t partition = 0;                ///< from 0; to be written, -1: by key
  std::int64_t offset = 0;                   ///< from 0, growing, with holes; to be written: ignored
  std::optional<std::int64_t> timestamp_ms;  ///< since 1970; none: the broker keeps none
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::span<const Header> headers;  ///< in their order, duplicates included; names are UTF-8, values any bytes
  std::string_view trace = {};      ///< to a handler: the `traceparent` of what it causes; empty: nobody traces
};

}  // namespace norm::kafka
