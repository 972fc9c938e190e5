// Signals on their way to a running consumer: see the header.
#include "cli/consume_signals.h"

#include <time.h>

#include <atomic>
#include <csignal>
#include <cstdint>

namespace norm::cli {
namespace {

// A signal handler has no other way to the consumer and to its handler. Set while one runs.
std::atomic<kafka::Consumer*> running_consumer{nullptr};
std::atomic<ExecHandler*> running_handler{nullptr};
std::atomic<bool> reload{false};
// When the first signal to stop came; 0: none has.
std::atomic<std::int64_t> stopped_at_ms{0};
// timeout(1) and shells signal both the process and its group: what comes so soon is the same wish.
constexpr std::int64_t kSameWishMs = 1000;
static_assert(std::atomic<kafka::Consumer*>::is_always_lock_free, "read by a signal handler");

void ask_for_reload(int) { reload.store(true); }

void resume_consumer(int) {
  if (kafka::Consumer* const consumer = running_consumer.load()) consumer->resume();
}

void stop_consumer(int signal) {
  timespec now{};
  (void)::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t now_ms = std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000 + 1;
  std::int64_t first_ms = 0;
  ExecHandler* const handler = running_handler.load();
  if (stopped_at_ms.compare_exchange_strong(first_ms, now_ms)) {
    if (kafka::Consumer* const consumer = running_consumer.load()) consumer->stop();
    if (handler != nullptr) handler->hurry();
  } else if (now_ms - first_ms >= kSameWishMs) {
    if (handler != nullptr) handler->kill();
    std::signal(signal, SIG_DFL);
    (void)std::raise(signal);
  }
}

}  // namespace

Result<kafka::Summary, kafka::Error> run_until_signal(kafka::Consumer& consumer, const kafka::Handler& handler) {
  running_consumer.store(&consumer);
  std::signal(SIGINT, stop_consumer);
  std::signal(SIGTERM, stop_consumer);
  std::signal(SIGUSR1, resume_consumer);
  std::signal(SIGHUP, ask_for_reload);
  auto summary = consumer.run(handler);
  running_consumer.store(nullptr);  // the handlers stay: what is left to do, a summary and an exit status, is soon done
  return summary;
}

bool reload_asked() { return reload.exchange(false); }

void hurry_at_signal(ExecHandler* handler) { running_handler.store(handler); }

}  // namespace norm::cli
