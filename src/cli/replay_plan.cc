// What of an error topic is to be produced again: see the header.
#include "cli/replay_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "cli/console.h"
#include "cli/consume_report.h"

namespace norm::cli {
namespace {

constexpr std::string_view kOurs = "norm.error.";
// Those of all header profiles (kafka::HeaderProfile).
constexpr std::array<std::string_view, 4> kPrefixes = {kOurs, "__connect.errors.", "kafka_dlt-", "__streams.errors."};

template <class Integer>
std::optional<Integer> number(std::optional<std::string_view> text) {
  Integer value = 0;
  if (!text) return std::nullopt;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (failure != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<ErrorFacts> facts_of(const kafka::Record& record) {
  const auto find = [&](std::string_view name) -> std::optional<std::string_view> {
    for (const kafka::Header& header : record.headers) {
      if (header.name.starts_with(kOurs) && header.name.substr(kOurs.size()) == name) return header.value;
    }
    return std::nullopt;
  };
  const auto topic = find("topic");
  const auto partition = number<std::int32_t>(find("partition"));
  const auto offset = number<std::int64_t>(find("offset"));
  if (!topic || topic->empty() || !partition || !offset) return std::nullopt;
  return ErrorFacts{.origin = {std::string(*topic), *partition, *offset},
                    .error_class = std::string(find("class").value_or("")),
                    .schema = std::string(find("schema").value_or("")),
                    .first_failure_ms = number<std::int64_t>(find("first_failure_ms")).value_or(0),
                    .pointer = find("value.sha256").has_value()};
}

Revived::Revived(const kafka::Record& record, kafka::Origin origin)
    : origin_(std::move(origin)), key_(record.key), value_(record.value), timestamp_ms_(record.timestamp_ms) {
  // An error record has its own headers first, as they were, whatever they are called.
  bool said_of_it = false;
  for (const kafka::Header& header : record.headers) {
    said_of_it = said_of_it || header.name.starts_with(kOurs);
    const bool ours = std::any_of(kPrefixes.begin(), kPrefixes.end(),
                                  [&](std::string_view prefix) { return header.name.starts_with(prefix); });
    if (!said_of_it || !ours) headers_.emplace_back(header.name, header.value);
  }
}

std::size_t Revived::bytes() const {
  std::size_t sum = sizeof(Revived) + key_.value_or("").size() + value_.value_or("").size();
  for (const auto& [name, value] : headers_) sum += name.size() + value.value_or("").size() + 64;
  return sum;
}

kafka::Record Revived::record(std::int32_t partition, std::vector<kafka::Header>& headers) const {
  headers.clear();
  for (const auto& [name, value] : headers_) headers.push_back({name, value});
  kafka::Record record;
  record.topic = origin_.topic;
  record.partition = partition;
  record.timestamp_ms = timestamp_ms_;
  record.key = key_;
  record.value = value_;
  record.headers = headers;
  return record;
}

void ReplayPlan::add(Revived record) {
  const kafka::Origin& origin = record.origin();
  const Key key{{origin.topic, origin.partition}, origin.offset};
  bytes_ += record.bytes();
  const auto found = records_.find(key);
  if (found == records_.end()) {
    records_.emplace(key, std::move(record));
    return;
  }
  ++repeated_;
  bytes_ -= found->second.bytes();
  found->second = std::move(record);
}

std::string ReplayPlan::table() const {
  std::string text;
  for (auto first = records_.begin(); first != records_.end();) {
    auto last = first;
    std::uint64_t count = 0;
    auto next = first;
    for (; next != records_.end() && next->first.first == first->first.first; ++next, ++count) last = next;
    text += fmt::format("  {} [{}]  {} record{}, offsets {} to {}\n", for_terminal(first->first.first.first),
                        first->first.first.second, with_commas(count), count == 1 ? "" : "s", first->first.second,
                        last->first.second);
    first = next;
  }
  return text;
}

}  // namespace norm::cli
