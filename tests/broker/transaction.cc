// Transactions by librdkafka: see the header.
#include "broker/transaction.h"

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "broker/cluster.h"

namespace norm::kafka::test {
namespace {

constexpr int kTimeoutMs = 20'000;

void expect_done(rd_kafka_error_t* answer) {
  const ErrorHandle error(answer);
  EXPECT_EQ(error, nullptr) << rd_kafka_error_string(error.get());
}

}  // namespace

Transactions::Transactions(std::string topic) : topic_(std::move(topic)) {
  std::array<char, 512> reason{};
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", cluster().brokers().c_str(), nullptr, 0);
  rd_kafka_conf_set(conf, "transactional.id", (topic_ + "-writer").c_str(), nullptr, 0);
  client_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason.data(), reason.size()));
  EXPECT_NE(client_, nullptr) << reason.data();
  expect_done(rd_kafka_init_transactions(client_.get(), kTimeoutMs));
}

void Transactions::begin(const std::vector<std::string>& values) {
  expect_done(rd_kafka_begin_transaction(client_.get()));
  for (const std::string& value : values) {
    // librdkafka takes a void* that it does not write to.
    const rd_kafka_resp_err_t code =
        rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(0),
                          RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    EXPECT_EQ(code, RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  EXPECT_EQ(rd_kafka_flush(client_.get(), kTimeoutMs), RD_KAFKA_RESP_ERR_NO_ERROR);
}

void Transactions::end() { expect_done(rd_kafka_commit_transaction(client_.get(), kTimeoutMs)); }

void Transactions::commit(const std::vector<std::string>& values) {
  begin(values);
  end();
}

void Transactions::abort(const std::vector<std::string>& values) {
  begin(values);
  expect_done(rd_kafka_abort_transaction(client_.get(), kTimeoutMs));
}

}  // namespace norm::kafka::test
