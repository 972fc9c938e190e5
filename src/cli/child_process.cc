// Another program, run to its end without a shell.
#include "cli/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "cli/spawn.h"

namespace norm::cli {
namespace {

constexpr std::size_t kMostErr = std::size_t{64} << 10;

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
  const auto [error, child] = spawn(arguments, {*in, *out, &*err}, Group::ours);
  if (error != 0) return Failure(errno_text(error));
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
