// A look at a cluster from outside, and a way to write to it.
#include <fmt/format.h>
#include <norm/kafka/client.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "kafka/backoff.h"
#include "kafka/config.h"
#include "kafka/deliverer.h"
#include "kafka/error.h"
#include "kafka/handle.h"

namespace norm::kafka {

using namespace std::chrono_literals;

// ---- Client

struct Client::State {
  std::string brokers;
  Properties properties;
  std::chrono::milliseconds timeout{};
  mutable std::set<int> refusals = {};  // what error callbacks have said; clients know it by its address
  ClientHandle client;

  [[nodiscard]] rd_kafka_resp_err_t why_silent(rd_kafka_resp_err_t code) const;
  // A consumer that never joins the group: librdkafka asks for a group's offsets only through a client that names it.
  [[nodiscard]] Result<ClientHandle, Error> open(const std::string& group) const;
  [[nodiscard]] Result<std::int32_t, Error> partitions(const std::string& topic) const;
  [[nodiscard]] Result<std::vector<std::int64_t>, Error> places(const std::string& topic,
                                                                const std::vector<PartitionOffsets>& present,
                                                                const Position& position) const;
};

Result<ClientHandle, Error> Client::State::open(const std::string& group) const {
  auto conf = client_config(brokers, properties);
  if (!conf) return Failure(conf.error());
  if (!group.empty() && rd_kafka_conf_set(conf->get(), "group.id", group.c_str(), nullptr, 0) != RD_KAFKA_CONF_OK) {
    return Failure(config_error(fmt::format("{} cannot be a group's name", group)));
  }
  rd_kafka_conf_set_opaque(conf->get(), &refusals);
  rd_kafka_conf_set_error_cb(conf->get(), [](rd_kafka_t*, int code, const char*, void* opaque) {
    static_cast<std::set<int>*>(opaque)->insert(code);
  });
  return make_client(RD_KAFKA_CONSUMER, *std::move(conf));
}

// That nobody answers is all that librdkafka says to whoever asks; why, it says by its error callback.
rd_kafka_resp_err_t Client::State::why_silent(rd_kafka_resp_err_t code) const {
  rd_kafka_poll(client.get(), 0);
  for (const rd_kafka_resp_err_t reason : kRefusals) {
    if (refusals.contains(reason)) return reason;
  }
  return code;
}

Result<std::int32_t, Error> Client::State::partitions(const std::string& topic) const {
  const TopicHandle handle(rd_kafka_topic_new(client.get(), topic.c_str(), nullptr));
  if (!handle) return Failure(config_error(fmt::format("{} cannot be a topic's name", topic)));
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t code = rd_kafka_metadata(client.get(), 0, handle.get(), &raw, to_ms(timeout));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(make_error(code, fmt::format("cannot reach {}", brokers)));
  const MetadataHandle metadata(raw);
  if (metadata->topic_cnt != 1) return Failure(make_error(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "cannot use " + topic));
  if (metadata->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Failure(make_error(metadata->topics[0].err, "cannot use " + topic));
  }
  return metadata->topics[0].partition_cnt;
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client, Error> Client::connect(const std::string& brokers, const Properties& properties,
                                      std::chrono::milliseconds timeout) {
  auto state = std::make_unique<State>();
  state->brokers = brokers;
  state->properties = properties;
  state->timeout = timeout;
  auto client = state->open("norm-client");  // never joined; librdkafka wants one of every consumer
  if (!client) return Failure(client.error());
  state->client = *std::move(client);
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t code = rd_kafka_metadata(state->client.get(), 0, nullptr, &raw, to_ms(timeout));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Failure(make_error(state->why_silent(code), fmt::format("cannot reach {}", brokers)));
  }
  rd_kafka_metadata_destroy(raw);
  return Client(std::move(state));
}

Result<std::vector<PartitionOffsets>, Error> Client::offsets(const std::string& topic, const std::string& group) const {
  const auto count = state_->partitions(topic);
  if (!count) return Failure(count.error());
  std::vector<PartitionOffsets> all(static_cast<std::size_t>(*count));
  for (std::int32_t i = 0; i < *count; ++i) {
    PartitionOffsets& one = all[static_cast<std::size_t>(i)];
    one.partition = i;
    const rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(state_->client.get(), topic.c_str(), i,
                                                                      &one.begin, &one.end, to_ms(state_->timeout));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(make_error(code, "cannot ask for the offsets of " + topic));
  }
  if (group.empty()) return all;
  const auto member = state_->open(group);
  if (!member) return Failure(member.error());
  const PartitionsHandle ask = make_partitions(all.size());
  for (const PartitionOffsets& one : all) rd_kafka_topic_partition_list_add(ask.get(), topic.c_str(), one.partition);
  const rd_kafka_resp_err_t code = rd_kafka_committed(member->get(), ask.get(), to_ms(state_->timeout));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Failure(make_error(code, "cannot ask for the offsets of group " + group));
  for (int i = 0; i < ask->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = ask->elems[i];
    if (told.err == RD_KAFKA_RESP_ERR_NO_ERROR && told.offset >= 0) {
      all[static_cast<std::size_t>(told.partition)].committed = told.offset;
    }
  }
  return all;
}

Result<bool, Error> Client::create_topic(const std::string& topic, int partitions, const Properties& settings) const {
  const std::string doing = "cannot create the topic " + topic;
  std::array<char, 512> reason{};
  const std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>> wanted(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, -1, reason.data(), reason.size()));
  if (!wanted) return Failure(config_error(fmt::format("{}: {}", doing, reason.data())));
  for (const auto& [name, value] : settings) rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
  const std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>> options(
      rd_kafka_AdminOptions_new(state_->client.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS));
  // How long the cluster may take to make it known everywhere.
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), to_ms(state_->timeout), nullptr, 0);
  const QueueHandle answers(rd_kafka_queue_new(state_->client.get()));
  rd_kafka_NewTopic_t* list[] = {wanted.get()};
  rd_kafka_CreateTopics(state_->client.get(), list, 1, options.get(), answers.get());
  const EventHandle event(rd_kafka_queue_poll(answers.get(), to_ms(state_->timeout * 3)));
  if (!event) return Failure(make_error(RD_KAFKA_RESP_ERR__TIMED_OUT, doing));
  rd_kafka_resp_err_t code = rd_kafka_event_error(event.get());
  const rd_kafka_CreateTopics_result_t* const result = rd_kafka_event_CreateTopics_result(event.get());
  std::size_t count = 0;
  const rd_kafka_topic_result_t** const topics =
      result == nullptr ? nullptr : rd_kafka_CreateTopics_result_topics(result, &count);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && count == 1) code = rd_kafka_topic_result_error(topics[0]);
  if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return false;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(make_error(code, doing));
  return true;
}

