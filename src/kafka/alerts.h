#pragma once

// Events on their way to ConsumerOptions::on_event, by a thread of their own: no hook can hold the loop up, not even
// one that never comes back.
#include <norm/kafka/options.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace norm::kafka {

class Watch;

class Alerts {
 public:
  /// An empty hook needs no thread and loses nothing.
  /// `watch` has all of them, and at once; null: nobody does.
  explicit Alerts(std::function<void(const Event&)> hook, Watch* watch = nullptr);
  /// As flush, unless that has given up already; a hook that has not come back then is left in its thread, and what it
  /// has not had is dropped.
  ~Alerts();
  Alerts(const Alerts&) = delete;
  Alerts& operator=(const Alerts&) = delete;

  void post(Event event);
  /// Waits until the hook has had all that was posted, but not longer than `kPatience`.
  void flush();
  /// Calls that threw, and events dropped since the hook was too slow.
  [[nodiscard]] std::uint64_t lost() const;

  static constexpr std::chrono::seconds kPatience{5};

 private:
  // What the thread has its share of: it may have to stay longer than we do.
  struct Shared {
    std::function<void(const Event&)> hook;
    std::mutex mutex;
    std::condition_variable posted;
    std::condition_variable idle;
    std::deque<Event> events;
    bool calling = false;
    bool ending = false;
    std::uint64_t lost = 0;

    [[nodiscard]] bool is_idle() const { return events.empty() && !calling; }
  };
  static void work(Shared& shared);

  Watch* watch_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::thread thread_;
  bool given_up_ = false;
};

}  // namespace norm::kafka
