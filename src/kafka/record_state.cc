// The table of a record's life: see the header.
#include "kafka/record_state.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace norm::kafka {
namespace {

using S = RecordState;
using E = RecordEvent;

constexpr std::array kTransitions = {
    Transition{S::waiting, E::judge, S::judging},    Transition{S::blocked, E::judge, S::judging},
    Transition{S::judging, E::withdraw, S::waiting}, Transition{S::judging, E::ok, S::done},
    Transition{S::judging, E::skip, S::skipped},     Transition{S::judging, E::retry, S::blocked},
    Transition{S::judging, E::route, S::unsent},     Transition{S::judging, E::park, S::parked},
    Transition{S::unsent, E::send, S::sent},         Transition{S::sent, E::fail, S::unsent},
    Transition{S::sent, E::passed_on, S::done},      Transition{S::sent, E::rejected, S::error_topic},
    Transition{S::unsent, E::park, S::parked},
};

using Table = std::array<std::array<std::optional<S>, kRecordEvents>, kRecordStates>;

constexpr Table make_table() {
  Table table{};
  for (const Transition& t : kTransitions)
    table[static_cast<std::size_t>(t.from)][static_cast<std::size_t>(t.event)] = t.to;
  return table;
}
constexpr Table kTable = make_table();

}  // namespace

std::span<const Transition> transitions() { return kTransitions; }

std::optional<RecordState> next(RecordState state, RecordEvent event) {
  return kTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

std::string_view name(RecordState state) {
  switch (state) {
    case S::waiting: return "waiting";
    case S::judging: return "judging";
    case S::blocked: return "blocked";
    case S::unsent: return "unsent";
    case S::sent: return "sent";
    case S::parked: return "parked";
    case S::done: return "done";
    case S::skipped: return "skipped";
    case S::error_topic: return "error_topic";
  }
  return "";
}

std::string_view name(RecordEvent event) {
  switch (event) {
    case E::judge: return "judge";
    case E::withdraw: return "withdraw";
    case E::ok: return "ok";
    case E::skip: return "skip";
    case E::retry: return "retry";
    case E::route: return "route";
    case E::park: return "park";
    case E::send: return "send";
    case E::fail: return "fail";
    case E::passed_on: return "passed_on";
    case E::rejected: return "rejected";
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
