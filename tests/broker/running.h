#pragma once

// A consumer that runs beside the test, in a thread of its own.
#include <gtest/gtest.h>
#include <norm/kafka/kafka.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "broker/records.h"

namespace norm::kafka::test {

class Running {
 public:
  Running(ConsumerOptions options, Handler handler) : handler_(std::move(handler)) {
    auto made = Consumer::create(std::move(options), number_validator());
    if (!made) {
      result_ = Failure(made.error());
      return;
    }
    consumer_.emplace(*std::move(made));
    thread_ = std::thread([this] { result_ = consumer_->run(handler_); });
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { (void)end(); }

  /// Also for handlers.
  void stop() {
    if (consumer_) consumer_->stop();
  }
  /// Waits for it to end by itself.
  [[nodiscard]] Result<Summary, Error> join() {
    if (thread_.joinable()) thread_.join();
    return result_;
  }
  /// Stops it.
  Result<Summary, Error> end() {
    stop();
    return join();
  }

 private:
  Handler handler_;
  std::optional<Consumer> consumer_;
  Result<Summary, Error> result_;
  std::thread thread_;
};

/// What handlers did, from whatever thread.
class Effects {
 public:
  void add(const Record& record) {
    const std::lock_guard lock(mutex_);
    ++counts_[{record.partition, record.offset}];
  }
  /// Different records.
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return counts_.size();
  }
  [[nodiscard]] std::size_t repeated() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(counts_.begin(), counts_.end(), [](const auto& entry) { return entry.second > 1; }));
  }
  [[nodiscard]] bool has(std::int32_t partition, std::int64_t offset) const {
    const std::lock_guard lock(mutex_);
    return counts_.contains({partition, offset});
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::int32_t, std::int64_t>, int> counts_;
};

}  // namespace norm::kafka::test
