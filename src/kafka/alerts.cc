// Events on their way to the user's hook: see the header.
#include "kafka/alerts.h"

#include <utility>

#include "kafka/watch.h"

namespace norm::kafka {
namespace {

constexpr std::size_t kMostWaiting = 1000;

}  // namespace

Alerts::Alerts(std::function<void(const Event&)> hook, Watch* watch) : watch_(watch) {
  if (!hook) return;
  shared_->hook = std::move(hook);
  thread_ = std::thread([shared = shared_] { work(*shared); });
}

Alerts::~Alerts() {
  if (!thread_.joinable()) return;
  if (!given_up_) flush();
  bool comes_back = true;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->ending = true;
    shared_->events.clear();
    comes_back = !shared_->calling;
  }
  shared_->posted.notify_one();
  if (comes_back) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void Alerts::post(Event event) {
  if (watch_ != nullptr) watch_->event(event);
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->events.size() >= kMostWaiting) {
      ++shared_->lost;
      return;
    }
    shared_->events.push_back(std::move(event));
  }
  shared_->posted.notify_one();
}

void Alerts::flush() {
  std::unique_lock lock(shared_->mutex);
  given_up_ = !shared_->idle.wait_for(lock, kPatience, [&] { return shared_->is_idle(); });
}

std::uint64_t Alerts::lost() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->lost;
}

void Alerts::work(Shared& shared) {
  std::unique_lock lock(shared.mutex);
  while (true) {
    shared.posted.wait(lock, [&] { return shared.ending || !shared.events.empty(); });
    if (shared.events.empty()) return;
    const Event event = std::move(shared.events.front());
    shared.events.pop_front();
    shared.calling = true;
    lock.unlock();
    bool threw = false;
    try {
      shared.hook(event);
    } catch (...) {
      threw = true;
    }
    lock.lock();
    shared.calling = false;
    if (threw) ++shared.lost;
    if (shared.events.empty()) shared.idle.notify_all();
  }
}

}  // namespace norm::kafka
