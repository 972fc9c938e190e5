// The table of a record's life: see the header.
#include "kafka/record_state.h"

#include <fmt/format.h>

#include <iterator>

namespace norm::kafka {

std::span<const Transition> transitions() { return kTransitions; }

std::string_view name(RecordState state) {
  switch (state) {
    case RecordState::waiting: return "waiting";
    case RecordState::judging: return "judging";
    case RecordState::blocked: return "blocked";
    case RecordState::unsent: return "unsent";
    case RecordState::sent: return "sent";
    case RecordState::parked: return "parked";
    case RecordState::done: return "done";
    case RecordState::skipped: return "skipped";
    case RecordState::error_topic: return "error_topic";
  }
  return "";
}

std::string_view name(RecordEvent event) {
  switch (event) {
    case RecordEvent::judge: return "judge";
    case RecordEvent::withdraw: return "withdraw";
    case RecordEvent::ok: return "ok";
    case RecordEvent::skip: return "skip";
    case RecordEvent::retry: return "retry";
    case RecordEvent::route: return "route";
    case RecordEvent::park: return "park";
    case RecordEvent::send: return "send";
    case RecordEvent::fail: return "fail";
    case RecordEvent::passed_on: return "passed_on";
    case RecordEvent::rejected: return "rejected";
  }
  return "";
}

std::string print_transitions() {
  std::string text;
  for (const Transition& t : kTransitions) {
    fmt::format_to(std::back_inserter(text), "{:<8} {:<10} {}\n", name(t.from), name(t.event), name(t.to));
  }
  return text;
}

}  // namespace norm::kafka
