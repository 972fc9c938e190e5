// The mock cluster for tests: see the header.
#include "kafka/mock_cluster.h"

#include <gtest/gtest.h>

#include <utility>

#include "kafka/config.h"

namespace norm::kafka::test {

MockCluster::MockCluster() {
  auto conf = client_config({}, {});
  auto host = make_client(RD_KAFKA_PRODUCER, *std::move(conf));
  host_ = *std::move(host);
  cluster_.reset(rd_kafka_mock_cluster_new(host_.get(), 1));
}

void MockCluster::create_topic(const std::string& topic, int partitions) {
  ASSERT_EQ(rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), partitions, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
}

}  // namespace norm::kafka::test
