#pragma once

// A record on the error topic: which of its headers are kept, which are replaced, what is added. Pure.
#include <norm/decode.h>
#include <norm/kafka/options.h>
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
#include "kafka/ledger.h"

namespace norm::kafka {

/// All of ours begin so. A record that comes by again loses its old ones first, so that headers never grow.
inline constexpr std::string_view kErrorPrefix = "norm.error.";

/// One that owns what it says.
struct OwnHeader {
  std::string_view name;  ///< a literal
  std::string value;
  friend bool operator==(const OwnHeader&, const OwnHeader&) = default;
};

/// What there is to say of a record beside what the record says itself.
struct ErrorFacts {
  ErrorKind kind;
  std::string_view explain;
  const DecodeError* decode = nullptr;  ///< null: it is not the payload that is to blame
  std::string_view schema;
  std::string_view group;
  std::uint32_t attempts = 1;
  std::int64_t first_failure_ms = 0;  ///< since 1970
  std::string_view trace = {};        ///< of our span, as a `traceparent`; empty: none
};

/// How much of it is said, and in whose words.
struct ErrorStyle {
  std::size_t max_explain_bytes = 4096;
  HeaderProfile profile = HeaderProfile::norm;
  Form form = Form::full;
};

/// What goes to the error topic in a record's place. Moved, not copied: its headers are views, some into itself.
struct ErrorRecord {
  std::vector<Header> kept;               ///< the record's own headers that stay, in order
  std::vector<Header> own;                ///< and what is said of it; none has the value null
  std::vector<char> text;                 ///< of `own`, what stands nowhere else
  std::optional<std::string> value = {};  ///< of Form::pointer, instead of the record's

  ErrorRecord() = default;
  ErrorRecord(ErrorRecord&&) = default;
  ErrorRecord& operator=(ErrorRecord&&) = default;
  ErrorRecord(const ErrorRecord&) = delete;
  ErrorRecord& operator=(const ErrorRecord&) = delete;
  ~ErrorRecord() = default;

  /// Views of this and of `original`.
  [[nodiscard]] Record record(const Record& original) const;
};

/// UTF-8, numbers as decimal text (but for other people's profiles). `hops` is one more than the record already
/// carries. Good as long as the record and the facts are. Three allocations where nothing failed, since a flood of bad
/// records is where the adapter has most to do.
[[nodiscard]] ErrorRecord error_record(const Record& record, const ErrorFacts& facts, const ErrorStyle& style);

/// How many error topics the record was on already; what is no number there is not ours: 0.
[[nodiscard]] std::uint64_t hops(std::span<const Header> headers);

/// The longest beginning of at most `max_bytes` that does not cut a code point.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t max_bytes);

/// The partition on the target topic: the same where it exists, else -1 (by key). `count` none: not known.
[[nodiscard]] std::int32_t target_partition(std::int32_t partition, std::optional<std::int32_t> count);

/// `{topic}.errors` with the topic put in.
[[nodiscard]] std::string expand_topic(std::string_view pattern, std::string_view topic);

}  // namespace norm::kafka
