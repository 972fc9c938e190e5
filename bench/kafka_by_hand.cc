// An error topic's producer written by hand: see the header.
#include "kafka_by_hand.h"

#include <norm/report.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

namespace norm::bench {
namespace {

constexpr std::size_t kMostText = 4096;
constexpr int kPatienceMs = 60'000;

void add(rd_kafka_headers_t* headers, const char* name, std::string_view value) {
  rd_kafka_header_add(headers, name, -1, value.data(), static_cast<ssize_t>(value.size()));
}

std::string problems_json(const DecodeError& error) {
  std::string text = "[";
  if (error.malformed) text += to_json(*error.malformed);
  for (const Problem& problem : error.problems) {
    if (text.size() > 1) text += ',';
    text += to_json(problem);
    if (text.size() > kMostText) break;
  }
  return text + "]";
}

}  // namespace

ByHand::ByHand(const std::string& brokers, const std::string& topic, std::string group) : group_(std::move(group)) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  // Which are the adapter's too.
  const std::pair<const char*, const char*> settings[] = {
      {"bootstrap.servers", brokers.c_str()}, {"enable.idempotence", "true"}, {"acks", "all"}, {"linger.ms", "5"}};
  for (const auto& [name, value] : settings) rd_kafka_conf_set(conf, name, value, nullptr, 0);
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_dr_msg_cb(conf, &ByHand::on_report);
  client_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
  topic_.reset(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
}

void ByHand::on_report(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) ++static_cast<ByHand*>(opaque)->taken_;
}

void ByHand::send(const rd_kafka_message_t& message, const DecodeError& error) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::int64_t timestamp = rd_kafka_message_timestamp(&message, nullptr);
  rd_kafka_headers_t* original = nullptr;
  const bool has_headers = rd_kafka_message_headers(&message, &original) == RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_headers_t* const headers = has_headers ? rd_kafka_headers_copy(original) : rd_kafka_headers_new(16);
  add(headers, "norm.error.class", "payload");
  add(headers, "norm.error.stage", error.malformed ? "decode" : "validate");
  add(headers, "norm.error.explain", to_lines(error).substr(0, kMostText));
  add(headers, "norm.error.errors", problems_json(error));
  add(headers, "norm.error.schema", "CommentCreated");
  add(headers, "norm.error.topic", rd_kafka_topic_name(message.rkt));
  add(headers, "norm.error.partition", std::to_string(message.partition));
  add(headers, "norm.error.offset", std::to_string(message.offset));
  add(headers, "norm.error.timestamp", std::to_string(timestamp));
  add(headers, "norm.error.group", group_);
  add(headers, "norm.error.attempts", "1");
  add(headers, "norm.error.first_failure_ms", std::to_string(now_ms));
  add(headers, "norm.error.hops", "1");
  add(headers, "norm.error.version", "1");
  const rd_kafka_resp_err_t code =
      rd_kafka_producev(client_.get(), RD_KAFKA_V_RKT(topic_.get()), RD_KAFKA_V_PARTITION(message.partition),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK),
                        RD_KAFKA_V_VALUE(message.payload, message.len), RD_KAFKA_V_KEY(message.key, message.key_len),
                        RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    std::cerr << "kafka bench: by hand: " << rd_kafka_err2str(code) << '\n';
    std::exit(2);
  }
  rd_kafka_poll(client_.get(), 0);
}

std::size_t ByHand::finish() {
  rd_kafka_flush(client_.get(), kPatienceMs);
  return taken_;
}

}  // namespace norm::bench
