#pragma once

// `norm consume --check`: what a topic's records would come to, without a group, a commit or a produced record.
#include <norm/kafka/kafka.h>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "cli/cluster_options.h"
#include "cli/console.h"
#include "cli/summary.h"

namespace norm::cli {

class Check {
 public:
  /// `--check --from --format`; `--from` is the one that the group's beginning is said by, too.
  void configure(CLI::App& app);
  [[nodiscard]] bool wanted() const { return wanted_; }
  [[nodiscard]] const std::string& from() const { return from_; }

  /// Reads and judges up to `to`, which is the end where it is empty; the exit status. A record whose key fails counts
  /// by that, as in the consumer, whatever its value is. REQUIRES: each topic has a schema.
  [[nodiscard]] int run(const std::string& to, const ClusterOptions& cluster, const kafka::ConsumerOptions& options,
                        const kafka::Schemas& schemas, const TextStyle& style);

 private:
  bool wanted_ = false;
  std::string from_ = "earliest";
  std::string format_;
  Summary summary_;
};

}  // namespace norm::cli
