// How a command gets to a cluster: see the header.
#include "cli/cluster_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

#include "cli/console.h"

namespace norm::cli {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  const std::size_t end = text.find_last_not_of(kBlanks);
  return std::string(end == std::string_view::npos ? "" : text.substr(begin, end + 1 - begin));
}

}  // namespace

void ClusterOptions::configure(CLI::App& app) {
  app.add_option("--brokers", brokers, "Where the cluster is: HOST:PORT,...");
  app.add_option("--config", file_, "A file of librdkafka's properties, NAME=VALUE a line: TLS, SASL and their secrets")
      ->type_name("FILE");
  app.add_option("-X", assignments_, "A property of librdkafka: NAME=VALUE, [consumer.|producer.]NAME=VALUE");
}

std::string ClusterOptions::set(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  const std::string name = trimmed(std::string_view(assignment).substr(0, equals));
  if (equals == std::string::npos || name.empty()) {
    // What was meant may be a secret: only its first word is said again.
    return fmt::format("takes NAME=VALUE, not {}", name.empty() ? "=..." : name.substr(0, name.find(' ')));
  }
  properties.insert_or_assign(name, trimmed(std::string_view(assignment).substr(equals + 1)));
  return {};
}

std::optional<int> ClusterOptions::read_file() {
  std::ifstream file(file_);
  if (!file) {
    return usage_error(fmt::format("{}: {}", file_, std::error_code(errno, std::generic_category()).message()));
  }
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::string text = trimmed(line);
    if (text.empty() || text.starts_with('#')) continue;
    const std::string why = set(text);
    if (!why.empty()) return usage_error(fmt::format("{}:{}: a line {}", file_, number, why));
  }
  if (file.bad()) return usage_error(fmt::format("{} cannot be read", file_));
  // These have options of their own, which count for more.
  const auto take = [&](const char* name, std::string& into) {
    const auto found = properties.find(name);
    if (found == properties.end()) return;
    if (into.empty()) into = found->second;
    properties.erase(found);
  };
  take("bootstrap.servers", brokers);
  take("metadata.broker.list", brokers);
  take("group.id", group);
  return std::nullopt;
}

std::optional<int> ClusterOptions::read() {
  if (!file_.empty()) {
    if (const auto status = read_file()) return status;
  }
  for (const std::string& assignment : assignments_) {
    const std::string name = assignment.substr(0, assignment.find('='));
    if (kafka::is_secret(name)) {  // a command line is read by everybody on the machine
      return usage_error(fmt::format(
          "-X {} would show its value to everybody on this machine who lists processes; put it into a --config FILE",
          name));
    }
    if (const std::string why = set(assignment); !why.empty()) return usage_error("-X " + why);
  }
  return std::nullopt;
}

}  // namespace norm::cli
