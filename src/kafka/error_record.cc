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

class Headers {
 public:
  void add(std::string_view prefix, std::string_view key, std::string value) {
    made_.push_back({fmt::format("{}{}", prefix, key), std::move(value)});
  }
  [[nodiscard]] std::vector<OwnHeader> take() { return std::move(made_); }

 private:
  std::vector<OwnHeader> made_;
};

void add_ours(Headers& headers, const Record& record, const ErrorFacts& facts, const ErrorStyle& style) {
  const auto add = [&](std::string_view key, std::string value) { headers.add(kErrorPrefix, key, std::move(value)); };
  const std::string_view explain =
      style.form == Form::full ? cut_utf8(facts.explain, style.max_explain_bytes) : std::string_view();
  add("class", std::string(name(facts.kind.error_class)));
  add("stage", std::string(name(facts.kind.stage)));
  add("explain", std::string(explain));
  if (explain.size() < facts.explain.size()) add("explain.truncated", "1");
  if (facts.decode != nullptr && style.form == Form::full) {
    add("errors", errors_json(*facts.decode, style.max_explain_bytes));
  }
  if (!facts.schema.empty()) add("schema", std::string(facts.schema));
  add("topic", std::string(record.topic));
  add("partition", std::to_string(record.partition));
  add("offset", std::to_string(record.offset));
  if (record.timestamp_ms) add("timestamp", std::to_string(*record.timestamp_ms));
  add("group", std::string(facts.group));
  add("attempts", std::to_string(facts.attempts));
  add("first_failure_ms", std::to_string(facts.first_failure_ms));
  add("hops", std::to_string(hops(record.headers) + 1));
  if (!facts.trace.empty()) add("trace", std::string(facts.trace));
  add("version", kVersion);
}

// Source: org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter (3.9); all values are text.
void add_connects(Headers& headers, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  const auto add = [&](std::string_view key, std::string value) { headers.add(kConnect, key, std::move(value)); };
  add("topic", std::string(record.topic));
  add("partition", std::to_string(record.partition));
  add("offset", std::to_string(record.offset));
  add("connector.name", std::string(facts.group));
  add("task.id", "0");
  add("stage", facts.kind.stage == ErrorStage::handle ? "TASK_PUT" : "VALUE_CONVERTER");
  add("class.name", "norm");
  add("exception.class.name", fmt::format("norm.{}", name(facts.kind.error_class)));
  add("exception.message", std::string(explain));
  add("exception.stacktrace", "");
}

// Source: org.springframework.kafka.support.KafkaHeaders (3.x); numbers are big-endian, as Java's ByteBuffer has them.
void add_springs(Headers& headers, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  const auto add = [&](std::string_view key, std::string value) { headers.add(kSpring, key, std::move(value)); };
  add("original-topic", std::string(record.topic));
  add("original-partition", big_endian(record.partition));
  add("original-offset", big_endian(record.offset));
  add("original-timestamp", big_endian(record.timestamp_ms.value_or(-1)));
  add("original-timestamp-type", record.timestamp_ms ? "CreateTime" : "NoTimestampType");
  add("original-consumer-group", std::string(facts.group));
  add("exception-fqcn", fmt::format("norm.{}", name(facts.kind.error_class)));
  add("exception-message", std::string(explain));
  add("exception-stacktrace", "");
}

// Source: org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils (4.2, KIP-1034); all values are text.
void add_streams(Headers& headers, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  const auto add = [&](std::string_view key, std::string value) { headers.add(kStreams, key, std::move(value)); };
  const std::string error = fmt::format("norm.{}", name(facts.kind.error_class));
  add("exception", explain.empty() ? error : fmt::format("{}: {}", error, explain));  // as Java's toString
  add("message", std::string(explain));
  add("stacktrace", "");
  add("topic", std::string(record.topic));
  add("partition", std::to_string(record.partition));
  add("offset", std::to_string(record.offset));
}

// Enough to fetch the record where it still is, and to know that it is the one.
std::string pointer_to(const Record& record, Headers& headers) {
  const std::string_view value = record.value.value_or(std::string_view());
  const std::string digest = sha256_hex(value);
  headers.add(kErrorPrefix, "value.size", std::to_string(value.size()));
  headers.add(kErrorPrefix, "value.sha256", digest);
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
  Headers headers;
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
  made.own = headers.take();
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
