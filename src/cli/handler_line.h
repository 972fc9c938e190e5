#pragma once

// The protocol of `norm consume --exec`: a record as one line of JSON, a handler's answer as one line of text.
#include <norm/kafka/kafka.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace norm::cli {

/// `{"topic":"t","partition":0,"offset":5,"timestamp":1700000000000,"key":"k","headers":[["name","value"]],"value":…}`
/// and a newline.
///
/// `value` is the payload's own bytes, but that a line break between its tokens becomes a blank; of a tombstone it is
/// null, and `"tombstone":true` follows. A key or header that is no UTF-8 is `{"base64":"…"}`, one that is null is
/// null. Where spans are kept, `"trace":"00-…"` is the handler's parent. REQUIRES: the value conforms, so that it is
/// JSON.
[[nodiscard]] std::string to_line(const kafka::Record& record);

struct HandlerAnswer {
  std::string topic = {};  ///< empty: it names none
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  kafka::Outcome outcome = {};
};

/// `[TOPIC] PARTITION OFFSET ok|skip|error|retry|fatal [reason]`; none: the line is no answer.
[[nodiscard]] std::optional<HandlerAnswer> to_answer(std::string_view line);

}  // namespace norm::cli
