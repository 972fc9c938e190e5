// Ctrl-C as a wish to hear what is known so far.
#include "cli/interrupt.h"

#include <poll.h>

#include <csignal>

namespace norm::cli {
namespace {

volatile std::sig_atomic_t came = 0;
struct sigaction before {};

void on_interrupt(int /*signal*/) { came = 1; }

}  // namespace

Interruptible::Interruptible() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  // Without SA_RESTART, so that a read that waits comes back; the default action stands again for the second.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  came = 0;
  ::sigaction(SIGINT, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGINT, &action, nullptr);  // nohup and `&` ask not to be disturbed
}

Interruptible::~Interruptible() { ::sigaction(SIGINT, &before, nullptr); }

bool interrupted() { return came != 0; }

bool has_input(int descriptor) {
  pollfd input{descriptor, POLLIN, 0};
  return ::poll(&input, 1, 0) != 0;
}

void wait_for_input(int descriptor) {
  sigset_t blocked;
  sigset_t usual;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &usual);
  pollfd input{descriptor, POLLIN, 0};
  // Between the look at the flag and the wait a signal stays pending, and ends the wait.
  if (!interrupted()) (void)::ppoll(&input, 1, nullptr, &usual);
  ::pthread_sigmask(SIG_SETMASK, &usual, nullptr);
}

}  // namespace norm::cli
