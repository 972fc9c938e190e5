#pragma once

// What a command of `norm` is: one class in one file, and one row in the table of main.cc.
#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace norm::cli {

/// What the process exits with, the same for every command.
enum Exit : int {
  kExitOk = 0,        ///< all conform, nothing found
  kExitFindings = 1,  ///< some payloads do not conform, lint has findings
  kExitUsage = 2,     ///< usage, I/O or schema
  kExitUnknown = 3,   ///< `diff` could not decide, and found nothing that breaks
};

/// One command. Made only when it is called for; `configure` declares its options on a CLI::App of its own, whose
/// description and usage line main.cc has set from the row, and `run` does the work once they are parsed.
///
/// Positionals are declared without `required()`: what is missing is said by `run`, in one sentence (`usage_error` in
/// console.h), so that an unknown flag is reported first.
class Command {
 public:
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  virtual void configure(CLI::App& app) = 0;
  /// The exit status.
  [[nodiscard]] virtual int run() = 0;
};

/// A row of the table of commands.
struct CommandRow {
  std::string_view name;
  std::string_view arguments;  ///< for the usage line: `SCHEMA [PAYLOAD...]`
  std::string_view summary;    ///< one line, no full stop
  std::unique_ptr<Command> (*make)();
};

}  // namespace norm::cli
