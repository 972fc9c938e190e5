// What makes no sense in the options themselves: see config.h.
#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "kafka/config.h"
#include "kafka/error.h"

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using Millis = std::chrono::milliseconds;

// Bounds far beyond any use, so that a slip of the hand is told from one and nothing overflows.
constexpr unsigned kMostWorkers = 1024;
constexpr std::size_t kLongestWindow = 1'000'000;
constexpr std::size_t kMostRecords = 10'000'000;
constexpr std::size_t kMostBytes = std::size_t{1} << 40;
constexpr std::size_t kLongestExplanation = std::size_t{16} << 20;
constexpr Millis kLongest = std::chrono::hours(24 * 366);

// A row of what is looked at: the first thing that is wrong is kept.
class Check {
 public:
  void number(std::string_view name, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
    if (error_ || (value >= least && value <= most)) return;
    error_ = config_error(most == std::numeric_limits<std::uint64_t>::max()
                              ? fmt::format("{} is {}, it must be at least {}", name, value, least)
                              : fmt::format("{} is {}, it must be from {} to {}", name, value, least, most));
  }
  void share(std::string_view name, double value) {
    if (error_ || (value >= 0 && value <= 1)) return;
    error_ = config_error(fmt::format("{} is {}, it must be from 0 to 1", name, value));
  }
  void time(std::string_view name, Millis value, Millis least) {
    if (error_ || (value >= least && value <= kLongest)) return;
    error_ = config_error(
        fmt::format("{} is {} ms, it must be from {} to {} ms", name, value.count(), least.count(), kLongest.count()));
  }
  void backoff(std::string_view name, const Backoff& value) {
    time(fmt::format("{}.base", name), value.base, 1ms);
    time(fmt::format("{}.max", name), value.max, value.base);
  }
  [[nodiscard]] std::optional<Error> error() const { return error_; }

 private:
  std::optional<Error> error_;
};

std::optional<Error> check_names(const ConsumerOptions& options) {
  if (options.brokers.empty()) return config_error("no brokers are named");
  if (options.group.empty()) return config_error("no group is named");
  if (options.topics.empty()) return config_error("no topic is named");
  if (options.error_topic.empty()) return config_error("no error topic is named");
  std::set<std::string_view> seen;
  for (const std::string& topic : options.topics) {
    if (topic.empty()) return config_error("a topic to read has no name");
    if (!seen.insert(topic).second) return config_error(fmt::format("the topic {} is named twice", topic));
  }
  return std::nullopt;
}

std::optional<Error> check_exceptions(const ConsumerOptions& options) {
  if (options.on_exception == Outcome::Kind::pass_on) {
    return config_error("on_exception cannot be pass_on: an exception names no topic");
  }
  for (const ExceptionRule& rule : options.exceptions) {
    if (!rule.matches) return config_error("exceptions has a row that matches nothing");
    if (rule.means == Outcome::Kind::pass_on) {
      return config_error("exceptions cannot mean pass_on: an exception names no topic");
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> check_options(const ConsumerOptions& options) {
  if (auto error = check_names(options)) return error;
  if (auto error = check_exceptions(options)) return error;
  Check check;
  check.share("flood.share", options.flood.share);
  check.number("flood.window", options.flood.window, 1, kLongestWindow);
  check.number("max_hops", options.max_hops, 1, std::numeric_limits<std::uint64_t>::max());
  check.number("max_ahead", options.max_ahead, 1, kMostRecords);
  check.number("max_pending", options.max_pending, 1, kMostRecords);
  check.number("max_pending_bytes", options.max_pending_bytes, 1, kMostBytes);
  check.number("max_explain_bytes", options.max_explain_bytes, 0, kLongestExplanation);
  check.number("workers", options.workers, 0, kMostWorkers);
  check.share("span_share", options.span_share);
  check.backoff("backoff", options.backoff);
  check.backoff("circuit.backoff", options.circuit.backoff);
  check.time("circuit.within", options.circuit.within, 0ms);
  check.time("max_retry_time", options.max_retry_time, 0ms);
  check.time("start_timeout", options.start_timeout, 1ms);
  check.time("commit_interval", options.commit_interval, 0ms);
  check.time("drain_timeout", options.drain_timeout, 0ms);
  check.time("commit_timeout", options.commit_timeout, 0ms);
  check.time("close_timeout", options.close_timeout, 0ms);
  check.time("still_blocked_every", options.still_blocked_every, 1ms);
  check.time("statistics_interval", options.statistics_interval, 0ms);
  check.time("idempotence.lease", options.idempotence.lease, 0ms);
  return check.error();
}

}  // namespace norm::kafka
