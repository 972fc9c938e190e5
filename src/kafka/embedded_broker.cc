// librdkafka's mock cluster behind a face of ours.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
// The mock's header needs the one above to come first.
#include <librdkafka/rdkafka_mock.h>
#include <norm/kafka/embedded_broker.h>

#include <memory>
#include <utility>

#include "kafka/config.h"
#include "kafka/error.h"
#include "kafka/handle.h"

namespace norm::kafka {

struct EmbeddedBroker::State {
  ClientHandle host;  // the cluster's threads are those of a client
  std::unique_ptr<rd_kafka_mock_cluster_t, Destroy<rd_kafka_mock_cluster_destroy>> cluster;
  std::string brokers;
};

EmbeddedBroker::EmbeddedBroker(std::unique_ptr<State> state) : state_(std::move(state)) {}
EmbeddedBroker::EmbeddedBroker(EmbeddedBroker&&) noexcept = default;
EmbeddedBroker& EmbeddedBroker::operator=(EmbeddedBroker&&) noexcept = default;
EmbeddedBroker::~EmbeddedBroker() = default;

Result<EmbeddedBroker, Error> EmbeddedBroker::start() {
  auto conf = client_config({}, {});
  if (!conf) return Failure(conf.error());
  auto state = std::make_unique<State>();
  auto host = make_client(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!host) return Failure(host.error());
  state->host = *std::move(host);
  state->cluster.reset(rd_kafka_mock_cluster_new(state->host.get(), 1));
  if (!state->cluster) {
    return Failure(
        Error{.code = 0, .name = "DEMO", .message = "librdkafka could not start its embedded broker on loopback"});
  }
  state->brokers = rd_kafka_mock_cluster_bootstraps(state->cluster.get());
  return EmbeddedBroker(std::move(state));
}

const std::string& EmbeddedBroker::brokers() const { return state_->brokers; }

Result<void, Error> EmbeddedBroker::create_topic(const std::string& topic, int partitions) {
  if (partitions < 1) {
    return Failure(config_error(fmt::format("a topic of {} partitions cannot be created: {}", partitions, topic)));
  }
  const rd_kafka_resp_err_t code = rd_kafka_mock_topic_create(state_->cluster.get(), topic.c_str(), partitions, 1);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failure(make_error(code, "cannot create " + topic));
  return {};
}

}  // namespace norm::kafka
