#pragma once

// librdkafka's configuration from our options: defaults, what the user sets, what nobody may set.
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>
#include <norm/result.h>

#include <cstdint>
#include <optional>
#include <string>

#include "kafka/handle.h"

namespace norm::kafka {

/// What is wrong with the options themselves, before any broker is asked: one sentence that names the setting.
[[nodiscard]] std::optional<Error> check_options(const ConsumerOptions& options);

/// Errors: an unknown property (with the nearest known one), a bad value, a property that the adapter lives on.
[[nodiscard]] Result<ConfHandle, Error> consumer_config(const ConsumerOptions& options);

/// Of a producer that must not lose a record: idempotent, all replicas.
[[nodiscard]] Result<ConfHandle, Error> producer_config(const std::string& brokers, const Properties& properties);

/// Of a client that only looks; without brokers, of one that connects to nobody.
[[nodiscard]] Result<ConfHandle, Error> client_config(const std::string& brokers, const Properties& properties);

/// A whole number among librdkafka's properties; 0: it has none of that name.
[[nodiscard]] std::int64_t property_number(const rd_kafka_conf_t* conf, const char* name);

/// Takes the configuration over.
[[nodiscard]] Result<ClientHandle, Error> make_client(rd_kafka_type_t type, ConfHandle conf);

}  // namespace norm::kafka
