// Another program, run to its end without a shell.
#include "cli/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>

extern char** environ;  // POSIX has no header that is bound to declare it

namespace norm::cli {
namespace {

constexpr std::size_t kMostErr = std::size_t{64} << 10;

std::string errno_text(int error) { return std::error_code(error, std::generic_category()).message(); }

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read, write;
};

std::optional<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// The child's ends become its standard streams; it gets back the signal that this process ignores.
int spawn(const std::vector<std::string>& arguments, const Pipe& in, const Pipe& out, const Pipe& err, pid_t& child) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.write.get(), STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t defaults;
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const int error = ::posix_spawnp(&child, argv.front(), &actions, &attributes, argv.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

// What can be read now, appended; false: that was all of it, or reading failed.
bool take(const Descriptor& from, std::string& to) {
  std::array<char, std::size_t{64} << 10> block;
  const ssize_t got = ::read(from.get(), block.data(), block.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  to.append(block.data(), static_cast<std::size_t>(got));
  return got > 0;
}

// Writes and reads whatever is ready, for a child that answers while it is still being asked would otherwise wait for
// us as we wait for it. False: it has said more than `most`.
bool converse(Descriptor to, Descriptor from, Descriptor err, std::string_view input, std::size_t most,
              Finished& said) {
  ::fcntl(to.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) to.close();
  while (from.get() >= 0 || err.get() >= 0) {
    std::array<pollfd, 3> polled = {pollfd{to.get(), POLLOUT, 0}, pollfd{from.get(), POLLIN, 0},
                                    pollfd{err.get(), POLLIN, 0}};  // a negative one is passed over
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return true;
    if (polled[0].revents != 0) {
      const ssize_t sent = ::write(to.get(), input.data(), input.size());
      if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
      if (input.empty() || (sent < 0 && errno != EINTR && errno != EAGAIN)) to.close();
    }
    if (polled[1].revents != 0 && !take(from, said.out)) from.close();
    if (polled[2].revents != 0 && !take(err, said.err)) err.close();
    said.err.resize(std::min(said.err.size(), kMostErr));
    if (said.out.size() > most) return false;
  }
  return true;
}

}  // namespace

Result<Finished, std::string> run_program(const std::vector<std::string>& arguments, std::string_view input,
                                          std::size_t most) {
  auto in = open_pipe();
  auto out = open_pipe();
  auto err = open_pipe();
  if (!in || !out || !err) return Failure(errno_text(errno));
  pid_t child = 0;
  if (const int error = spawn(arguments, *in, *out, *err, child); error != 0) return Failure(errno_text(error));
  in->read.close();
  out->write.close();
  err->write.close();
  Finished said;
  const bool whole = converse(std::move(in->write), std::move(out->read), std::move(err->read), input, most, said);
  if (!whole) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole) return Failure("more than " + std::to_string(most) + " bytes of output");
  said.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return said;
}

}  // namespace norm::cli
