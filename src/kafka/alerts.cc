// Events on their way to the user's hook: see the header.
#include "kafka/alerts.h"

#include <utility>

namespace norm::kafka {
namespace {

constexpr std::size_t kMostWaiting = 1000;

}  // namespace

Alerts::Alerts(std::function<void(const Event&)> hook) : hook_(std::move(hook)) {
  if (hook_) thread_ = std::thread([this] { work(); });
}

Alerts::~Alerts() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  posted_.notify_one();
  thread_.join();
}

void Alerts::post(Event event) {
  if (!hook_) return;
  {
    const std::lock_guard lock(mutex_);
    if (events_.size() >= kMostWaiting) {
      ++lost_;
      return;
    }
    events_.push_back(std::move(event));
  }
  posted_.notify_one();
}

void Alerts::flush() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [&] { return events_.empty() && !calling_; });
}

std::uint64_t Alerts::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void Alerts::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    posted_.wait(lock, [&] { return ending_ || !events_.empty(); });
    if (events_.empty()) return;
    const Event event = std::move(events_.front());
    events_.pop_front();
    calling_ = true;
    lock.unlock();
    bool threw = false;
    try {
      hook_(event);
    } catch (...) {
      threw = true;
    }
    lock.lock();
    calling_ = false;
    if (threw) ++lost_;
    if (events_.empty()) idle_.notify_all();
  }
}

}  // namespace norm::kafka
