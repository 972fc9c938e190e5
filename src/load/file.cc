// Schema files on disk: reading one, and where an import may lead.
#include "load/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace norm::load {
namespace {

std::string errno_text(int error) { return std::error_code(error, std::generic_category()).message(); }

class Descriptor {
 public:
  // Without O_NONBLOCK, opening a FIFO waits for a writer.
  explicit Descriptor(const std::filesystem::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<std::string, std::string> read_file(const std::filesystem::path& path) {
  const Descriptor file(path);
  if (file.get() < 0) return Failure(errno_text(errno));
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return Failure(errno_text(errno));
  if (S_ISDIR(status.st_mode)) return Failure(errno_text(EISDIR));
  if (!S_ISREG(status.st_mode)) return Failure(std::string("not a regular file"));

  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(std::clamp<off_t>(status.st_size, 0, static_cast<off_t>(kMostBytes))));
  // The size may lie (a file that grows, /proc): what is read counts.
  for (char block[1 << 14];;) {
    const ssize_t got = ::read(file.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failure(errno_text(errno));
    if (got == 0) return bytes;
    bytes.append(block, static_cast<std::size_t>(got));
    if (bytes.size() > kMostBytes) return Failure(std::string("larger than 16 MiB"));
  }
}

Result<std::filesystem::path, std::string> canonical(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  if (error) return Failure(error.message());
  std::filesystem::path out = std::filesystem::weakly_canonical(whole, error);
  if (error) return Failure(error.message());
  if (!out.has_filename() && out.has_relative_path()) out = out.parent_path();  // `a/` is `a`
  return out;
}

bool is_inside(const std::filesystem::path& root, const std::filesystem::path& path) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

std::filesystem::path folder_of(const std::filesystem::path& name) {
  const std::filesystem::path folder = name.parent_path();
  return folder.empty() ? std::filesystem::path(".") : folder;
}

}  // namespace norm::load
