// librdkafka's configuration: see the header.
#include "kafka/config.h"

#include <fmt/format.h>
#include <norm/report.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kafka/error.h"
#include "kafka/prefetch.h"

namespace norm::kafka {
namespace {

enum class Side { consumer, producer };

struct Setting {
  const char* name;
  const char* value;
};

// Either side. A broker that hangs costs what socket.timeout.ms says at most; one that is back is found within seconds.
constexpr std::array kCommon = {Setting{"client.id", "norm"}, Setting{"socket.timeout.ms", "10000"},
                                Setting{"reconnect.backoff.max.ms", "2000"}};
constexpr std::array kConsumer = {
    Setting{"partition.assignment.strategy", "range,roundrobin"},
    Setting{"allow.auto.create.topics", "false"},
    Setting{"check.crcs", "true"},
};
constexpr std::array kProducer = {Setting{"linger.ms", "5"}, Setting{"message.timeout.ms", "30000"},
                                  Setting{"message.max.bytes", "67108864"}, Setting{"partitioner", "murmur2_random"}};

// What the adapter's promises rest on: why it may not be set.
struct Owned {
  std::string_view name;
  std::string_view reason;
};
constexpr std::array kOwned = {
    Owned{"enable.auto.commit", "the adapter commits, and only what has ended"},
    Owned{"auto.commit.enable", "the adapter commits, and only what has ended"},
    Owned{"offset.store.method", "the group keeps its offsets, and nobody else"},
    Owned{"enable.auto.offset.store", "the adapter commits, and only what has ended"},
    Owned{"enable.partition.eof", "the adapter needs it to know where a log ends"},
    Owned{"enable.idempotence", "the error topic's producer must not write a record twice"},
    Owned{"enable.gapless.guarantee", "a single record that a topic does not take would end the producer"},
    Owned{"transactional.id", "what is produced is idempotent, and in no transaction"},
    Owned{"delivery.report.only.error", "a record counts as ended only when its report has come"},
    Owned{"enabled_events", "the adapter says itself what it wants to hear"},
    Owned{"api.version.request", "headers and idempotence need brokers that say what they can do"},
    Owned{"acks", "a record counts as ended only when all replicas have it"},
    Owned{"request.required.acks", "a record counts as ended only when all replicas have it"},
    Owned{"bootstrap.servers", "brokers are an option of their own"},
    Owned{"metadata.broker.list", "brokers are an option of their own"},
    Owned{"group.id", "the group is an option of its own"},
    Owned{"auto.offset.reset", "where to begin is an option of its own"},
};

std::string did_you_mean(rd_kafka_conf_t* conf, std::string_view wrong) {
  std::size_t count = 0;
  const char** const dump = rd_kafka_conf_dump(conf, &count);
  std::vector<std::string> names;
  for (std::size_t i = 0; i + 1 < count; i += 2) names.emplace_back(dump[i]);
  rd_kafka_conf_dump_free(dump, count);
  const std::string near = nearest(wrong, names);
  return near.empty() ? std::string() : fmt::format("; did you mean {}?", near);
}

std::optional<Error> set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> reason{};
  switch (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size())) {
    case RD_KAFKA_CONF_OK: return std::nullopt;
    case RD_KAFKA_CONF_UNKNOWN:
      return config_error(fmt::format("librdkafka knows no property {}{}", name, did_you_mean(conf, name)));
    case RD_KAFKA_CONF_INVALID:
      if (is_secret(name)) return config_error(fmt::format("{}: librdkafka does not take that value", name));
      return config_error(fmt::format("{}={}: {}", name, value, without_end_of_line(reason.data())));
  }
  return std::nullopt;
}

template <std::size_t size>
std::optional<Error> set_all(rd_kafka_conf_t* conf, const std::array<Setting, size>& settings) {
  for (const Setting& setting : settings) {
    if (auto error = set(conf, setting.name, setting.value)) return error;
  }
  return std::nullopt;
}

std::optional<Error> set_user(rd_kafka_conf_t* conf, const Properties& properties, Side side) {
  for (const auto& [full, value] : properties) {
    std::string_view name = full;
    if (name.starts_with("producer.")) {
      if (side != Side::producer) continue;
      name.remove_prefix(9);
    } else if (name.starts_with("consumer.")) {
      if (side != Side::consumer) continue;
      name.remove_prefix(9);
    }
    const auto owned = std::find_if(kOwned.begin(), kOwned.end(), [&](const Owned& o) { return o.name == name; });
    if (owned != kOwned.end()) return config_error(fmt::format("{} cannot be set: {}", name, owned->reason));
    if (auto error = set(conf, std::string(name), value)) return error;
  }
  return std::nullopt;
}

