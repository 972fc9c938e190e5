// Signals on their way to a running consumer: see the header.
#include "cli/consume_signals.h"

#include <atomic>
#include <csignal>

namespace norm::cli {
namespace {

// A signal handler has no other way to the consumer and to its handler. Set while one runs.
std::atomic<kafka::Consumer*> running_consumer{nullptr};
std::atomic<ExecHandler*> running_handler{nullptr};
std::atomic<bool> reload{false};
static_assert(std::atomic<kafka::Consumer*>::is_always_lock_free, "read by a signal handler");

void ask_for_reload(int) { reload.store(true); }

void resume_consumer(int) {
  if (kafka::Consumer* const consumer = running_consumer.load()) consumer->resume();
}

void stop_consumer(int signal) {
  if (kafka::Consumer* const consumer = running_consumer.load()) consumer->stop();
  if (ExecHandler* const handler = running_handler.load()) handler->hurry();
  std::signal(signal, SIG_DFL);
}

}  // namespace

Result<kafka::Summary, kafka::Error> run_until_signal(kafka::Consumer& consumer, const kafka::Handler& handler) {
  running_consumer.store(&consumer);
  const auto on_int = std::signal(SIGINT, stop_consumer);
  const auto on_term = std::signal(SIGTERM, stop_consumer);
  const auto on_usr1 = std::signal(SIGUSR1, resume_consumer);
  const auto on_hup = std::signal(SIGHUP, ask_for_reload);
  auto summary = consumer.run(handler);
  std::signal(SIGINT, on_int);
  std::signal(SIGTERM, on_term);
  std::signal(SIGUSR1, on_usr1);
  std::signal(SIGHUP, on_hup);
  running_consumer.store(nullptr);
  return summary;
}

bool reload_asked() { return reload.exchange(false); }

void hurry_at_signal(ExecHandler* handler) { running_handler.store(handler); }

}  // namespace norm::cli
