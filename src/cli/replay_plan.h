#pragma once

// What of an error topic is to be produced again, and in which order: the part of `norm replay` that asks no broker.
#include <norm/kafka/kafka.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm::cli {

/// What a record on an error topic says of itself.
struct ErrorFacts {
  kafka::Origin origin;
  std::string error_class;
  std::string schema;
  std::int64_t first_failure_ms = 0;
  bool pointer = false;  ///< its value was too large for the error topic and stands where it came from
};

/// None: no `norm.error.*` headers that say where it came from.
[[nodiscard]] std::optional<ErrorFacts> facts_of(const kafka::Record& record);

/// A record as it was before it failed; owns its bytes.
class Revived {
 public:
  /// Without the headers of error topics (`norm.error.*`, and those of the profiles of Connect and Spring).
  Revived(const kafka::Record& record, kafka::Origin origin);

  [[nodiscard]] const kafka::Origin& origin() const { return origin_; }
  [[nodiscard]] std::size_t bytes() const;
  /// For `partition` of its topic; -1: by key. Views of this, and of `headers`, which it fills.
  [[nodiscard]] kafka::Record record(std::int32_t partition, std::vector<kafka::Header>& headers) const;

 private:
  kafka::Origin origin_;
  std::optional<std::string> key_;
  std::optional<std::string> value_;
  std::optional<std::int64_t> timestamp_ms_;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers_;
};

/// Records by where they came from, so that they go back in that order; of one that failed several times the last.
class ReplayPlan {
 public:
  using Key = std::pair<std::pair<std::string, std::int32_t>, std::int64_t>;

  void add(Revived record);
  [[nodiscard]] const std::map<Key, Revived>& records() const { return records_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t repeated() const { return repeated_; }
  /// `  orders [3]   17 records, offsets 5 to 90`, a line each partition.
  [[nodiscard]] std::string table() const;

 private:
  std::map<Key, Revived> records_;
  std::size_t bytes_ = 0;
  std::uint64_t repeated_ = 0;
};

}  // namespace norm::cli
