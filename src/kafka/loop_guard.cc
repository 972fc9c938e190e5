// Loops between topics: see the header.
#include "kafka/loop_guard.h"

#include <fmt/format.h>
#include <regex.h>

#include <string>

#include "kafka/error_record.h"

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
    }
    for (const std::string& written : options.produces) {
      if (subscribes(read, written)) return loop("topic", written, read, "topic to pass records on to");
    }
  }
  return std::nullopt;
}

}  // namespace norm::kafka