Result<std::optional<std::string>, Error> Client::topic_setting(const std::string& topic,
                                                                const std::string& name) const {
  const std::string doing = fmt::format("cannot ask for the settings of {}", topic);
  const std::unique_ptr<rd_kafka_ConfigResource_t, Destroy<rd_kafka_ConfigResource_destroy>> wanted(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  const std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>> options(
      rd_kafka_AdminOptions_new(state_->client.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), to_ms(state_->timeout), nullptr, 0);
  const QueueHandle answers(rd_kafka_queue_new(state_->client.get()));
  rd_kafka_ConfigResource_t* list[] = {wanted.get()};
  rd_kafka_DescribeConfigs(state_->client.get(), list, 1, options.get(), answers.get());
  const EventHandle event(rd_kafka_queue_poll(answers.get(), to_ms(state_->timeout * 2)));
  if (!event) return Failure(make_error(RD_KAFKA_RESP_ERR__TIMED_OUT, doing));
  rd_kafka_resp_err_t code = rd_kafka_event_error(event.get());
  std::size_t count = 0;
  const rd_kafka_DescribeConfigs_result_t* const result = rd_kafka_event_DescribeConfigs_result(event.get());
  const rd_kafka_ConfigResource_t** const resources =
      result == nullptr ? nullptr : rd_kafka_DescribeConfigs_result_resources(result, &count);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && count == 1) code = rd_kafka_ConfigResource_error(resources[0]);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR || count != 1) return Failure(make_error(code, doing));
  const rd_kafka_ConfigEntry_t** const entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    if (name == rd_kafka_ConfigEntry_name(entries[i]) && value != nullptr) return std::string(value);
  }
  return std::nullopt;
}

