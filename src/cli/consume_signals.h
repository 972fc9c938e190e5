#pragma once

// Signals on their way to a running consumer: the end, going on after a flood, schemas anew.
#include <norm/kafka/kafka.h>

#include "cli/exec_handler.h"

namespace norm::cli {

/// Runs it, and meanwhile INT and TERM stop it (one more, a second later or after that, kills the handler and ends the
/// process whatever the brokers do), USR1 resumes it, HUP is kept for `reload_asked`. Once a process: the signals stay
/// taken until its end.
[[nodiscard]] Result<kafka::Summary, kafka::Error> run_until_signal(kafka::Consumer& consumer,
                                                                    const kafka::Handler& handler);

/// Whether HUP has come since the last call.
[[nodiscard]] bool reload_asked();

/// The handler that a signal to stop hurries; null: none.
void hurry_at_signal(ExecHandler* handler);

}  // namespace norm::cli
