// Confluent's framing of values and keys: see the header.
#include <norm/kafka/framing.h>

#include <algorithm>
#include <cstddef>

namespace norm::kafka {
namespace {

constexpr std::size_t kGuid = 16;
constexpr std::size_t kIdPrefix = 1 + 4;
constexpr std::size_t kGuidPrefix = 1 + kGuid;

std::array<std::uint8_t, kGuid> guid_at(std::string_view bytes) {
  std::array<std::uint8_t, kGuid> guid{};
  std::transform(bytes.begin(), bytes.begin() + kGuid, guid.begin(),
                 [](char byte) { return static_cast<std::uint8_t>(byte); });
  return guid;
}

Framing framing(std::string_view bytes, std::span<const Header> headers, std::string_view name) {
  for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
    if (header->name != name || !header->value) continue;
    const std::string_view value = *header->value;
    if (value.size() != kGuidPrefix || value[0] != '\1') break;
    return {std::nullopt, guid_at(value.substr(1)), bytes};
  }
  if (bytes.size() > kIdPrefix && bytes[0] == '\0') {
    std::uint32_t id = 0;
    for (const char byte : bytes.substr(1, 4)) id = id << 8U | static_cast<std::uint8_t>(byte);
    return {id, std::nullopt, bytes.substr(kIdPrefix)};
  }
  if (bytes.size() > kGuidPrefix && bytes[0] == '\1') {
    return {std::nullopt, guid_at(bytes.substr(1)), bytes.substr(kGuidPrefix)};
  }
  return {std::nullopt, std::nullopt, bytes};
}

}  // namespace

std::optional<Framing> value_framing(const Record& record) {
  if (!record.value) return std::nullopt;
  return framing(*record.value, record.headers, "__value_schema_id");
}

std::optional<Framing> key_framing(const Record& record) {
  if (!record.key) return std::nullopt;
  return framing(*record.key, record.headers, "__key_schema_id");
}

}  // namespace norm::kafka
