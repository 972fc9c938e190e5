#pragma once

// Ctrl-C as a wish to hear what is known so far: the first SIGINT ends the reading, the second the process.

namespace norm::cli {

/// While one lives SIGINT only sets a flag, and a read that waits comes back. One at a time.
class Interruptible {
 public:
  Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible();
};

/// Whether SIGINT has come while one lived.
[[nodiscard]] bool interrupted();

/// Whether a read of the descriptor would not wait.
[[nodiscard]] bool has_input(int descriptor);

/// Waits until a read of the descriptor would not, or until SIGINT has come: one that comes just before the wait ends
/// it too.
void wait_for_input(int descriptor);

}  // namespace norm::cli
