#pragma once

// What the engine wants done: its only output. Plain values that print, so that a test reads like a transcript.
#include <norm/kafka/error.h>
#include <norm/kafka/options.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "kafka/backoff.h"
#include "kafka/ledger.h"

namespace norm::kafka {

/// One assignment of one partition; never used twice.
using Epoch = std::uint64_t;

/// A record, and where its owner keeps the message.
struct Ref {
  Epoch epoch = 0;
  std::int64_t offset = 0;
  std::uint32_t slot = 0;
};

/// Decode the record and hand it to the handler; `Engine::judged` answers.
struct Judge {
  Ref ref;
};
/// Produce it; `Engine::delivered` answers.
struct Send {
  Ref ref;
  Route route = Route::error_topic;
  Form form = Form::full;
  bool by_key = false;
  ErrorKind error = {ErrorClass::payload, ErrorStage::decode};
  std::uint32_t attempts = 0;
  Clock::time_point first_failure = {};
};
/// Nobody needs the message any more.
struct Release {
  Ref ref;
};
/// Commit these offsets; `Engine::committed` answers with the ticket.
struct CommitMark {
  Epoch epoch;
  std::int64_t offset;
};
struct Commit {
  std::uint64_t ticket;
  std::vector<CommitMark> marks;
};
struct Pause {
  std::vector<Epoch> epochs;
};
struct Resume {
  std::vector<Epoch> epochs;
};
/// What was revoked may go: the group waits for it.
struct GiveBack {};
/// Leave the group; `Engine::left` answers.
struct Leave {};
/// The run ends with this error.
struct Fail {
  Error error;
};
struct Alert {
  Event event;
};

using Command = std::variant<Judge, Send, Release, Commit, Pause, Resume, GiveBack, Leave, Fail, Alert>;

/// One line: `send 1:17 error_topic full`, `commit #3 1:18`; a record is EPOCH:OFFSET.
[[nodiscard]] std::string to_text(const Command& command);

[[nodiscard]] std::string_view name(Event::Kind kind);
[[nodiscard]] std::string_view name(Route route);
[[nodiscard]] std::string_view name(Form form);

}  // namespace norm::kafka
