// Records on the error topic: see the header.
#include "kafka/error_record.h"

#include <fmt/format.h>
#include <norm/constant.h>
#include <norm/report.h>
#include <norm/version.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "kafka/sha256.h"

namespace norm::kafka {
namespace {

constexpr std::string_view kHops = "norm.error.hops";
constexpr std::string_view kConnect = "__connect.errors.";
constexpr std::string_view kSpring = "kafka_dlt-";
constexpr std::string_view kStreams = "__streams.errors.";

// Names that this profile writes: a record that carries them already has been here before.
bool is_replaced(std::string_view name, HeaderProfile profile) {
  if (name.starts_with(kErrorPrefix)) return true;
  switch (profile) {
    case HeaderProfile::norm: return false;
    case HeaderProfile::connect: return name.starts_with(kConnect);
    case HeaderProfile::spring: return name.starts_with(kSpring);
    case HeaderProfile::streams: return name.starts_with(kStreams);
  }
  return false;
}

// Whole elements of a JSON array, as many as fit.
std::string json_array(const std::vector<std::string>& elements, std::size_t max_bytes) {
  std::string text = "[";
  for (const std::string& element : elements) {
    if (text.size() + element.size() + 2 > max_bytes) break;
    if (text.size() > 1) text += ',';
    text += element;
  }
  return text + "]";
}

std::string errors_json(const DecodeError& error, std::size_t max_bytes) {
  std::vector<std::string> elements;
  if (error.malformed) elements.push_back(to_json(*error.malformed));
  for (const Problem& problem : error.problems) elements.push_back(to_json(problem));
  return json_array(elements, max_bytes);
}

template <class Integer>
std::string big_endian(Integer number) {
  std::string bytes(sizeof number, '\0');
  for (std::size_t i = 0; i < sizeof number; ++i) {
    bytes[sizeof number - 1 - i] =
        static_cast<char>(static_cast<std::make_unsigned_t<Integer>>(number) >> (8 * i) & 0xffU);
  }
  return bytes;
}

using Headers = std::vector<OwnHeader>;

// Of our own: class to version, and two of a pointer.
constexpr std::size_t kMostHeaders = 18;

void add_ours(Headers& headers, const Record& record, const ErrorFacts& facts, const ErrorStyle& style) {
  const auto add = [&](std::string_view name, std::string value) { headers.push_back({name, std::move(value)}); };
  const std::string_view explain =
      style.form == Form::full ? cut_utf8(facts.explain, style.max_explain_bytes) : std::string_view();
  add("norm.error.class", std::string(name(facts.kind.error_class)));
  add("norm.error.stage", std::string(name(facts.kind.stage)));
  add("norm.error.explain", std::string(explain));
  if (explain.size() < facts.explain.size()) add("norm.error.explain.truncated", "1");
  if (facts.decode != nullptr && style.form == Form::full) {
    add("norm.error.errors", errors_json(*facts.decode, style.max_explain_bytes));
  }
  if (!facts.schema.empty()) add("norm.error.schema", std::string(facts.schema));
  add("norm.error.topic", std::string(record.topic));
  add("norm.error.partition", std::to_string(record.partition));
  add("norm.error.offset", std::to_string(record.offset));
  if (record.timestamp_ms) add("norm.error.timestamp", std::to_string(*record.timestamp_ms));
  add("norm.error.group", std::string(facts.group));
  add("norm.error.attempts", std::to_string(facts.attempts));
  add("norm.error.first_failure_ms", std::to_string(facts.first_failure_ms));
  add("norm.error.hops", std::to_string(hops(record.headers) + 1));
  if (!facts.trace.empty()) add("norm.error.trace", std::string(facts.trace));
  add("norm.error.version", kVersion);
}

// Source: org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter (3.9); all values are text.
void add_connects(Headers& headers, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  const auto add = [&](std::string_view name, std::string value) { headers.push_back({name, std::move(value)}); };
  add("__connect.errors.topic", std::string(record.topic));
  add("__connect.errors.partition", std::to_string(record.partition));
  add("__connect.errors.offset", std::to_string(record.offset));
  add("__connect.errors.connector.name", std::string(facts.group));
  add("__connect.errors.task.id", "0");
  add("__connect.errors.stage", facts.kind.stage == ErrorStage::handle ? "TASK_PUT" : "VALUE_CONVERTER");
  add("__connect.errors.class.name", "norm");
  add("__connect.errors.exception.class.name", fmt::format("norm.{}", name(facts.kind.error_class)));
  add("__connect.errors.exception.message", std::string(explain));
  add("__connect.errors.exception.stacktrace", "");
}

// Source: org.springframework.kafka.support.KafkaHeaders (3.x); numbers are big-endian, as Java's ByteBuffer has them.
void add_springs(Headers& headers, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  const auto add = [&](std::string_view name, std::string value) { headers.push_back({name, std::move(value)}); };
  add("kafka_dlt-original-topic", std::string(record.topic));
  add("kafka_dlt-original-partition", big_endian(record.partition));
  add("kafka_dlt-original-offset", big_endian(record.offset));
  add("kafka_dlt-original-timestamp", big_endian(record.timestamp_ms.value_or(-1)));
  add("kafka_dlt-original-timestamp-type", record.timestamp_ms ? "CreateTime" : "NoTimestampType");
  add("kafka_dlt-original-consumer-group", std::string(facts.group));
  add("kafka_dlt-exception-fqcn", fmt::format("norm.{}", name(facts.kind.error_class)));
  add("kafka_dlt-exception-message", std::string(explain));
  add("kafka_dlt-exception-stacktrace", "");
}

// Source: org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils (4.2, KIP-1034); all values are text.
void add_streams(Headers& headers, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  const auto add = [&](std::string_view name, std::string value) { headers.push_back({name, std::move(value)}); };
  const std::string error = fmt::format("norm.{}", name(facts.kind.error_class));
  add("__streams.errors.exception",
      explain.empty() ? error : fmt::format("{}: {}", error, explain));  // as Java's toString
  add("__streams.errors.message", std::string(explain));
  add("__streams.errors.stacktrace", "");
  add("__streams.errors.topic", std::string(record.topic));
  add("__streams.errors.partition", std::to_string(record.partition));
  add("__streams.errors.offset", std::to_string(record.offset));
}

// Enough to fetch the record where it still is, and to know that it is the one.
std::string pointer_to(const Record& record, Headers& headers) {
  const std::string_view value = record.value.value_or(std::string_view());
  const std::string digest = sha256_hex(value);
  headers.push_back({"norm.error.value.size", std::to_string(value.size())});
  headers.push_back({"norm.error.value.sha256", digest});
  return fmt::format(R"({{"topic":{},"partition":{},"offset":{},"size":{},"sha256":"{}"}})",
                     print(Constant(record.topic)), record.partition, record.offset, value.size(), digest);
}

}  // namespace

std::uint64_t hops(std::span<const Header> headers) {
  std::uint64_t count = 0;
  for (const Header& header : headers) {
    if (header.name != kHops || !header.value) continue;
    const std::string_view text = *header.value;
    std::uint32_t parsed = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (failure == std::errc() && end == text.data() + text.size()) count = parsed;
  }
  return count;
}

ErrorRecord error_record(const Record& record, const ErrorFacts& facts, const ErrorStyle& style) {
  ErrorRecord made;
  for (const Header& header : record.headers) {
    if (!is_replaced(header.name, style.profile)) made.kept.push_back(header);
  }
  Headers& headers = made.own;
  headers.reserve(kMostHeaders);
  add_ours(headers, record, facts, style);
  const std::string_view explain =
      style.form == Form::full ? cut_utf8(facts.explain, style.max_explain_bytes) : std::string_view();
  switch (style.profile) {
    case HeaderProfile::norm: break;
    case HeaderProfile::connect: add_connects(headers, record, facts, explain); break;
    case HeaderProfile::spring: add_springs(headers, record, facts, explain); break;
    case HeaderProfile::streams: add_streams(headers, record, facts, explain); break;
  }
  if (style.form == Form::pointer) made.value = pointer_to(record, headers);
  return made;
}

Record ErrorRecord::record(const Record& original) const {
  Record made = original;
  made.headers = kept;
  if (value) made.value = *value;
  return made;
}

std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

std::int32_t target_partition(std::int32_t partition, std::optional<std::int32_t> count) {
  return count && partition >= *count ? -1 : partition;
}

std::string expand_topic(std::string_view pattern, std::string_view topic) {
  constexpr std::string_view kPlace = "{topic}";
  std::string name;
  while (true) {
    const std::size_t place = pattern.find(kPlace);
    name += pattern.substr(0, place);
    if (place == std::string_view::npos) return name;
    name += topic;
    pattern.remove_prefix(place + kPlace.size());
  }
}

}  // namespace norm::kafka