// Below three heartbeats a session ends by a single one that is late; librdkafka takes it all the same.
std::optional<Error> check_session(rd_kafka_conf_t* conf) {
  const std::int64_t session = property_number(conf, "session.timeout.ms");
  const std::int64_t heartbeat = property_number(conf, "heartbeat.interval.ms");
  const std::int64_t poll = property_number(conf, "max.poll.interval.ms");
  if (session < 3 * heartbeat) {
    return config_error(
        fmt::format("session.timeout.ms={} is too short for heartbeat.interval.ms={}; three heartbeats must fit",
                    session, heartbeat));
  }
  if (poll < session) {
    return config_error(
        fmt::format("max.poll.interval.ms={} must not be shorter than session.timeout.ms={}", poll, session));
  }
  return std::nullopt;
}

// A library does not print: librdkafka's log lines would go to stderr.
void drop_log_line(const rd_kafka_t*, int, const char*, const char*) {}

ConfHandle new_config() {
  ConfHandle conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), drop_log_line);
  return conf;
}

}  // namespace

std::int64_t property_number(const rd_kafka_conf_t* conf, const char* name) {
  std::array<char, 32> text{};
  std::size_t size = text.size();
  std::int64_t value = 0;
  if (rd_kafka_conf_get(conf, name, text.data(), &size) != RD_KAFKA_CONF_OK) return 0;
  std::from_chars(text.data(), text.data() + std::min(size, text.size()), value);
  return value;
}

bool is_secret(std::string_view property) {
  // librdkafka's, and those that Java's clients have: they come by where a configuration is taken over as it is.
  constexpr std::array<std::string_view, 11> kWords = {
      "password", "passphrase",  "secret",  "credential",        ".pem", "jaas", "token",
      "api.key",  "private.key", "ssl_key", "oauthbearer.config"};
  std::string name(property);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.ends_with(".url") || name.ends_with("_cb")) return false;  // where tokens are to be had
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

Result<ConfHandle, Error> consumer_config(const ConsumerOptions& options) {
  ConfHandle conf = new_config();
  std::optional<Error> error = set_all(conf.get(), kCommon);
  if (!error) error = set_all(conf.get(), kConsumer);
  const PrefetchLimits ahead = prefetch_limits(options.max_pending_bytes);
  if (!error) error = set(conf.get(), "queued.max.messages.kbytes", std::to_string(ahead.kbytes));
  if (!error) error = set(conf.get(), "queued.min.messages", std::to_string(ahead.records));
  if (!error) error = set(conf.get(), "fetch.max.bytes", std::to_string(ahead.answer_bytes));
  // From librdkafka 2.2 on; before, see Prefetch.
  (void)rd_kafka_conf_set(conf.get(), "fetch.queue.backoff.ms", "10", nullptr, 0);
  if (!error) error = set_user(conf.get(), options.properties, Side::consumer);
  const std::pair<const char*, std::string> owned[] = {
      {"bootstrap.servers", options.brokers}, {"group.id", options.group},
      {"enable.auto.commit", "false"},        {"enable.auto.offset.store", "false"},
      {"enable.partition.eof", "true"},       {"auto.offset.reset", "earliest"},  // StartAt::latest is group.cc's
  };
  for (const auto& [name, value] : owned) {
    if (!error) error = set(conf.get(), name, value);
  }
  if (!error) error = check_session(conf.get());
  if (error) return Failure(*std::move(error));
  return conf;
}

Result<ConfHandle, Error> producer_config(const std::string& brokers, const Properties& properties) {
  ConfHandle conf = new_config();
  std::optional<Error> error = set_all(conf.get(), kCommon);
  if (!error) error = set_all(conf.get(), kProducer);
  if (!error) error = set_user(conf.get(), properties, Side::producer);
  if (!error) error = set(conf.get(), "bootstrap.servers", brokers);
  if (!error) error = set(conf.get(), "enable.idempotence", "true");
  if (!error) error = set(conf.get(), "acks", "all");
  if (error) return Failure(*std::move(error));
  return conf;
}

Result<ConfHandle, Error> client_config(const std::string& brokers, const Properties& properties) {
  ConfHandle conf = new_config();
  std::optional<Error> error = set_all(conf.get(), kCommon);
  if (!error) error = set(conf.get(), "allow.auto.create.topics", "false");
  if (!error) error = set_user(conf.get(), properties, Side::consumer);
  if (!error && !brokers.empty()) error = set(conf.get(), "bootstrap.servers", brokers);
  if (!error) error = set(conf.get(), "enable.auto.commit", "false");
  if (!error) error = set(conf.get(), "enable.partition.eof", "true");
  if (error) return Failure(*std::move(error));
  return conf;
}

Result<ClientHandle, Error> make_client(rd_kafka_type_t type, ConfHandle conf) {
  std::array<char, 512> reason{};
  // On success the client owns the configuration, on failure we still do.
  rd_kafka_t* const client = rd_kafka_new(type, conf.get(), reason.data(), reason.size());
  if (client == nullptr) return Failure(config_error(std::string(without_end_of_line(reason.data()))));
  (void)conf.release();
  return ClientHandle(client);
}

}  // namespace norm::kafka
