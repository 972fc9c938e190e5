#pragma once

// `norm consume` as a process on the suite's cluster.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "broker/process.h"
#include "broker/records.h"

namespace norm::kafka::test {

class Command : public testing::Test {
 protected:
  /// Beside what every call needs; `out` is where conforming records go.
  Process start(const Place& place, const std::vector<std::string>& more, const std::filesystem::path& out) {
    std::vector<std::string> words = {NORM_COMMAND, "consume",
                                      "--brokers",  cluster().brokers(),
                                      "--group",    place.group,
                                      "--topic",    place.topic,
                                      "-e",         "schema { req :n, integer? }",
                                      "-X",         "consumer.session.timeout.ms=4000",
                                      "-X",         "consumer.heartbeat.interval.ms=200",
                                      "-X",         "consumer.fetch.wait.max.ms=10"};
    words.insert(words.end(), more.begin(), more.end());
    return {words, out, err()};
  }
  Process start(const Place& place, const std::vector<std::string>& more) { return start(place, more, out()); }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path out() const { return folder_.path() / "out"; }
  [[nodiscard]] std::filesystem::path err() const { return folder_.path() / "err"; }
  [[nodiscard]] std::vector<std::string> lines() const { return lines(out()); }
  [[nodiscard]] static std::vector<std::string> lines(const std::filesystem::path& file) {
    std::vector<std::string> all;
    std::istringstream text(read_file(file));
    for (std::string line; std::getline(text, line);) all.push_back(line);
    return all;
  }

 private:
  TemporaryFolder folder_;
};

/// Numbers, of which each tenth is none.
inline std::vector<Stored> with_bad_ones(int count) {
  std::vector<Stored> records = numbers(0, count);
  for (std::size_t i = 0; i < records.size(); i += 10) records[i].value = R"({"n":"no number"})";
  return records;
}

}  // namespace norm::kafka::test
