#pragma once

// `norm consume --create-topics`: the topics that the adapter writes to, made where they are missing.
#include <norm/kafka/kafka.h>

#include <optional>

#include "cli/cluster_options.h"

namespace norm::cli {

/// The error topic of each topic, and its audit topic where there is one. What is wrong has been said on stderr where
/// this is a status to exit with.
[[nodiscard]] std::optional<int> create_topics(const ClusterOptions& cluster, const kafka::ConsumerOptions& options);

}  // namespace norm::cli
