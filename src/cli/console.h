#pragma once

// The process's three streams: buffered output whose failures are noticed, sentences on stderr, and what a terminal is
// like.
#include <norm/report.h>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::cli {

/// A buffered writer over a file descriptor. The first failure is kept and everything after it dropped, so that a full
/// disk is found out without a check at each write; `close_output` says it. Threads: one at a time.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text);
  void line(std::string_view text) {
    write(text);
    write("\n");
  }
  void flush();
  /// False after a write that failed: there is no use in going on.
  [[nodiscard]] bool ok() const { return error_ == 0; }
  /// The errno of the first failure, or 0.
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] bool is_terminal() const;
  /// Of the terminal; 0 where there is none.
  [[nodiscard]] std::size_t columns() const;

 private:
  void send(std::string_view text);

  int descriptor_;
  int error_ = 0;
  std::string buffer_;
};

/// The process's stdout and stderr; one buffer each.
[[nodiscard]] Output& out();
[[nodiscard]] Output& err();

/// Both buffers out, the end of every command: `status`, or kExitUsage with a sentence where stdout could not be
/// written. A reader that has closed the pipe knows why: no sentence then.
[[nodiscard]] int close_output(int status);

/// `norm: SENTENCE` on stderr.
void complain(std::string_view sentence);
/// The same, and kExitUsage: `return usage_error("explain needs a SCHEMA");`
[[nodiscard]] int usage_error(std::string_view sentence);

/// `--color auto|always|never`, `--plain` and `--width`.
class ColourOption {
 public:
  void configure(CLI::App& app);
  /// `--color`, then NO_COLOR, then CLICOLOR_FORCE, then whether the stream is a terminal.
  [[nodiscard]] Colour colour(const Output& stream) const;
  /// Colour, width and layout for that stream.
  [[nodiscard]] TextStyle style(const Output& stream) const;

 private:
  std::string wish_ = "auto";
  bool plain_ = false;
  std::optional<std::size_t> width_;
};

/// For CLI::Range of counts: CLI11 reads -1 as a number far beyond it.
inline constexpr std::uint64_t kMostCounted = 1'000'000'000'000'000;

/// A check of CLI11's: the value is one of the words.
[[nodiscard]] std::function<std::string(const std::string&)> one_of(std::vector<std::string> words);

/// Adds an option that takes one of the words, the first by default.
CLI::Option* add_choice(CLI::App& app, const std::string& name, std::string& value, std::vector<std::string> words,
                        const std::string& description);

/// Adds `--format`; its values are those named, the first is the default.
CLI::Option* add_format(CLI::App& app, std::string& format, const std::vector<std::string>& formats);

/// DEL and C1 controls as JSON escapes: what the machine formats leave as it is, made harmless for a terminal.
[[nodiscard]] std::string for_terminal(std::string_view text);

}  // namespace norm::cli
