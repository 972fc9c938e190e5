// Headers of the error topic: see the header.
#include "kafka/error_record.h"

#include <norm/version.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace norm::kafka {
namespace {

constexpr std::string_view kExplain = "norm.error.explain";
constexpr std::string_view kExplainTruncated = "norm.error.explain.truncated";
constexpr std::string_view kHops = "norm.error.hops";

// How often the record has been on an error topic already. What is no number there is not ours: 0.
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

}  // namespace

std::vector<OwnHeader> error_headers(const Record& record, const ErrorFacts& facts, std::size_t max_explain_bytes) {
  const std::string_view explain = cut_utf8(facts.explain, max_explain_bytes);
  std::vector<OwnHeader> headers;
  headers.reserve(15);
  const auto add = [&](std::string_view key, std::string value) {
    headers.push_back({std::string(key), std::move(value)});
  };
  add("norm.error.class", std::string(name(facts.kind.error_class)));
  add("norm.error.stage", std::string(name(facts.kind.stage)));
  add(kExplain, std::string(explain));
  if (explain.size() < facts.explain.size()) add(kExplainTruncated, "1");
  if (!facts.schema.empty()) add("norm.error.schema", std::string(facts.schema));
  add("norm.error.topic", std::string(record.topic));
  add("norm.error.partition", std::to_string(record.partition));
  add("norm.error.offset", std::to_string(record.offset));
  if (record.timestamp_ms) add("norm.error.timestamp", std::to_string(*record.timestamp_ms));
  add("norm.error.group", std::string(facts.group));
  add("norm.error.attempts", std::to_string(facts.attempts));
  add("norm.error.first_failure_ms", std::to_string(facts.first_failure_ms));
  add(kHops, std::to_string(hops(record.headers) + 1));
  add("norm.error.version", kVersion);
  return headers;
}

std::vector<Header> kept_headers(std::span<const Header> headers) {
  std::vector<Header> kept;
  kept.reserve(headers.size());
  for (const Header& header : headers) {
    if (!header.name.starts_with(kErrorPrefix)) kept.push_back(header);
  }
  return kept;
}

bool drop_explanation(std::vector<OwnHeader>& headers) {
  const auto explain =
      std::find_if(headers.begin(), headers.end(), [](const OwnHeader& h) { return h.name == kExplain; });
  if (explain == headers.end() || explain->value.empty()) return false;
  explain->value.clear();
  if (std::none_of(headers.begin(), headers.end(), [](const OwnHeader& h) { return h.name == kExplainTruncated; })) {
    headers.insert(explain + 1, OwnHeader{std::string(kExplainTruncated), "1"});
  }
  return true;
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
