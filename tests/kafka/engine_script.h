#pragma once

// The engine as a transcript: a line says what happens, the indented lines below it what the engine wants done. The
// verbs stand in engine_script.cc.
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kafka/engine.h"

namespace norm::kafka::test {

class EngineScript {
 public:
  /// `settings`: `order=key max_attempts=2 …`.
  explicit EngineScript(const std::string& settings);
  /// What comes of one line, each command on a line of its own, indented by two blanks.
  [[nodiscard]] std::string play(const std::string& line);

 private:
  [[nodiscard]] std::string commands();
  [[nodiscard]] std::string judged(const std::string& verb, const std::string& first, const std::string& argument);
  [[nodiscard]] std::string state() const;

  ConsumerOptions options_;
  std::unique_ptr<Engine> engine_;
  Clock::time_point now_ = Clock::time_point{} + std::chrono::hours(1);
  std::map<std::uint64_t, std::size_t> marks_;  // of each commit that was asked for
};

}  // namespace norm::kafka::test
