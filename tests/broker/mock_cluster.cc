// The suite's mock cluster: librdkafka's, inside this process.
#include <librdkafka/rdkafka.h>
// The mock's header needs the one above to come first.
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "broker/cluster.h"

namespace norm::kafka::test {
namespace {

constexpr std::int16_t kProduce = 0;  // Kafka's ApiKey

class MockCluster final : public Cluster {
 public:
  MockCluster() {
    std::array<char, 512> reason{};
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    host_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason.data(), reason.size()));
    if (!host_) throw std::runtime_error(reason.data());
    cluster_.reset(rd_kafka_mock_cluster_new(host_.get(), 1));
    if (!cluster_) throw std::runtime_error("librdkafka could not start its mock cluster");
    brokers_ = rd_kafka_mock_cluster_bootstraps(cluster_.get());
  }

  [[nodiscard]] bool real() const override { return false; }
  [[nodiscard]] int nodes() const override { return 1; }
  [[nodiscard]] const std::string& brokers() const override { return brokers_; }

  void create_topic(const std::string& topic, int partitions, const Settings&) override {
    if (rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), partitions, 1) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw std::runtime_error("cannot create " + topic);
    }
  }

  // An answer that comes after an hour is none; what was asked meanwhile is asked again when clients lose patience.
  void freeze() override { rd_kafka_mock_broker_set_rtt(cluster_.get(), 1, 3'600'000); }
  void thaw() override { rd_kafka_mock_broker_set_rtt(cluster_.get(), 1, 0); }

  // The mock keeps what it has, so this is a broker that wrote all of it to disk.
  void kill(int node) override { rd_kafka_mock_broker_set_down(cluster_.get(), node); }
  void restart(int node) override { rd_kafka_mock_broker_set_up(cluster_.get(), node); }

  // Whoever writes to whatever topic: the mock refuses requests, not topics.
  void deny_writes(const std::string&) override {
    std::vector<rd_kafka_resp_err_t> errors(100'000, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    rd_kafka_mock_push_request_errors_array(cluster_.get(), kProduce, errors.size(), errors.data());
  }
  void allow_writes(const std::string&) override { rd_kafka_mock_clear_request_errors(cluster_.get(), kProduce); }

 private:
  struct Destroy {
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
    void operator()(rd_kafka_mock_cluster_t* cluster) const { rd_kafka_mock_cluster_destroy(cluster); }
  };
  std::unique_ptr<rd_kafka_t, Destroy> host_;
  std::unique_ptr<rd_kafka_mock_cluster_t, Destroy> cluster_;
  std::string brokers_;
};

}  // namespace

std::unique_ptr<Cluster> start_mock() { return std::make_unique<MockCluster>(); }

}  // namespace norm::kafka::test
