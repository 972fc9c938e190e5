#pragma once

// A program that a test starts, signals and waits for; it never outlives the test.
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace norm::kafka::test {

class Process {
 public:
  /// Runs `command` (a path, or a name that PATH finds) with its stdout and stderr appended to these files.
  ///
  /// The kernel kills it when the thread that called this ends, whatever ends it: call it from the test's main thread.
  Process(const std::vector<std::string>& command, const std::filesystem::path& out, const std::filesystem::path& err);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  /// SIGKILL, where it has not ended.
  ~Process();

  void signal(int number) const;
  /// Its exit status, or 128 + the number of the signal that ended it; none: it is still running then.
  [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds timeout);
  [[nodiscard]] bool running() { return !wait(std::chrono::milliseconds(0)); }

 private:
  void end();
  pid_t pid_ = -1;
  std::optional<int> status_;
};

/// A folder in the system's temporary one, removed with everything in it; what a killed run has left goes first.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);

}  // namespace norm::kafka::test
