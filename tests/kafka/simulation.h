#pragma once

// A broker, a group and its members as a game of events in virtual time: everything that may go wrong, drawn from one
// seed, against the real engine. The same seed is the same game, to the last event.
#include <cstdint>
#include <string>

namespace norm::kafka::test {

struct Verdict {
  std::string broken;        ///< the promise that was not kept; empty: all were
  std::string trace;         ///< the game's last events, for the reader
  std::uint64_t digest = 0;  ///< of all events
  std::uint64_t events = 0;
  // What the game had in it, so that a test can see that the seeds reach all of it.
  std::uint64_t rebalances = 0;
  std::uint64_t losses = 0;
  std::uint64_t crashes = 0;
  std::uint64_t hangs = 0;
  std::uint64_t retries = 0;
  std::uint64_t refusals = 0;  ///< by the error topic
  std::uint64_t stale = 0;
  std::uint64_t parked = 0;
};

/// Plays a whole game: records of every kind through a group of members, with faults, then without, to the end.
[[nodiscard]] Verdict play(std::uint64_t seed);

}  // namespace norm::kafka::test
