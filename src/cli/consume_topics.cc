// The topics that the adapter writes to: see the header.
#include "cli/consume_topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "cli/console.h"

namespace norm::cli {
namespace {

constexpr std::int64_t kLeastMessage = std::int64_t{2} << 20;
// For the explanation, which is cut long before, and headers of others.
constexpr std::int64_t kRoom = std::int64_t{1} << 20;
constexpr std::int64_t kMostMessage = std::numeric_limits<std::int32_t>::max();  // Kafka's type of the setting

// A month to mend the producers in; a record with its explanation is larger than it was.
kafka::Properties settings(std::int64_t largest) {
  return {{"cleanup.policy", "delete"},
          {"retention.ms", "2592000000"},
          {"max.message.bytes", std::to_string(std::clamp(largest + kRoom, kLeastMessage, kMostMessage))}};
}

// Of the topic that is read; 0: nobody says.
std::int64_t largest_message(const kafka::Client& client, const std::string& topic) {
  const auto setting = client.topic_setting(topic, "max.message.bytes");
  if (!setting)
    complain(fmt::format("{}; its error topic takes {} bytes a record", setting.error().message, kLeastMessage));
  std::int64_t bytes = 0;
  if (setting && *setting) std::from_chars((*setting)->data(), (*setting)->data() + (*setting)->size(), bytes);
  return bytes;
}

std::string expand(std::string pattern, const std::string& topic) {
  constexpr std::string_view kPlace = "{topic}";
  for (std::size_t at = pattern.find(kPlace); at != std::string::npos; at = pattern.find(kPlace, at + topic.size())) {
    pattern.replace(at, kPlace.size(), topic);
  }
  return pattern;
}

}  // namespace

std::optional<int> create_topics(const ClusterOptions& cluster, const kafka::ConsumerOptions& options) {
  const auto client = kafka::Client::connect(cluster.brokers, cluster.properties);
  if (!client) return usage_error(client.error().message);
  const kafka::Idempotence& once = options.idempotence;
  const bool audits =
      once.store != nullptr && (!once.audit_topic.empty() || once.guarantee == kafka::Guarantee::at_most_once);
  std::set<std::string> made;
  for (const std::string& topic : options.topics) {
    if (topic.starts_with('^')) {
      return usage_error(fmt::format("--create-topics cannot tell which topics {} means; name them", topic));
    }
    const auto partitions = client->offsets(topic);
    if (!partitions) return usage_error(partitions.error().message);
    std::set<std::string> names = {expand(options.error_topic, topic)};
    if (audits) names.insert(expand(once.audit_topic.empty() ? "{topic}.audit" : once.audit_topic, topic));
    const std::int64_t largest = largest_message(*client, topic);
    for (const std::string& name : names) {
      if (!made.insert(name).second) continue;
      const auto created = client->create_topic(name, static_cast<int>(partitions->size()), settings(largest));
      if (!created) return usage_error(created.error().message);
      if (*created) complain(fmt::format("created {} with {} partitions", name, partitions->size()));
    }
  }
  return std::nullopt;
}

}  // namespace norm::cli
