// Loops between topics: see the header.
#include "kafka/loop_guard.h"

#include <fmt/format.h>
#include <regex.h>

#include <algorithm>
#include <string>

#include "kafka/error.h"
#include "kafka/error_record.h"
#include "kafka/once.h"

namespace norm::kafka {
namespace {

// POSIX, since that is what librdkafka matches subscriptions with: both must agree on what is read.
class PosixRegex {
 public:
  explicit PosixRegex(const std::string& pattern)
      : compiled_(regcomp(&regex_, pattern.c_str(), REG_EXTENDED | REG_NOSUB) == 0) {}
  PosixRegex(const PosixRegex&) = delete;
  PosixRegex& operator=(const PosixRegex&) = delete;
  ~PosixRegex() {
    if (compiled_) regfree(&regex_);
  }
  [[nodiscard]] bool compiled() const { return compiled_; }
  [[nodiscard]] bool matches(const std::string& text) const {
    return compiled_ && regexec(&regex_, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t regex_{};
  bool compiled_;
};

Error loop(std::string_view what, std::string_view written, std::string_view read, std::string_view option) {
  return {.code = 0,
          .name = "LOOP",
          .message = fmt::format("the {} {} is itself read by the subscription {}, so that records would go round for "
                                 "ever; give another {}",
                                 what, written, read, option)};
}

constexpr std::string_view kNext = "topic to pass records on to";

Error shared(std::string_view what, std::string_view written, std::string_view other) {
  return config_error(
      fmt::format("the {} {} is the {} as well, and nobody could tell whose records are whose; give "
                  "another {}",
                  what, written, other, what));
}

// One topic that is read, and where its records may go.
std::optional<Error> find_shared(const ConsumerOptions& options, const std::string& errors,
                                 const std::optional<std::string>& audit) {
  const auto is_next = [&](const std::string& topic) {
    return std::find(options.produces.begin(), options.produces.end(), topic) != options.produces.end();
  };
  if (is_next(errors)) return shared("error topic", errors, kNext);
  if (!audit) return std::nullopt;
  if (*audit == errors) return shared("audit topic", *audit, "error topic");
  if (is_next(*audit)) return shared("audit topic", *audit, kNext);
  return std::nullopt;
}

}  // namespace

bool subscribes(std::string_view subscription, std::string_view topic) {
  if (!subscription.starts_with('^')) return subscription == topic;
  return PosixRegex(std::string(subscription)).matches(std::string(topic));
}

std::optional<Error> find_loop(const ConsumerOptions& options) {
  for (const std::string& read : options.topics) {
    if (read.starts_with('^') && !PosixRegex(read).compiled()) {
      return Error{.code = 0, .name = "CONFIG", .message = fmt::format("the topic {} is no regular expression", read)};
    }
  }
  for (const std::string& read : options.topics) {
    for (const std::string& topic : options.topics) {
      // Of a subscription by expression the topics are not known yet: an error topic named after its topic (`a.errors`)
      // is read as well whenever the expression matches it, and its own error topic would be `a.errors.errors`.
      const bool expression = topic.starts_with('^');
      const std::string base = expression ? topic.substr(1, topic.find_first_of("$.*+?[({|\\", 1) - 1) : topic;
      const std::string errors = expand_topic(options.error_topic, base);
      if (subscribes(read, errors)) return loop("error topic", errors, read, "error topic");
      const auto audit = audit_topic(options, base);
      if (audit && subscribes(read, *audit)) return loop("audit topic", *audit, read, "audit topic");
      if (auto error = find_shared(options, errors, audit)) return error;
    }
    for (const std::string& written : options.produces) {
      if (subscribes(read, written)) return loop("topic", written, read, kNext);
    }
  }
  return std::nullopt;
}

}  // namespace norm::kafka
