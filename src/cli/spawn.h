#pragma once

// A child process with pipes as its streams: what run_program and the handlers of `norm consume --exec` are made of.
#include <sys/types.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace norm::cli {

[[nodiscard]] std::string errno_text(int error);

/// Owns a file descriptor.
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

/// Not inherited by other children. None: see errno.
[[nodiscard]] std::optional<Pipe> open_pipe();

/// What a child gets as its standard streams; its stderr is ours where there is no pipe for it.
struct Streams {
  const Pipe& in;
  const Pipe& out;
  const Pipe* err = nullptr;
};

/// Who gets the signals that the terminal sends, and what `kill(-child)` reaches.
enum class Group { ours, its_own };

struct Spawned {
  int error = 0;  ///< errno of the start
  pid_t child = -1;
};

/// Runs a program that PATH finds. It gets back the signal that this process ignores.
[[nodiscard]] Spawned spawn(const std::vector<std::string>& arguments, const Streams& streams, Group group);

}  // namespace norm::cli
