#pragma once

// What only an administrator's client can do to a real cluster. Each call waits until all nodes know of it, and throws
// std::runtime_error where the answer is no.
#include <cstdint>
#include <map>
#include <string>

namespace norm::kafka::test {

/// A resource that a rule of access is about.
enum class Resource { topic, group };
enum class Right { read, write };

class Admin {
 public:
  explicit Admin(std::string brokers) : brokers_(std::move(brokers)) {}

  void create_topic(const std::string& topic, int partitions, int replicas,
                    const std::map<std::string, std::string>& settings) const;
  void delete_topic(const std::string& topic) const;
  /// The partition's log begins at `offset` from now on, as after retention.
  void delete_records_before(const std::string& topic, std::int32_t partition, std::int64_t offset) const;
  void deny(Resource resource, const std::string& name, Right right) const;
  /// Takes all rules about the resource back.
  void undeny(Resource resource, const std::string& name) const;

 private:
  void wait_until_known(const std::string& topic, int partitions) const;
  void wait_for_rules() const;

  std::string brokers_;
};

}  // namespace norm::kafka::test
