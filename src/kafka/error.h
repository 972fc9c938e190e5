#pragma once

// Errors of librdkafka as values, with what to do next.
#include <librdkafka/rdkafka.h>
#include <norm/kafka/error.h>

#include <array>
#include <string>
#include <string_view>

namespace norm::kafka {

/// `doing` begins the message: "cannot read comments".
[[nodiscard]] Error make_error(rd_kafka_resp_err_t code, const std::string& doing);
[[nodiscard]] Error make_error(const rd_kafka_error_t& error, const std::string& doing);
/// The client's fatal error; where it has none, like make_error(RD_KAFKA_RESP_ERR__FATAL).
[[nodiscard]] Error make_fatal_error(rd_kafka_t* client);
/// Why a broker that is there does not answer, as librdkafka's error callback says it.
inline constexpr std::array kRefusals = {RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL};

[[nodiscard]] Error config_error(std::string message);

/// Some of librdkafka's sentences end in line breaks.
[[nodiscard]] std::string_view without_end_of_line(std::string_view text);

/// A consumer that gets one of these will not get better by itself.
[[nodiscard]] bool is_permanent(rd_kafka_resp_err_t code);

}  // namespace norm::kafka
