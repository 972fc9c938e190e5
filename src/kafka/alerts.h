#pragma once

// Events on their way to ConsumerOptions::on_event, by a thread of their own: no hook can hold the loop up.
#include <norm/kafka/options.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace norm::kafka {

class Alerts {
 public:
  /// An empty hook needs no thread and loses nothing.
  explicit Alerts(std::function<void(const Event&)> hook);
  /// Waits until the hook has had all.
  ~Alerts();
  Alerts(const Alerts&) = delete;
  Alerts& operator=(const Alerts&) = delete;

  void post(Event event);
  /// Waits until the hook has had all that was posted.
  void flush();
  /// Calls that threw, and events dropped since the hook was too slow.
  [[nodiscard]] std::uint64_t lost() const;

 private:
  void work();

  std::function<void(const Event&)> hook_;
  mutable std::mutex mutex_;
  std::condition_variable posted_;
  std::condition_variable idle_;
  std::deque<Event> events_;
  bool calling_ = false;
  bool ending_ = false;
  std::uint64_t lost_ = 0;
  std::thread thread_;
};

}  // namespace norm::kafka
