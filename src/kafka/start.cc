// The start: what is refused, in one sentence that names the setting. See loop.h.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <span>
#include <thread>
#include <utility>

#include "kafka/config.h"
#include "kafka/error.h"
#include "kafka/error_record.h"
#include "kafka/loop.h"
#include "kafka/loop_guard.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;

// A topic that was made just now is not known to each broker at once (seen on three nodes).
constexpr auto kNews = 1s;
constexpr auto kAskAgain = 100ms;

std::string join(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::optional<Error> check_schemas(const Schemas& schemas, const ConsumerOptions& options) {
  const auto bare = topic_without_schema(schemas, options.topics);
  if (!bare) return std::nullopt;
  return config_error(fmt::format("the topic {} has no schema", *bare));
}

}  // namespace

Result<void, Error> Loop::replace(Schemas schemas) {
  if (auto error = check_schemas(schemas, options_)) return Failure(*std::move(error));
  schemas_->replace(std::move(schemas));
  return {};
}

Loop::Loop(ConsumerOptions options, Schemas schemas, Deliverer deliverer)
    : options_(std::move(options)),
      schemas_(std::make_shared<SchemaSet>(std::move(schemas))),
      decoders_(schemas_, options_.decode),
      once_(std::make_shared<Once>(options_)),
      watch_(Watch::make(options_)),
      alerts_(options_.on_event, watch_.get()),
      deliverer_(std::move(deliverer)),
      engine_(options_, std::random_device{}()) {}

Result<std::unique_ptr<Loop>, Error> Loop::create(ConsumerOptions options, Schemas schemas) {
  if (auto error = check_options(options)) return Failure(*std::move(error));
  if (auto error = check_idempotence(options)) return Failure(*std::move(error));
  if (auto error = check_schemas(schemas, options)) return Failure(*std::move(error));
  if (auto loop = find_loop(options)) return Failure(*std::move(loop));
  // From librdkafka's threads into a queue, where the loop reads them: no line comes when the loop is gone.
  if (options.on_log) options.properties.insert_or_assign("log.queue", "true");
  const bool statistics = options.observer != nullptr && options.statistics_interval.count() > 0;
  if (statistics) {
    options.properties.insert_or_assign("consumer.statistics.interval.ms",
                                        std::to_string(options.statistics_interval.count()));
  }
  auto conf = consumer_config(options);
  if (!conf) return Failure(conf.error());
  auto deliverer = Deliverer::create(options.brokers, options.properties);
  if (!deliverer) return Failure(deliverer.error());

  // The loop's address is the callbacks' opaque, so it is made before its consumer.
  std::unique_ptr<Loop> loop(new Loop(std::move(options), std::move(schemas), *std::move(deliverer)));
  loop->prefetch_ = Prefetch(property_number(conf->get(), "queued.min.messages"),
                             property_number(conf->get(), "queued.max.messages.kbytes"));
  if (loop->options_.until_end) loop->engine_.mind_others();
  // Its session runs out, and the others learn at their next heartbeat that they are to join anew.
  loop->others_patience_ = Millis(property_number(conf->get(), "session.timeout.ms") +
                                  2 * property_number(conf->get(), "heartbeat.interval.ms")) +
                           1s;
  rd_kafka_conf_set_opaque(conf->get(), loop.get());
  rd_kafka_conf_set_rebalance_cb(conf->get(), &Loop::on_rebalance);
  rd_kafka_conf_set_error_cb(conf->get(), &Loop::on_error);
  if (statistics) rd_kafka_conf_set_stats_cb(conf->get(), &Loop::on_statistics);
  auto client = make_client(RD_KAFKA_CONSUMER, *std::move(conf));
  if (!client) return Failure(client.error());
  loop->consumer_ = *std::move(client);
  rd_kafka_poll_set_consumer(loop->consumer_.get());
  loop->commits_.reset(rd_kafka_queue_new(loop->consumer_.get()));
  loop->inbox_.reset(rd_kafka_queue_get_consumer(loop->consumer_.get()));
  if (loop->options_.on_log) {
    loop->log_.reset(rd_kafka_queue_new(loop->consumer_.get()));
    rd_kafka_set_log_queue(loop->consumer_.get(), loop->log_.get());
    loop->deliverer_log_.reset(rd_kafka_queue_new(loop->deliverer_.client()));
    rd_kafka_set_log_queue(loop->deliverer_.client(), loop->deliverer_log_.get());
  }
  if (auto error = loop->check_cluster()) return Failure(*std::move(error));
  loop->starting_ = false;
  return loop;
}

