#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace norm::kafka {

/// A header as Kafka has it: names may occur twice, and a null value is not an empty one.
struct Header {
  std::string_view name;
  std::optional<std::string_view> value;

  friend bool operator==(const Header&, const Header&) = default;
};

/// A record's headers in their order, duplicates included; names are UTF-8, values any bytes. A view, as `std::span`
/// is.
///
/// Those of a record that was read from Kafka are looked for when somebody first asks, since most handlers never do.
/// Threads: as the record's, one at a time.
class HeaderView {
 public:
  using Load = std::span<const Header> (*)(void* from);

  HeaderView() = default;
  HeaderView(std::span<const Header> all) : all_(all) {}           // NOLINT(google-explicit-constructor)
  HeaderView(const std::vector<Header>& all) : all_(all) {}        // NOLINT(google-explicit-constructor)
  HeaderView(Load load, void* from) : load_(load), from_(from) {}  ///< the adapter's; asked at each look

  [[nodiscard]] std::span<const Header> get() const { return load_ == nullptr ? all_ : load_(from_); }
  [[nodiscard]] auto begin() const { return get().begin(); }
  [[nodiscard]] auto end() const { return get().end(); }
  [[nodiscard]] std::size_t size() const { return get().size(); }
  [[nodiscard]] bool empty() const { return get().empty(); }
  /// REQUIRES: i < size().
  [[nodiscard]] const Header& operator[](std::size_t i) const { return get()[i]; }

 private:
  std::span<const Header> all_;
  Load load_ = nullptr;
  void* from_ = nullptr;
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
  HeaderView headers;
  std::string_view trace = {};  ///< to a handler: the `traceparent` of what it causes; empty: nobody traces
};

}  // namespace norm::kafka
