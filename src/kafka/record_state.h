#pragma once

// The life of one record as a table: which states there are, what can happen in each, and what comes of it. Pure; every
// change of state in the adapter goes through `next`.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace norm::kafka {

enum class RecordState : std::uint8_t {
  waiting,      ///< read; those before it in its lane come first
  judging,      ///< being decoded, or in the handler
  blocked,      ///< the handler said retry: due again later
  unsent,       ///< to be produced to the error topic or the next topic; waits for the producer
  sent,         ///< at the producer, no report yet
  parked,       ///< can go nowhere: stays until the consumer ends, uncommitted
  done,         ///< ended: conforming, and the handler or the next topic has it
  skipped,      ///< ended: left out on purpose
  error_topic,  ///< ended: the error topic has it
};
inline constexpr std::size_t kRecordStates = 9;

enum class RecordEvent : std::uint8_t {
  judge,      ///< its turn has come
  withdraw,   ///< it had not begun, and is not to
  ok,         ///< the handler took it
  skip,       ///< the handler, or the policy for tombstones, leaves it out
  retry,      ///< the handler asks for another try
  route,      ///< it is to be produced: passed on, or rejected
  park,       ///< nobody takes it, and trying again would not help
  send,       ///< the producer has it
  fail,       ///< the report says that the broker has not
  passed_on,  ///< the report says that the next topic has it
  rejected,   ///< the report says that the error topic has it
};
inline constexpr std::size_t kRecordEvents = 11;

struct Transition {
  RecordState from;
  RecordEvent event;
  RecordState to;
};

inline constexpr std::array kTransitions = {
    Transition{RecordState::waiting, RecordEvent::judge, RecordState::judging},
    Transition{RecordState::blocked, RecordEvent::judge, RecordState::judging},
    Transition{RecordState::judging, RecordEvent::withdraw, RecordState::waiting},
    Transition{RecordState::judging, RecordEvent::ok, RecordState::done},
    Transition{RecordState::judging, RecordEvent::skip, RecordState::skipped},
    Transition{RecordState::judging, RecordEvent::retry, RecordState::blocked},
    Transition{RecordState::judging, RecordEvent::route, RecordState::unsent},
    Transition{RecordState::judging, RecordEvent::park, RecordState::parked},
    Transition{RecordState::unsent, RecordEvent::send, RecordState::sent},
    Transition{RecordState::sent, RecordEvent::fail, RecordState::unsent},
    Transition{RecordState::sent, RecordEvent::passed_on, RecordState::done},
    Transition{RecordState::sent, RecordEvent::rejected, RecordState::error_topic},
    Transition{RecordState::unsent, RecordEvent::park, RecordState::parked},
};

/// Every transition that there is.
[[nodiscard]] std::span<const Transition> transitions();

/// None: this cannot happen to a record in that state.
[[nodiscard]] constexpr std::optional<RecordState> next(RecordState state, RecordEvent event);

using TransitionTable = std::array<std::array<std::optional<RecordState>, kRecordEvents>, kRecordStates>;
inline constexpr TransitionTable kTransitionTable = [] {
  TransitionTable table{};
  for (const Transition& t : kTransitions) {
    table[static_cast<std::size_t>(t.from)][static_cast<std::size_t>(t.event)] = t.to;
  }
  return table;
}();

constexpr std::optional<RecordState> next(RecordState state, RecordEvent event) {
  return kTransitionTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

/// An ended record stays as it is; only an unbroken row of them is committed.
[[nodiscard]] constexpr bool ended(RecordState state) { return state >= RecordState::done; }

[[nodiscard]] std::string_view name(RecordState state);
[[nodiscard]] std::string_view name(RecordEvent event);

/// The table as text, a line a transition: `judging  retry  blocked`.
[[nodiscard]] std::string print_transitions();

}  // namespace norm::kafka
