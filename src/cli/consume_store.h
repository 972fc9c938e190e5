#pragma once

// `--id`, `--store` and what goes with them: the options of `norm consume` about records that come twice, and about
// those that kill the process.
#include <norm/kafka/kafka.h>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace norm::cli {

/// `memory`, `sqlite:FILE`, `lmdb:FOLDER`. Errors: also a text that is none of them.
[[nodiscard]] Result<std::unique_ptr<kafka::Store>, kafka::Error> open_store(const std::string& text,
                                                                             const kafka::Retention& retention);

class StoreOptions {
 public:
  void configure(CLI::App& app);
  /// Opens the store that is asked for. What is wrong has been said on stderr where this is a status to exit with.
  /// `has_process`: a handler process whose deaths count, too.
  [[nodiscard]] std::optional<int> apply(kafka::ConsumerOptions& options, bool has_process) const;
  /// Whether what the handler answers is remembered: its effect must be safe by then.
  [[nodiscard]] bool remembers() const { return !store_.empty() && !id_.empty(); }
  [[nodiscard]] bool given() const { return !store_.empty(); }
  [[nodiscard]] std::uint32_t max_crashes() const { return max_crashes_; }

 private:
  [[nodiscard]] bool outlives_us() const { return !store_.empty() && store_ != "memory"; }
  [[nodiscard]] std::optional<int> wanting(bool has_process) const;

  std::string id_;
  std::string store_;
  std::string guarantee_;
  std::string audit_topic_;
  std::uint32_t days_ = 7;
  std::uint32_t max_crashes_ = 0;
};

}  // namespace norm::cli
