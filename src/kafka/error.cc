// Errors of librdkafka as values: see the header.
#include "kafka/error.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace norm::kafka {
namespace {

// What to do next, where that can be said. Others get librdkafka's own description.
std::string_view advice(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__RESOLVE: return "no broker answers; check the address, and that the cluster is up";
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return "this user may not read with that group; ask for READ on the group, or use another";
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return "this user may not use that topic; ask for READ on what is consumed and WRITE on the error topic";
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return "this user may not produce idempotently; ask for WRITE on the topic or IDEMPOTENT_WRITE on the cluster";
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      return "the broker refuses the credentials; check security.protocol and sasl.*";
    case RD_KAFKA_RESP_ERR__SSL:
      return "TLS fails; check security.protocol, and that ssl.ca.location vouches for the broker";
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
      return "the group's other members share partitions by another partition.assignment.strategy; use theirs";
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
      return "the broker refuses session.timeout.ms; keep it within its group.min. and group.max.session.timeout.ms";
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC: return "there is no such topic; create it, or check its name";
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return "the record is larger than the topic takes; raise max.message.bytes of the topic";
    default: return {};  // an open set: librdkafka's codes
  }
}

Error make(rd_kafka_resp_err_t code, const std::string& doing, std::string_view detail) {
  const std::string_view next = advice(code);
  const char* const id = rd_kafka_err2name(code);
  detail = without_end_of_line(detail);
  return {.code = static_cast<int>(code),
          .name = id,
          .message = next.empty() ? fmt::format("{}: {} ({})", doing, detail, id)
                                  : fmt::format("{}: {} ({})", doing, next, id)};
}

}  // namespace

Error make_error(rd_kafka_resp_err_t code, const std::string& doing) {
  Error error = make(code, doing, rd_kafka_err2str(code));
  error.retriable = !is_permanent(code);
  return error;
}

Error make_error(const rd_kafka_error_t& error, const std::string& doing) {
  Error made = make(rd_kafka_error_code(&error), doing, rd_kafka_error_string(&error));
  made.fatal = rd_kafka_error_is_fatal(&error) != 0;
  made.retriable = rd_kafka_error_is_retriable(&error) != 0;
  return made;
}

Error make_fatal_error(rd_kafka_t* client) {
  std::array<char, 512> text{};
  const rd_kafka_resp_err_t code = rd_kafka_fatal_error(client, text.data(), text.size());
  Error error = make(code == RD_KAFKA_RESP_ERR_NO_ERROR ? RD_KAFKA_RESP_ERR__FATAL : code, "the client cannot go on",
                     text.data());
  error.fatal = true;
  return error;
}

std::string_view without_end_of_line(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

Error config_error(std::string message) { return {.code = 0, .name = "CONFIG", .message = std::move(message)}; }

bool is_permanent(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID: return true;
    default: return false;  // an open set: librdkafka's codes
  }
}

}  // namespace norm::kafka