std::optional<Error> Loop::check_cluster() {
  const auto literal = [](const std::string& topic) { return !topic.starts_with('^'); };
  for (const std::string& topic : options_.topics) {
    if (!literal(topic)) continue;
    if (auto error = check_topic(topic, "topic", "create it, or check its name")) return error;
  }
  for (const std::string& topic : options_.topics) {
    if (!literal(topic)) continue;
    if (auto error = check_written(topic)) return error;
  }
  if (auto error = check_expressions()) return error;
  for (const std::string& topic : options_.produces) {
    if (auto error = check_topic(topic, "topic to pass records on to", "create it, or check its name")) return error;
  }
  return std::nullopt;
}

// What matches nothing now may match something later, but not before the end.
std::optional<Error> Loop::check_expressions() {
  for (const std::string& topic : options_.topics) {
    if (!options_.until_end || !topic.starts_with('^')) continue;
    const rd_kafka_metadata_t* raw = nullptr;
    const rd_kafka_resp_err_t code =
        rd_kafka_metadata(consumer_.get(), 1, nullptr, &raw, to_ms(options_.start_timeout));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return make_error(why_silent(code), fmt::format("cannot reach {}", options_.brokers));
    }
    const MetadataHandle metadata(raw);
    const std::span topics(metadata->topics, static_cast<std::size_t>(metadata->topic_cnt));
    if (std::any_of(topics.begin(), topics.end(), [&](const auto& one) { return subscribes(topic, one.topic); }))
      continue;
    return Error{.code = static_cast<int>(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART),
                 .name = "TOPIC_MISSING",
                 .message = fmt::format("no topic matches {}, so that there is no end to read to; check it", topic)};
  }
  return std::nullopt;
}

// Where the records of a topic may go; what is known already is not asked for again.
std::optional<Error> Loop::check_written(const std::string& topic) {
  const std::string hint = fmt::format("create it with as many partitions as {} has, or name another", topic);
  const auto check = [&](const std::string& written, const std::string& what) -> std::optional<Error> {
    return partition_counts_.contains(written) ? std::nullopt : check_topic(written, what, hint);
  };
  if (auto error = check(expand_topic(options_.error_topic, topic), "error topic")) return error;
  const auto audit = audit_topic(options_, topic);
  return audit ? check(*audit, "audit topic") : std::nullopt;
}

// That nobody answers is all that librdkafka says to whoever asks; why, it says by its error callback.
rd_kafka_resp_err_t Loop::why_silent(rd_kafka_resp_err_t code) {
  while (starting_ && MessageHandle(rd_kafka_consumer_poll(consumer_.get(), 0))) {
  }
  for (const rd_kafka_resp_err_t reason : kRefusals) {
    if (last_said_.contains(reason)) return reason;
  }
  return code;
}

std::optional<Error> Loop::check_topic(const std::string& topic, const std::string& what, const std::string& hint) {
  const TopicHandle handle(rd_kafka_topic_new(consumer_.get(), topic.c_str(), nullptr));
  if (!handle) return config_error(fmt::format("the {} {} has a name that Kafka does not take", what, topic));
  MetadataHandle metadata;
  rd_kafka_resp_err_t state = RD_KAFKA_RESP_ERR_NO_ERROR;
  const auto missing = [&] {
    return state == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || state == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  };
  const Clock::time_point patience = Clock::now() + kNews;
  while (true) {
    const rd_kafka_metadata_t* raw = nullptr;
    const rd_kafka_resp_err_t code =
        rd_kafka_metadata(consumer_.get(), 0, handle.get(), &raw, to_ms(options_.start_timeout));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return make_error(why_silent(code), fmt::format("cannot reach {}", options_.brokers));
    }
    metadata.reset(raw);
    state = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (!missing() || Clock::now() >= patience) break;
    std::this_thread::sleep_for(kAskAgain);
  }
  if (missing()) {
    return Error{.code = static_cast<int>(state),
                 .name = "TOPIC_MISSING",
                 .message = fmt::format("the {} {} does not exist; {}", what, topic, hint)};
  }
  // A leader election under way is no reason not to start: clients wait for its end by themselves.
  if (state != RD_KAFKA_RESP_ERR_NO_ERROR && state != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
    return make_error(state, fmt::format("cannot use the {} {}", what, topic));
  }
  if (metadata->topics[0].partition_cnt > 0)
    partition_counts_.insert_or_assign(topic, metadata->topics[0].partition_cnt);
  return std::nullopt;
}

std::optional<Error> Loop::subscribe() {
  const PartitionsHandle topics = make_partitions(options_.topics.size());
  for (const std::string& topic : options_.topics) {
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const rd_kafka_resp_err_t code = rd_kafka_subscribe(consumer_.get(), topics.get());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  return make_error(code, fmt::format("cannot subscribe to {}", join(options_.topics)));
}

}  // namespace norm::kafka
