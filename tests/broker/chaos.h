#pragma once

// One seeded run of everything that may go wrong, and the promises that hold all the same.
//
// Workers (worker.cc) consume a topic of good, bad, refused, retried, throwing and killing records while they and the
// broker are killed, stopped and continued. At every step: no offset is committed beyond a record that has not ended.
// In the end: every record is in exactly one of the effects and the error topic, each key's effects began in order, and
// the effects are those of all ids that were to have one.
#include <string>
#include <vector>

namespace norm::kafka::test {

struct ChaosReport {
  std::vector<std::string> story;   ///< what was done, in order
  std::vector<std::string> broken;  ///< promises; empty: all were kept
  std::size_t records = 0;
  std::size_t effects = 0;  ///< with repetitions
  std::size_t rejected = 0;
  std::size_t kills = 0;  ///< of workers and of the broker
};

[[nodiscard]] ChaosReport run_chaos(unsigned seed);

}  // namespace norm::kafka::test
