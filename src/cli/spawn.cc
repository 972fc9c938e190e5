// A child process with pipes as its streams: see the header.
#include "cli/spawn.h"

#include <fcntl.h>
#include <spawn.h>

#include <array>
#include <csignal>
#include <system_error>

extern char** environ;  // POSIX has no header that is bound to declare it

namespace norm::cli {

std::string errno_text(int error) { return std::error_code(error, std::generic_category()).message(); }

std::optional<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Spawned spawn(const std::vector<std::string>& arguments, const Streams& streams, Group group) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, streams.in.read.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, streams.out.write.get(), STDOUT_FILENO);
  if (streams.err != nullptr) {
    ::posix_spawn_file_actions_adddup2(&actions, streams.err->write.get(), STDERR_FILENO);
  }
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t defaults;
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setflags(
      &attributes, static_cast<short>(POSIX_SPAWN_SETSIGDEF | (group == Group::its_own ? POSIX_SPAWN_SETPGROUP : 0)));
  Spawned spawned;
  spawned.error = ::posix_spawnp(&spawned.child, argv.front(), &actions, &attributes, argv.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return spawned;
}

}  // namespace norm::cli
