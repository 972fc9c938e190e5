// librdkafka's statistics, as far as anybody needs them. Source: librdkafka 2.0.2, STATISTICS.md.
#include <norm/kafka/observer.h>

#include <rapidjson/document.h>

namespace norm::kafka {
namespace {

using Node = rapidjson::Value;

const Node* member(const Node& node, const char* name) {
  if (!node.IsObject()) return nullptr;
  const auto found = node.FindMember(name);
  return found == node.MemberEnd() ? nullptr : &found->value;
}

std::int64_t number(const Node& node, const char* name) {
  const Node* const found = member(node, name);
  return found != nullptr && found->IsInt64() ? found->GetInt64() : -1;
}

template <class Visit>
void each(const Node& node, const char* name, const Visit& visit) {
  const Node* const found = member(node, name);
  if (found == nullptr || !found->IsObject()) return;
  for (const auto& entry : found->GetObject())
    visit(std::string(entry.name.GetString(), entry.name.GetStringLength()), entry.value);
}

}  // namespace

Statistics parse_statistics(std::string_view json) {
  Statistics statistics{.json = json};
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (document.HasParseError()) return statistics;
  each(document, "topics", [&](const std::string& topic, const Node& described) {
    each(described, "partitions", [&](const std::string&, const Node& one) {
      const std::int64_t partition = number(one, "partition");
      if (partition < 0) return;  // -1 holds what has no partition yet
      statistics.partitions.push_back({.topic = topic,
                                       .partition = static_cast<std::int32_t>(partition),
                                       .lag = number(one, "consumer_lag"),
                                       .lag_stored = number(one, "consumer_lag_stored"),
                                       .fetched_records = number(one, "fetchq_cnt"),
                                       .fetched_bytes = number(one, "fetchq_size")});
    });
  });
  each(document, "brokers", [&](const std::string& name, const Node& broker) {
    const Node* const rtt = member(broker, "rtt");
    if (rtt == nullptr || number(*rtt, "cnt") <= 0) return;  // nothing was asked of it
    statistics.brokers.push_back({.name = name, .rtt = std::chrono::microseconds(number(*rtt, "avg"))});
  });
  if (const Node* const group = member(document, "cgrp")) statistics.rebalances = number(*group, "rebalance_cnt");
  return statistics;
}

}  // namespace norm::kafka
