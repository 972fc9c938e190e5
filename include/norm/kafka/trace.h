#pragma once

#include <norm/export.h>
#include <norm/kafka/outcome.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace norm::kafka {

/// Who caused something: a trace, and the span within it. Neither id is all zeros.
struct TraceContext {
  std::array<std::uint8_t, 16> trace_id = {};
  std::array<std::uint8_t, 8> span_id = {};
  bool sampled = false;  ///< whoever began the trace keeps it

  friend bool operator==(const TraceContext&, const TraceContext&) = default;
};

/// What a `traceparent` header says: `00-<32 hex>-<16 hex>-<2 hex>`, lower case. A later version is read as far as 00
/// goes. None: it says nothing that may be used, and whoever reads it begins a trace of its own.
/// Source: W3C Trace Context (2021), 3.2 and 4.3.
[[nodiscard]] NORM_API std::optional<TraceContext> parse_traceparent(std::string_view header);
/// The header, in version 00; of the flags only `sampled`, as 00 has it.
[[nodiscard]] NORM_API std::string to_traceparent(const TraceContext& context);

/// The processing of one record, from the beginning of its first attempt to the end of its last.
///
/// Names of what it was about, and of how it ended; neither its key nor its value, nor what was wrong with them.
struct Span {
  TraceContext context = {};
  std::optional<std::array<std::uint8_t, 8>> parent = {};  ///< of the record's `traceparent`; none: this is the root
  std::string tracestate = {};                             ///< of the record, as it was
  std::chrono::system_clock::time_point begun = {};
  std::chrono::system_clock::time_point ended = {};
  std::string topic = {};
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string group = {};
  bool tombstone = false;
  std::uint32_t attempts = 0;
  /// As to_text(Ending) has it; `fatal`, or `unfinished` where its partition went before it ended.
  std::string outcome = {};
  std::optional<ErrorClass> error_class = {};  ///< of one that went to the error topic
  std::optional<ErrorStage> error_stage = {};
};

/// One line of OTLP's JSON (a TracesData, as OpenTelemetry's file exporter writes it and its collector reads it),
/// without a newline. `service` is its `service.name`. Attributes: OpenTelemetry's semantic conventions for
/// Kafka, 1.27.
[[nodiscard]] NORM_API std::string to_otlp_json(const Span& span, std::string_view service);

}  // namespace norm::kafka
