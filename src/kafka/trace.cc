// W3C trace context in, OTLP out. Pure.
#include <norm/kafka/trace.h>

#include <norm/version.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "kafka/classify.h"
#include "kafka/json_text.h"

namespace norm::kafka {
namespace {

// version "-" trace-id "-" parent-id "-" trace-flags
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kSpanAt = 36;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kLength = 55;
constexpr std::uint8_t kSampled = 1;

std::optional<std::uint8_t> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

// False: these are no lower-case hexadecimal digits. REQUIRES: two for each byte.
template <std::size_t size>
bool read_hex(std::string_view text, std::array<std::uint8_t, size>& bytes) {
  for (std::size_t i = 0; i < size; ++i) {
    const auto high = digit(text[2 * i]);
    const auto low = digit(text[2 * i + 1]);
    if (!high || !low) return false;
    bytes[i] = static_cast<std::uint8_t>(*high << 4U | *low);
  }
  return true;
}

template <std::size_t size>
bool is_zero(const std::array<std::uint8_t, size>& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

// REQUIRES: room for two digits a byte.
template <std::size_t size>
void write_hex(char* to, const std::array<std::uint8_t, size>& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 0; i < size; ++i) {
    to[2 * i] = kDigits[bytes[i] >> 4U];
    to[2 * i + 1] = kDigits[bytes[i] & 0xFU];
  }
}

template <std::size_t size>
std::string hex(const std::array<std::uint8_t, size>& bytes) {
  std::string text(2 * size, '0');
  write_hex(text.data(), bytes);
  return text;
}

std::int64_t nanoseconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

// OTLP's attributes; 64-bit integers are texts there, as protobuf's JSON has them.
class Attributes {
 public:
  void add(std::string_view key, std::string_view value) {
    begin(key);
    text_ += R"("stringValue":)";
    append_json(text_, value);
    text_ += "}}";
  }
  void add(std::string_view key, std::int64_t value) {
    begin(key);
    fmt::format_to(std::back_inserter(text_), R"("intValue":"{}"}}}})", value);
  }
  void add_true(std::string_view key) {
    begin(key);
    text_ += R"("boolValue":true}})";
  }
  [[nodiscard]] std::string text() const { return "[" + text_ + "]"; }

 private:
  void begin(std::string_view key) {
    fmt::format_to(std::back_inserter(text_), R"({}{{"key":"{}","value":{{)", text_.empty() ? "" : ",", key);
  }
  std::string text_;
};

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view header) {
  std::array<std::uint8_t, 1> version{};
  std::array<std::uint8_t, 1> flags{};
  TraceContext context;
  if (header.size() < kLength || header[2] != '-' || header[kSpanAt - 1] != '-' || header[kFlagsAt - 1] != '-') {
    return std::nullopt;
  }
  if (!read_hex(header, version) || version[0] == 0xFF) return std::nullopt;
  // What a later version appends comes after another dash.
  if (header.size() > kLength && (version[0] == 0 || header[kLength] != '-')) return std::nullopt;
  if (!read_hex(header.substr(kTraceAt), context.trace_id) || !read_hex(header.substr(kSpanAt), context.span_id) ||
      !read_hex(header.substr(kFlagsAt), flags)) {
    return std::nullopt;
  }
  if (is_zero(context.trace_id) || is_zero(context.span_id)) return std::nullopt;
  context.sampled = (flags[0] & kSampled) != 0;
  return context;
}

std::string to_traceparent(const TraceContext& context) {
  // One a record: no formatter.
  std::string text = "00-00000000000000000000000000000000-0000000000000000-00";
  write_hex(text.data() + kTraceAt, context.trace_id);
  write_hex(text.data() + kSpanAt, context.span_id);
  if (context.sampled) text.back() = '1';
  return text;
}

std::string to_otlp_json(const Span& span, std::string_view service) {
  Attributes resource;
  resource.add("service.name", service);
  Attributes attributes;
  attributes.add("messaging.system", "kafka");
  attributes.add("messaging.operation.type", "process");
  attributes.add("messaging.operation.name", "process");
  attributes.add("messaging.destination.name", span.topic);
  attributes.add("messaging.destination.partition.id", std::to_string(span.partition));
  attributes.add("messaging.kafka.offset", span.offset);
  attributes.add("messaging.consumer.group.name", span.group);
  if (span.tombstone) attributes.add_true("messaging.kafka.message.tombstone");
  attributes.add("norm.attempts", static_cast<std::int64_t>(span.attempts));
  attributes.add("norm.outcome", span.outcome);
  if (span.error_class) attributes.add("error.type", name(*span.error_class));
  if (span.error_stage) attributes.add("norm.error.stage", name(*span.error_stage));

  std::string text = R"({"resourceSpans":[{"resource":{"attributes":)" + resource.text();
  fmt::format_to(
      std::back_inserter(text),
      R"(}},"scopeSpans":[{{"scope":{{"name":"norm","version":"{}"}},"spans":[{{"traceId":"{}","spanId":"{}",)",
      kVersion, hex(span.context.trace_id), hex(span.context.span_id));
  if (span.parent) fmt::format_to(std::back_inserter(text), R"("parentSpanId":"{}",)", hex(*span.parent));
  if (!span.tracestate.empty()) {
    text += R"("traceState":)";
    append_json(text, span.tracestate);
    text += ',';
  }
  text += R"("name":)";
  append_json(text, "process " + span.topic);
  // Kind 5 is CONSUMER, status 2 is ERROR; without one it is unset.
  fmt::format_to(
      std::back_inserter(text),
      R"(,"kind":5,"startTimeUnixNano":"{}","endTimeUnixNano":"{}","attributes":{},"status":{{{}}}}}]}}]}}]}})",
      nanoseconds(span.begun), nanoseconds(span.ended), attributes.text(),
      span.error_class || span.outcome == "fatal" ? R"("code":2)" : "");
  return text;
}

}  // namespace norm::kafka
