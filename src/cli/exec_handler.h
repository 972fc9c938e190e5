#pragma once

// `norm consume --exec CMD`: the handler as a process of its own, which may be slow, silent, talk nonsense or die; it
// is started again, and what it has not answered is tried again.
#include <norm/kafka/kafka.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>

#include "cli/handler_line.h"
#include "cli/spawn.h"

namespace norm::cli {

struct ExecOptions {
  std::string command;                        ///< for /bin/sh
  std::chrono::milliseconds timeout{60'000};  ///< for one answer; then the handler is killed
  std::uint32_t max_deaths = 0;               ///< a record over which it died so often is an error; 0: retried for ever
  std::function<void(std::string_view)> say;  ///< sentences for people; called by any thread
};

/// Threads: `handle` by any number of threads, each with a record of its own; the others by the one that owns it.
class ExecHandler {
 public:
  explicit ExecHandler(ExecOptions options) : options_(std::move(options)) {}
  ExecHandler(const ExecHandler&) = delete;
  ExecHandler& operator=(const ExecHandler&) = delete;
  /// Ends the handler: its input is closed, and it is killed if it takes its time over that.
  ~ExecHandler();

  /// Gives the record to the handler and waits for its answer. A handler that dies or does not answer: `retry`. With
  /// `max_deaths`, what it had not answered when it died is given to it alone the next time, so that the blame stays
  /// with the one.
  [[nodiscard]] kafka::Outcome handle(const kafka::Record& record);
  /// From now on answers are waited for only briefly. Also from a signal handler.
  void hurry() noexcept { hurried_.store(true, std::memory_order_relaxed); }
  /// Ends the handler at once, and what it has started. Also from a signal handler.
  void kill() const noexcept;

 private:
  using Clock = std::chrono::steady_clock;
  using Place = std::tuple<std::int32_t, std::int64_t, std::string>;  // the topic last: answers may not name it
  struct Waiting {
    std::condition_variable answered;
    std::optional<kafka::Outcome> outcome;
  };

  [[nodiscard]] std::optional<kafka::Outcome> ensure_running(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool has_turn(const Place& place) const;
  [[nodiscard]] kafka::Outcome unanswered(const kafka::Record& record, const Place& place, bool hurried);
  void write(std::string_view line, const Waiting& waiting, Clock::time_point deadline);
  void read(pid_t child, int from);
  void take_line(std::string_view line);
  /// That an answer is meant for; end: for none, or for one of several.
  [[nodiscard]] std::map<Place, Waiting*>::iterator waiting_for(const HandlerAnswer& answer);
  void complain_of(std::string_view line);
  [[nodiscard]] kafka::Outcome blamed(const Place& place, const std::string& how);
  void ended(int status);

  ExecOptions options_;
  std::atomic<bool> hurried_{false};
  std::mutex mutex_;
  std::condition_variable child_ended_;
  std::map<Place, Waiting*> waiting_;
  std::condition_variable turn_;           // a record was answered
  std::map<Place, std::uint32_t> deaths_;  // of the handler, over records that have had no answer since
  std::size_t suspects_ = 0;               // such records that wait for their turn
  bool one_alone_ = false;                 // one of them is with the handler
  std::atomic<pid_t> child_ = -1;          // -1: none
  Descriptor to_;
  Descriptor from_;
  std::thread reader_;
  unsigned failures_ = 0;  // deaths in a row without an answer in between
  Clock::time_point next_start_ = {};
  std::string last_end_;
  bool ever_answered_ = false;
  std::size_t nonsense_ = 0;
  bool names_topics_ = false;  // the handler that runs: records of the same place in several topics need not wait
  bool ending_ = false;
  std::mutex writing_;  // one line at a time; never taken while mutex_ is held
};

}  // namespace norm::cli
