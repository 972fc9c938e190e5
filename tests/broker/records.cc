// Records for tests, and the cluster of the run: see the headers.
#include "broker/records.h"

#include <algorithm>
#include <thread>

namespace norm::kafka::test {

using namespace std::chrono_literals;

void produce(const std::string& topic, const std::vector<Stored>& records) {
  produce_to(cluster().brokers(), topic, records);
}

std::vector<Stored> read(const std::string& topic) { return read_from(cluster().brokers(), topic); }

std::vector<PartitionOffsets> offsets(const std::string& topic, const std::string& group) {
  return offsets_at(cluster().brokers(), topic, group);
}

std::int64_t committed(const std::string& topic, const std::string& group, std::size_t partition) {
  const std::vector<PartitionOffsets> all = offsets(topic, group);
  return partition < all.size() ? all[partition].committed : -1;
}

Place::Place(int partitions, const Settings& settings, const Settings& error_settings) {
  static int count = 0;
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  topic = std::string(test->test_suite_name()) + "-" + std::to_string(++count);
  std::replace(topic.begin(), topic.end(), '/', '-');
  errors = topic + ".errors";
  group = topic + "-group";
  cluster().create_topic(topic, partitions, settings);
  cluster().create_topic(errors, partitions, error_settings);
}

ConsumerOptions Place::options() const {
  ConsumerOptions options = quick_options(cluster().brokers(), group, {topic});
  options.circuit.failures = 0;  // records that wait for something are no outage
  return options;
}

void pause_for(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

}  // namespace norm::kafka::test
