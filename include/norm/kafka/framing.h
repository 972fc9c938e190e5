#pragma once

#include <norm/export.h>
#include <norm/kafka/record.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace norm::kafka {

/// Which schema a record's value or key says that it is written by, as Confluent's serializers say it: a number in
/// front of the bytes (`00`, 4 bytes), a GUID there (`01`, 16 bytes), or a GUID in a header and nothing in front.
struct Framing {
  std::optional<std::uint32_t> schema_id;
  std::optional<std::array<std::uint8_t, 16>> schema_guid;
  std::string_view payload;  ///< what is left: the JSON text

  friend bool operator==(const Framing&, const Framing&) = default;
};

/// Of a record's value; none where that is null. JSON never begins with the bytes 0 or 1, so that nothing is mistaken;
/// of a value too short for what it begins with, all is payload.
///
/// Source: Confluent's wire format, and its headers `__value_schema_id` and `__key_schema_id` (the last one that is not
/// null decides).
[[nodiscard]] NORM_API std::optional<Framing> value_framing(const Record& record);
/// Of its key.
[[nodiscard]] NORM_API std::optional<Framing> key_framing(const Record& record);

}  // namespace norm::kafka
