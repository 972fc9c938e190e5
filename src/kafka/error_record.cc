// Records on the error topic: see the header.
#include "kafka/error_record.h"

#include <fmt/format.h>
#include <norm/constant.h>
#include <norm/report.h>
#include <norm/version.h>

#include <array>
#include <charconv>
#include <system_error>
#include <type_traits>

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

// What is said of a record. Most of it are views; what has to be written is at first a place in `text`, since that
// grows.
class Sayings {
 public:
  explicit Sayings(ErrorRecord& to) : to_(to) {
    to_.own.reserve(kMostHeaders);
    to_.text.reserve(kUsualText);
  }

  /// REQUIRES: `value` is as good as the record.
  void add(std::string_view name, std::string_view value) { to_.own.push_back({name, value}); }
  void number(std::string_view name, std::int64_t value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    write(name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
  }
  /// As Java's ByteBuffer has it.
  template <class Integer>
  void big_endian(std::string_view name, Integer value) {
    std::array<char, sizeof value> bytes{};
    for (std::size_t i = 0; i < sizeof value; ++i) {
      bytes[sizeof value - 1 - i] =
          static_cast<char>(static_cast<std::make_unsigned_t<Integer>>(value) >> (8 * i) & 0xffU);
    }
    write(name, {bytes.data(), bytes.size()});
  }
  void write(std::string_view name, std::string_view value) {
    begin(name);
    more(value);
  }
  /// As `write`, piece by piece.
  void begin(std::string_view name) {
    places_[count_++] = {to_.own.size(), to_.text.size()};
    to_.own.push_back({name, std::string_view()});
  }
  void more(std::string_view value) { to_.text.insert(to_.text.end(), value.begin(), value.end()); }
  [[nodiscard]] std::size_t written() const { return to_.text.size() - places_[count_ - 1].begin; }

  void finish() {
    for (std::size_t i = 0; i < count_; ++i) {
      const std::size_t end = i + 1 < count_ ? places_[i + 1].begin : to_.text.size();
      to_.own[places_[i].header].value = std::string_view(to_.text.data() + places_[i].begin, end - places_[i].begin);
    }
  }

 private:
  struct Place {
    std::size_t header;
    std::size_t begin;
  };
  // Of our own class to version and two of a pointer; with those of the longest profile.
  static constexpr std::size_t kMostHeaders = 18 + 10;
  static constexpr std::size_t kUsualText = 1000;

  ErrorRecord& to_;
  std::array<Place, kMostHeaders> places_{};
  std::size_t count_ = 0;
};

// Whole elements of a JSON array, as many as fit.
void add_errors(Sayings& to, const DecodeError& error, std::size_t max_bytes) {
  to.begin("norm.error.errors");
  to.more("[");
  const auto fits = [&](const std::string& element) {
    if (to.written() + element.size() + 2 > max_bytes) return false;
    if (to.written() > 1) to.more(",");
    to.more(element);
    return true;
  };
  bool going = !error.malformed || fits(to_json(*error.malformed));
  for (auto problem = error.problems.begin(); going && problem != error.problems.end(); ++problem) {
    going = fits(to_json(*problem));
  }
  to.more("]");
}

std::string error_name(const ErrorFacts& facts) { return fmt::format("norm.{}", name(facts.kind.error_class)); }

void add_ours(Sayings& to, const Record& record, const ErrorFacts& facts, const ErrorStyle& style,
              std::string_view explain) {
  to.add("norm.error.class", name(facts.kind.error_class));
  to.add("norm.error.stage", name(facts.kind.stage));
  to.add("norm.error.explain", explain);
  if (explain.size() < facts.explain.size()) to.add("norm.error.explain.truncated", "1");
  if (facts.decode != nullptr && style.form == Form::full) add_errors(to, *facts.decode, style.max_explain_bytes);
  if (!facts.schema.empty()) to.add("norm.error.schema", facts.schema);
  to.add("norm.error.topic", record.topic);
  to.number("norm.error.partition", record.partition);
  to.number("norm.error.offset", record.offset);
  if (record.timestamp_ms) to.number("norm.error.timestamp", *record.timestamp_ms);
  to.add("norm.error.group", facts.group);
  to.number("norm.error.attempts", facts.attempts);
  to.number("norm.error.first_failure_ms", facts.first_failure_ms);
  to.number(kHops, static_cast<std::int64_t>(hops(record.headers) + 1));
  if (!facts.trace.empty()) to.add("norm.error.trace", facts.trace);
  to.add("norm.error.version", kVersion);
}

// Source: org.apache.kafka.connect.runtime.errors.DeadLetterQueueReporter (3.9); all values are text.
void add_connects(Sayings& to, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  to.add("__connect.errors.topic", record.topic);
  to.number("__connect.errors.partition", record.partition);
  to.number("__connect.errors.offset", record.offset);
  to.add("__connect.errors.connector.name", facts.group);
  to.add("__connect.errors.task.id", "0");
  to.add("__connect.errors.stage", facts.kind.stage == ErrorStage::handle ? "TASK_PUT" : "VALUE_CONVERTER");
  to.add("__connect.errors.class.name", "norm");
  to.write("__connect.errors.exception.class.name", error_name(facts));
  to.add("__connect.errors.exception.message", explain);
  to.add("__connect.errors.exception.stacktrace", "");
}

// Source: org.springframework.kafka.support.KafkaHeaders (3.x); numbers are big-endian, as Java's ByteBuffer has them.
void add_springs(Sayings& to, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  to.add("kafka_dlt-original-topic", record.topic);
  to.big_endian("kafka_dlt-original-partition", record.partition);
  to.big_endian("kafka_dlt-original-offset", record.offset);
  to.big_endian("kafka_dlt-original-timestamp", record.timestamp_ms.value_or(-1));
  to.add("kafka_dlt-original-timestamp-type", record.timestamp_ms ? "CreateTime" : "NoTimestampType");
  to.add("kafka_dlt-original-consumer-group", facts.group);
  to.write("kafka_dlt-exception-fqcn", error_name(facts));
  to.add("kafka_dlt-exception-message", explain);
  to.add("kafka_dlt-exception-stacktrace", "");
}

// Source: org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils (4.2, KIP-1034); all values are text.
void add_streams(Sayings& to, const Record& record, const ErrorFacts& facts, std::string_view explain) {
  to.begin("__streams.errors.exception");  // as Java's toString
  to.more(error_name(facts));
  if (!explain.empty()) to.more(": ");
  to.more(explain);
  to.add("__streams.errors.message", explain);
  to.add("__streams.errors.stacktrace", "");
  to.add("__streams.errors.topic", record.topic);
  to.number("__streams.errors.partition", record.partition);
  to.number("__streams.errors.offset", record.offset);
}

// Enough to fetch the record where it still is, and to know that it is the one.
std::string pointer_to(const Record& record, Sayings& to) {
  const std::string_view value = record.value.value_or(std::string_view());
  const std::string digest = sha256_hex(value);
  to.number("norm.error.value.size", static_cast<std::int64_t>(value.size()));
  to.write("norm.error.value.sha256", digest);
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
  const std::string_view explain =
      style.form == Form::full ? cut_utf8(facts.explain, style.max_explain_bytes) : std::string_view();
  Sayings sayings(made);
  add_ours(sayings, record, facts, style, explain);
  switch (style.profile) {
    case HeaderProfile::norm: break;
    case HeaderProfile::connect: add_connects(sayings, record, facts, explain); break;
    case HeaderProfile::spring: add_springs(sayings, record, facts, explain); break;
    case HeaderProfile::streams: add_streams(sayings, record, facts, explain); break;
  }
  if (style.form == Form::pointer) made.value = pointer_to(record, sayings);
  sayings.finish();
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
