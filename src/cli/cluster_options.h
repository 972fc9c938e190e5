#pragma once

// `--brokers`, `--config` and `-X`: how a command gets to a cluster.
#include <norm/kafka/options.h>

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace norm::cli {

class ClusterOptions {
 public:
  void configure(CLI::App& app);
  /// Reads the file and the properties; what is wrong has been said on stderr where this is a status to exit with.
  [[nodiscard]] std::optional<int> read();

  std::string brokers;
  /// What `group.id` says in the file; empty: nothing.
  std::string group;
  kafka::Properties properties;

 private:
  [[nodiscard]] std::optional<int> read_file();
  /// A sentence where the property cannot be taken.
  [[nodiscard]] std::string set(const std::string& assignment);

  std::string file_;
  std::vector<std::string> assignments_;
};

}  // namespace norm::cli
