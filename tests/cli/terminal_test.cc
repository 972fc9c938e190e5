// What a person at a terminal sees: a command whose stderr is one, through a pseudo-terminal.
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "cli/progress.h"

namespace norm::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// ---- the line

Advance half_way() {
  Advance advance;
  advance.elapsed = 2s;
  advance.bytes = 10'000'000;
  advance.total = 40'000'000;
  advance.records = 1000;
  advance.invalid = 3;
  return advance;
}

TEST(ProgressLine, SaysShareRateAndTimeLeft) {
  EXPECT_EQ(progress_line(half_way(), 100),
            "[#####               ]  25%  10.0 of 40.0 MB, 5.0 MB/s, 7 s left, 1000 records, 3 invalid");
}

TEST(ProgressLine, LeavesOutWhatDoesNotFit) {
  EXPECT_EQ(progress_line(half_way(), 60), " 25%  5.0 MB/s, 7 s left, 1000 records, 3 invalid");
  EXPECT_EQ(progress_line(half_way(), 45), " 25%  7 s left, 1000 records, 3 invalid");
  EXPECT_EQ(progress_line(half_way(), 10), " 25%");
  EXPECT_EQ(progress_line(half_way(), 3), "");
  for (std::size_t columns = 0; columns < 120; ++columns) EXPECT_LE(progress_line(half_way(), columns).size(), columns);
}

TEST(ProgressLine, OfAPipeHasNoShare) {
  Advance advance = half_way();
  advance.total.reset();
  EXPECT_EQ(progress_line(advance, 100), "10.0 MB, 5.0 MB/s, 1000 records, 3 invalid");
  EXPECT_EQ(progress_line(advance, 40), "1000 records, 3 invalid");
}

TEST(ProgressLine, HoldsAtBothEnds) {
  Advance advance = half_way();
  advance.bytes = 50'000'000;  // a file that grows
  EXPECT_EQ(progress_line(advance, 40), "100%  1 s left, 1000 records, 3 invalid");
  advance.bytes = 0;
  EXPECT_EQ(progress_line(advance, 30), "  0%  1000 records, 3 invalid");
  advance.bytes = 1000;
  EXPECT_EQ(progress_line(advance, 60), "  0%  0.0 MB/s, 22 h 13 min left, 1000 records, 3 invalid");
  advance.elapsed = 0ms;
  EXPECT_NE(progress_line(advance, 100), "");
}

// ---- the command

// A shell command whose stdin is a pipe, whose stdout goes where it says and whose stderr is a terminal.
class AtTerminal {
 public:
  explicit AtTerminal(const std::string& command) {
    int input[2];
    if (::pipe(input) != 0) return;
    winsize size{24, 100, 0, 0};
    child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
    if (child_ == 0) {
      ::dup2(input[0], STDIN_FILENO);
      ::close(input[0]);
      ::close(input[1]);
      ::signal(SIGINT, SIG_DFL);
      ::setenv("PATH", (fs::path(NORM_COMMAND).parent_path().string() + ":" + std::getenv("PATH")).c_str(), 1);
      ::setenv("TERM", "xterm", 1);
      ::unsetenv("NO_COLOR");
      ::execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
      ::_exit(127);
    }
    ::close(input[0]);
    input_ = input[1];
  }
  AtTerminal(const AtTerminal&) = delete;
  AtTerminal& operator=(const AtTerminal&) = delete;
  ~AtTerminal() {
    end_input();
    ::close(terminal_);
    if (child_ > 0 && !ended_) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
  }

  void type(std::string_view bytes) { EXPECT_EQ(::write(input_, bytes.data(), bytes.size()), std::ssize(bytes)); }
  void end_input() {
    if (input_ >= 0) ::close(std::exchange(input_, -1));
  }
  void interrupt() { ::kill(child_, SIGINT); }

  // What the terminal has been sent, until it is this or the command has ended.
  const std::string& screen_until(std::string_view wanted) {
    char block[4096];
    while (screen_.find(wanted) == std::string::npos) {
      const ssize_t got = ::read(terminal_, block, sizeof block);  // EIO: nobody holds the other side any more
      if (got <= 0) break;
      screen_.append(block, static_cast<std::size_t>(got));
    }
    return screen_;
  }
  // The exit status; all that comes until then is on the screen.
  int wait() {
    screen_until("\x04 never sent");
    int status = 0;
    ::waitpid(child_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  [[nodiscard]] const std::string& screen() const { return screen_; }

 private:
  pid_t child_ = -1;
  int terminal_ = -1;
  int input_ = -1;
  bool ended_ = false;
  std::string screen_;
};

std::string records(std::size_t count, std::string_view one) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += std::string(one) + '\n';
  return out;
}

TEST(Terminal, SeesALineOnlyAfterASecondAndNotAtTheEnd) {
  AtTerminal command("norm explain -e 'integer?' --summary >/dev/null");
  command.type(records(128, "1"));
  std::this_thread::sleep_for(1100ms);
  command.type(records(64, "1"));
  command.screen_until("192 records, 0 invalid");
  std::this_thread::sleep_for(150ms);  // it is not drawn more often
  command.type(records(63, "1") + "true\n");
  command.screen_until("256 records, 1 invalid");
  command.end_input();
  EXPECT_EQ(command.wait(), 1);
  const std::string& screen = command.screen();
  EXPECT_TRUE(screen.starts_with("\r0.0 MB, ")) << screen;
  EXPECT_EQ(screen.find(" 128 records"), std::string::npos) << screen;
  EXPECT_TRUE(screen.ends_with("\r\x1B[K")) << screen;
}

TEST(Terminal, SeesNothingOfShortWork) {
  AtTerminal command("norm explain -e 'integer?' --summary >/dev/null");
  command.type(records(1000, "1"));
  command.end_input();
  EXPECT_EQ(command.wait(), 0);
  EXPECT_EQ(command.screen(), "");
}

TEST(Terminal, CtrlCEndsDecodeWithWhatWasJudged) {
  AtTerminal command("norm decode -e 'integer?' --format lines >/dev/null");
  command.type("1\n\"x\"\n");
  command.screen_until("fails spec: integer?");
  command.interrupt();
  EXPECT_EQ(command.wait(), 1);
  EXPECT_TRUE(command.screen().ends_with("norm: interrupted after 2 records\r\n")) << command.screen();
}

TEST(Terminal, CtrlCEndsExplainWithWhatWasJudged) {
  AtTerminal command("norm explain -e 'integer?' --format lines >&2");
  command.type("1\n\"x\"\n2\n");
  command.screen_until("fails spec: integer?");
  command.interrupt();
  EXPECT_EQ(command.wait(), 1);
  EXPECT_TRUE(command.screen().ends_with("norm: interrupted after 3 records\r\n")) << command.screen();
}

}  // namespace
}  // namespace norm::cli
