#pragma once

// The headers of a record on the error topic: what is kept, what is replaced. Pure.
#include <norm/kafka/outcome.h>
#include <norm/kafka/record.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kafka/classify.h"

namespace norm::kafka {

/// All of ours begin so. A record that comes by again loses its old ones first, so that headers never grow.
inline constexpr std::string_view kErrorPrefix = "norm.error.";

struct OwnHeader {
  std::string name;
  std::string value;
  friend bool operator==(const OwnHeader&, const OwnHeader&) = default;
};

/// What there is to say of a record beside what the record says itself.
struct ErrorFacts {
  ErrorKind kind;
  std::string_view explain;
  std::string_view schema;
  std::string_view group;
  std::uint32_t attempts = 1;
  std::int64_t first_failure_ms = 0;  ///< since 1970
};

/// UTF-8, numbers as decimal text. `hops` is one more than the record already carries.
[[nodiscard]] std::vector<OwnHeader> error_headers(const Record& record, const ErrorFacts& facts,
                                                   std::size_t max_explain_bytes);

/// The record's headers that stay, in order.
[[nodiscard]] std::vector<Header> kept_headers(std::span<const Header> headers);

/// Takes the explanation out of headers that make a record too large for the broker. False: there is none to take.
[[nodiscard]] bool drop_explanation(std::vector<OwnHeader>& headers);

/// The longest beginning of at most `max_bytes` that does not cut a code point.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t max_bytes);

/// The partition on the target topic: the same where it exists, else -1 (by key). `count` none: not known.
[[nodiscard]] std::int32_t target_partition(std::int32_t partition, std::optional<std::int32_t> count);

/// `{topic}.errors` with the topic put in.
[[nodiscard]] std::string expand_topic(std::string_view pattern, std::string_view topic);

}  // namespace norm::kafka
