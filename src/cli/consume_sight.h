#pragma once

// How an operator sees `norm consume` at work: sentences or log lines on stderr, metrics, librdkafka's statistics,
// spans.
#include <norm/kafka/kafka.h>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "cli/console.h"
#include "cli/spawn.h"

namespace norm::cli {

/// Threads: `say` and `tell` by any, the others by the one that owns it.
class Sight {
 public:
  /// `--log --metrics --stats --trace-file --trace-share`.
  void configure(CLI::App& app);
  /// Opens what was asked for and sets the options' hooks; a sentence has been said where this is a status to exit
  /// with. REQUIRES: stays in place while the consumer of these options lives.
  [[nodiscard]] std::optional<int> apply(kafka::ConsumerOptions& options);

  /// A sentence of the command itself, as such or as a log line.
  void say(std::string_view sentence, kafka::LogLevel level = kafka::LogLevel::warning);
  void tell(const kafka::LogLine& line);
  /// `work` may write to stderr by itself; nobody else does meanwhile.
  template <class Work>
  void uninterrupted(const Work& work) {
    const std::lock_guard lock(mutex_);
    work();
    err().flush();
  }
  [[nodiscard]] bool json() const { return log_ == "json"; }
  [[nodiscard]] bool serves() const { return !metrics_.empty(); }
  /// What is written only now and then is written now.
  void flush();

 private:
  class Watching;
  void tell_json(const std::string& line);
  [[nodiscard]] std::optional<int> open_trace(kafka::ConsumerOptions& options);
  void write(const kafka::Span& span);
  /// Says once that nothing can be written any more.
  void look_at_trace();

  std::string log_;
  std::string metrics_;
  std::uint32_t statistics_ = 0;  // seconds; 0: none
  std::string trace_file_;
  double trace_share_ = 1;
  std::string service_;
  Descriptor trace_descriptor_;
  std::unique_ptr<Output> trace_;
  bool trace_failed_ = false;
  std::shared_ptr<Watching> watching_;
  std::optional<kafka::MetricsServer> server_;
  std::mutex mutex_;
};

}  // namespace norm::cli
