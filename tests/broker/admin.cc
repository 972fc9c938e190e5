// An administrator's calls by librdkafka: see the header.
#include "broker/admin.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "kafka/handle.h"

namespace norm::kafka::test {
namespace {

constexpr int kTimeoutMs = 20'000;

[[noreturn]] void fail(const std::string& what, const std::string& why) { throw std::runtime_error(what + ": " + why); }

void check(const rd_kafka_error_t* error, const std::string& what) {
  if (error != nullptr && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    fail(what, rd_kafka_error_string(error));
  }
}

// One request of the admin interface and its answer. Members go in reverse: the client last.
class Call {
 public:
  Call(const std::string& brokers, std::string what) : what_(std::move(what)) {
    std::array<char, 512> reason{};
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), nullptr, 0);
    client_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason.data(), reason.size()));
    if (!client_) fail(what_, reason.data());
    queue_.reset(rd_kafka_queue_new(client_.get()));
  }

  [[nodiscard]] rd_kafka_t* client() const { return client_.get(); }
  [[nodiscard]] rd_kafka_queue_t* queue() const { return queue_.get(); }

  /// The answer, which is good as long as this call lives.
  [[nodiscard]] rd_kafka_event_t* answer() {
    event_.reset(rd_kafka_queue_poll(queue_.get(), kTimeoutMs));
    if (!event_) fail(what_, "no answer");
    if (rd_kafka_event_error(event_.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      fail(what_, rd_kafka_event_error_string(event_.get()));
    }
    return event_.get();
  }

  void check_topics(const rd_kafka_topic_result_t** results, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (rd_kafka_topic_result_error(results[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fail(what_, rd_kafka_topic_result_error_string(results[i]));
      }
    }
  }

 private:
  std::string what_;
  ClientHandle client_;
  QueueHandle queue_;
  EventHandle event_;
};

rd_kafka_ResourceType_t type_of(Resource resource) {
  switch (resource) {
    case Resource::topic: return RD_KAFKA_RESOURCE_TOPIC;
    case Resource::group: return RD_KAFKA_RESOURCE_GROUP;
  }
  return RD_KAFKA_RESOURCE_UNKNOWN;
}

rd_kafka_AclOperation_t operation_of(Right right) {
  switch (right) {
    case Right::read: return RD_KAFKA_ACL_OPERATION_READ;
    case Right::write: return RD_KAFKA_ACL_OPERATION_WRITE;
  }
  return RD_KAFKA_ACL_OPERATION_UNKNOWN;
}

// Whether the node at `address` has a leader for each partition of the topic.
bool knows(const std::string& address, const std::string& topic, int partitions) {
  const Call call(address, "cannot ask " + address);
  const TopicHandle handle(rd_kafka_topic_new(call.client(), topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  if (rd_kafka_metadata(call.client(), 0, handle.get(), &raw, 1'000) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  const MetadataHandle metadata(raw);
  if (metadata->topic_cnt != 1 || metadata->topics[0].partition_cnt != partitions) return false;
  for (int i = 0; i < partitions; ++i) {
    if (metadata->topics[0].partitions[i].leader < 0) return false;
  }
  return true;
}

}  // namespace

// A node answers for itself, and hears of what another one was told a little later.
void Admin::wait_until_known(const std::string& topic, int partitions) const {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(kTimeoutMs);
  std::istringstream addresses(brokers_);
  for (std::string address; std::getline(addresses, address, ',');) {
    while (!knows(address, topic, partitions)) {
      if (Clock::now() > deadline) fail(address + " does not hear of " + topic, "no answer");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
}

// Nodes hear of everything in one order: who knows a topic knows the rules that were made before it.
void Admin::wait_for_rules() const {
  if (brokers_.find(',') == std::string::npos) return;
  static int count = 0;
  create_topic("rules-" + std::to_string(++count), 1, 1, {});
}

void Admin::create_topic(const std::string& topic, int partitions, int replicas,
                         const std::map<std::string, std::string>& settings) const {
  Call call(brokers_, "cannot create " + topic);
  const std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>> wish(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, replicas, nullptr, 0));
  for (const auto& [name, value] : settings) rd_kafka_NewTopic_set_config(wish.get(), name.c_str(), value.c_str());
  rd_kafka_NewTopic_t* list = wish.get();
  rd_kafka_CreateTopics(call.client(), &list, 1, nullptr, call.queue());
  std::size_t count = 0;
  const rd_kafka_topic_result_t** const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(call.answer()), &count);
  call.check_topics(results, count);
  wait_until_known(topic, partitions);
}

void Admin::delete_topic(const std::string& topic) const {
  Call call(brokers_, "cannot delete " + topic);
  const std::unique_ptr<rd_kafka_DeleteTopic_t, Destroy<rd_kafka_DeleteTopic_destroy>> wish(
      rd_kafka_DeleteTopic_new(topic.c_str()));
  rd_kafka_DeleteTopic_t* list = wish.get();
  rd_kafka_DeleteTopics(call.client(), &list, 1, nullptr, call.queue());
  std::size_t count = 0;
  const rd_kafka_topic_result_t** const results =
      rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(call.answer()), &count);
  call.check_topics(results, count);
}

void Admin::delete_records_before(const std::string& topic, std::int32_t partition, std::int64_t offset) const {
  Call call(brokers_, "cannot delete records of " + topic);
  const PartitionsHandle before = make_partitions(1);
  rd_kafka_topic_partition_list_add(before.get(), topic.c_str(), partition)->offset = offset;
  const std::unique_ptr<rd_kafka_DeleteRecords_t, Destroy<rd_kafka_DeleteRecords_destroy>> wish(
      rd_kafka_DeleteRecords_new(before.get()));
  rd_kafka_DeleteRecords_t* list = wish.get();
  rd_kafka_DeleteRecords(call.client(), &list, 1, nullptr, call.queue());
  const rd_kafka_topic_partition_list_t* const told =
      rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(call.answer()));
  if (told->cnt != 1 || told->elems[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    fail("cannot delete records of " + topic, told->cnt == 1 ? rd_kafka_err2str(told->elems[0].err) : "no answer");
  }
}

void Admin::deny(Resource resource, const std::string& name, Right right) const {
  Call call(brokers_, "cannot deny access to " + name);
  const std::unique_ptr<rd_kafka_AclBinding_t, Destroy<rd_kafka_AclBinding_destroy>> rule(
      rd_kafka_AclBinding_new(type_of(resource), name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, "User:ANONYMOUS", "*",
                              operation_of(right), RD_KAFKA_ACL_PERMISSION_TYPE_DENY, nullptr, 0));
  rd_kafka_AclBinding_t* list = rule.get();
  rd_kafka_CreateAcls(call.client(), &list, 1, nullptr, call.queue());
  std::size_t count = 0;
  const rd_kafka_acl_result_t** const results =
      rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(call.answer()), &count);
  for (std::size_t i = 0; i < count; ++i) check(rd_kafka_acl_result_error(results[i]), "cannot deny access to " + name);
  wait_for_rules();
}

void Admin::undeny(Resource resource, const std::string& name) const {
  Call call(brokers_, "cannot take rules back for " + name);
  const std::unique_ptr<rd_kafka_AclBindingFilter_t, Destroy<rd_kafka_AclBinding_destroy>> filter(
      rd_kafka_AclBindingFilter_new(type_of(resource), name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, nullptr,
                                    nullptr, RD_KAFKA_ACL_OPERATION_ANY, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, nullptr, 0));
  rd_kafka_AclBindingFilter_t* list = filter.get();
  rd_kafka_DeleteAcls(call.client(), &list, 1, nullptr, call.queue());
  std::size_t count = 0;
  const rd_kafka_DeleteAcls_result_response_t** const results =
      rd_kafka_DeleteAcls_result_responses(rd_kafka_event_DeleteAcls_result(call.answer()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    check(rd_kafka_DeleteAcls_result_response_error(results[i]), "cannot take rules back for " + name);
  }
  wait_for_rules();
}

}  // namespace norm::kafka::test