// The place in each partition, within what is there.
Result<std::vector<std::int64_t>, Error> Client::State::places(const std::string& topic,
                                                               const std::vector<PartitionOffsets>& present,
                                                               const Position& position) const {
  std::vector<std::int64_t> places;
  const PartitionsHandle ask = make_partitions(present.size());
  for (const PartitionOffsets& one : present) {
    switch (position.kind) {
      case Position::Kind::beginning: places.push_back(one.begin); break;
      case Position::Kind::offset: places.push_back(std::clamp(position.value, one.begin, one.end)); break;
      case Position::Kind::end:
      case Position::Kind::time: places.push_back(one.end); break;
    }
    rd_kafka_topic_partition_list_add(ask.get(), topic.c_str(), one.partition)->offset = position.value;
  }
  if (position.kind != Position::Kind::time) return places;
  const rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(client.get(), ask.get(), to_ms(timeout));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(make_error(code, "cannot find a time in " + topic));
  for (int i = 0; i < ask->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = ask->elems[i];
    if (told.err != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(make_error(told.err, "cannot find a time in " + topic));
    const PartitionOffsets& one = present[static_cast<std::size_t>(told.partition)];
    if (told.offset >= 0)
      places[static_cast<std::size_t>(told.partition)] = std::clamp(told.offset, one.begin, one.end);
  }
  return places;
}

Result<std::uint64_t, Error> Client::read(const std::string& topic,
                                          const std::function<void(const Record&)>& visit) const {
  return read(topic, {}, [&](const Record& record) {
    visit(record);
    return true;
  });
}

Result<std::uint64_t, Error> Client::read(const std::string& topic, const Extent& extent,
                                          const std::function<bool(const Record&)>& visit) const {
  const auto present = offsets(topic);
  if (!present) return Failure(present.error());
  const auto begins = state_->places(topic, *present, extent.from);
  if (!begins) return Failure(begins.error());
  const auto ends = state_->places(topic, *present, extent.to);
  if (!ends) return Failure(ends.error());
  auto reader = state_->open("norm-client");
  if (!reader) return Failure(reader.error());
  rd_kafka_poll_set_consumer(reader->get());
  const PartitionsHandle from = make_partitions(present->size());
  std::size_t open = 0;
  for (std::size_t i = 0; i < present->size(); ++i) {
    if ((*begins)[i] >= (*ends)[i]) continue;
    rd_kafka_topic_partition_list_add(from.get(), topic.c_str(), static_cast<std::int32_t>(i))->offset = (*begins)[i];
    ++open;
  }
  if (open == 0) return std::uint64_t{0};
  const rd_kafka_resp_err_t code = rd_kafka_assign(reader->get(), from.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(make_error(code, "cannot read " + topic));

  std::vector<bool> finished(present->size(), false);
  std::vector<Header> headers;
  std::uint64_t count = 0;
  Clock::time_point silent_since = Clock::now();
  while (open > 0) {
    const MessageHandle message(rd_kafka_consumer_poll(reader->get(), 100));
    const Clock::time_point now = Clock::now();
    if (!message) {
      if (now - silent_since > state_->timeout) {
        return Failure(make_error(RD_KAFKA_RESP_ERR__TIMED_OUT, fmt::format("cannot read {} to its end", topic)));
      }
      continue;
    }
    silent_since = now;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      return Failure(make_error(message->err, "cannot read " + topic));
    }
    const auto partition = static_cast<std::size_t>(message->partition);
    if (partition >= finished.size() || finished[partition]) continue;
    const std::int64_t end = (*ends)[partition];
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset < end) {
      ++count;
      if (!visit(view_record(*message, headers)) || count == extent.max_records) return count;
    }
    // At the end of a partition librdkafka's event carries the end itself; a log may end in records that nobody is
    // given.
    const std::int64_t next = message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? message->offset + 1 : message->offset;
    if (next >= end) {
      finished[partition] = true;
      --open;
    }
  }
  return count;
}

// ---- Producer

struct Producer::State {
  explicit State(Deliverer made) : deliverer(std::move(made)) {}
  Deliverer deliverer;
  std::uint64_t sent = 0;
  std::uint64_t reported = 0;
  std::optional<Error> first_failure;

  void take_reports(std::chrono::milliseconds wait) {
    for (const DeliveryReport& report : deliverer.poll(wait)) {
      ++reported;
      if (report.code != RD_KAFKA_RESP_ERR_NO_ERROR && !first_failure) {
        first_failure = make_error(report.code, "a record was not taken");
      }
    }
  }
};

Producer::Producer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Producer::Producer(Producer&&) noexcept = default;
Producer& Producer::operator=(Producer&&) noexcept = default;
Producer::~Producer() = default;

Result<Producer, Error> Producer::create(const std::string& brokers, const Properties& properties) {
  auto deliverer = Deliverer::create(brokers, properties);
  if (!deliverer) return Failure(deliverer.error());
  return Producer(std::make_unique<State>(*std::move(deliverer)));
}

Result<void, Error> Producer::send(const Record& record) {
  const std::string topic(record.topic);
  while (true) {
    const rd_kafka_resp_err_t code = state_->deliverer.send(state_->sent + 1, topic, record.partition, record, {});
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) break;
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return Failure(make_error(code, "cannot produce to " + topic));
    state_->take_reports(10ms);
  }
  ++state_->sent;
  state_->take_reports(0ms);
  return {};
}

Result<void, Error> Producer::flush(std::chrono::milliseconds timeout) {
  const Clock::time_point deadline = Clock::now() + timeout;
  while (state_->reported < state_->sent) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left <= 0ms) {
      return Failure(make_error(RD_KAFKA_RESP_ERR__TIMED_OUT,
                                fmt::format("{} records are not acknowledged", state_->sent - state_->reported)));
    }
    state_->take_reports(std::min<std::chrono::milliseconds>(left, 50ms));
  }
  if (state_->first_failure) return Failure(*std::exchange(state_->first_failure, std::nullopt));
  return {};
}

}  // namespace norm::kafka
