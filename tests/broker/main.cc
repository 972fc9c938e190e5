// The suite's beginning and end: the cluster that NORM_BROKER asks for, and its log where a test has failed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "broker/cluster.h"

namespace norm::kafka::test {
namespace {

std::unique_ptr<Cluster>& instance() {
  static std::unique_ptr<Cluster> one;
  return one;
}

class Ending final : public testing::Environment {
 public:
  void TearDown() override {
    if (!instance()) return;
    if (testing::UnitTest::GetInstance()->Failed()) std::cout << instance()->log() << std::flush;
    instance().reset();
  }
};

}  // namespace

Cluster& cluster() {
  if (!instance()) {
    const char* const jars = std::getenv("NORM_BROKER");
    const char* const nodes = std::getenv("NORM_BROKER_NODES");
    instance() = jars == nullptr ? start_mock() : start_real(jars, nodes == nullptr ? 1 : std::atoi(nodes));
  }
  return *instance();
}

}  // namespace norm::kafka::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new norm::kafka::test::Ending);
  return RUN_ALL_TESTS();
}
