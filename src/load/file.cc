// Schema files on disk, or in a source that the host gives.
#include "load/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace norm::load {
namespace {

namespace fs = std::filesystem;
using Text = Result<std::optional<std::string>, std::string>;

std::string errno_text(int error) { return std::error_code(error, std::generic_category()).message(); }

class Descriptor {
 public:
  // Without O_NONBLOCK, opening a FIFO waits for a writer.
  explicit Descriptor(const fs::path& path, int flags = O_NONBLOCK)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

Result<std::string, std::string> read_all(const Descriptor& file, std::size_t size) {
  std::string bytes;
  bytes.reserve(size);
  for (char block[1 << 14];;) {
    const ssize_t got = ::read(file.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failure(errno_text(errno));
    if (got == 0) return bytes;
    bytes.append(block, static_cast<std::size_t>(got));
    if (bytes.size() > kMostBytes) return Failure(std::string("larger than 16 MiB"));
  }
}

Text read_file(const fs::path& path) {
  const Descriptor file(path);
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  if (file.get() < 0) return Failure(errno_text(errno));
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return Failure(errno_text(errno));
  if (S_ISDIR(status.st_mode)) return Failure(errno_text(EISDIR));
  if (!S_ISREG(status.st_mode)) return Failure(std::string("not a regular file"));

  // The size may lie (a file that grows, /proc): what is read counts.
  const auto size = static_cast<std::size_t>(std::clamp<off_t>(status.st_size, 0, static_cast<off_t>(kMostBytes)));
  auto bytes = read_all(file, size);
  if (!bytes) return Failure(std::move(bytes.error()));
  return std::move(*bytes);
}

// The path with `..` and symbolic links worked out as far as it exists; else why not.
Result<fs::path, std::string> resolved(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  if (error) return Failure(error.message());
  fs::path out = fs::weakly_canonical(whole, error);
  if (error) return Failure(error.message());
  if (!out.has_filename() && out.has_relative_path()) out = out.parent_path();  // `a/` is `a`
  return out;
}

// Whether `path` is `root` or below it. REQUIRES: both in one normal form.
bool is_inside(const fs::path& root, const fs::path& path) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

class Disk final : public Files {
 public:
  explicit Disk(fs::path root) : root_(std::move(root)) {}

  Result<Place, std::string> find(const fs::path& path) const override {
    const auto place = resolved(path);
    if (!place) return Failure(place.error());
    return Place{place->native(), path.lexically_normal().string(), is_inside(root_, *place)};
  }
  Text read(const Place& place) const override { return read_file(place.key); }
  std::string root() const override { return root_.string(); }

 private:
  fs::path root_;  // canonical
};

// A source knows neither links nor a folder at hand: a path is what it says.
class Source final : public Files {
 public:
  Source(SchemaSource source, fs::path root) : source_(std::move(source)), root_(std::move(root)) {}

  Result<Place, std::string> find(const fs::path& path) const override {
    const fs::path normal = path.lexically_normal();
    const bool leaves = normal.is_absolute() || (normal.has_relative_path() && *normal.begin() == "..");
    const std::string key = normal.generic_string();
    return Place{key, source_.prefix + key, !leaves && is_inside(root_, normal)};
  }
  Text read(const Place& place) const override {
    Text text = source_.read(place.key);
    if (text && *text && (*text)->size() > kMostBytes) return Failure(std::string("larger than 16 MiB"));
    return text;
  }
  std::string root() const override { return source_.prefix + root_.generic_string(); }

 private:
  SchemaSource source_;
  fs::path root_;  // empty: all of the source
};

}  // namespace

std::optional<Result<std::string, std::string>> read_stream(const fs::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || !(S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode))) return std::nullopt;
  const Descriptor file(path, 0);
  if (file.get() < 0) return Failure(errno_text(errno));
  return read_all(file, 0);
}

Result<std::unique_ptr<Files>, std::string> files_of(const LoadOptions& options, const fs::path& first) {
  fs::path root = options.root.empty() ? first.parent_path() : options.root;
  if (root.empty()) root = ".";
  if (options.source) {
    root = root.lexically_normal();
    if (!root.has_filename()) root = root.parent_path();  // `a/` is `a`
    if (root == ".") root.clear();
    return std::make_unique<Source>(*options.source, std::move(root));
  }
  // The folder of the file as it was named: a link to a schema does not open the folder that it points into.
  auto root_path = resolved(root);
  if (!root_path) return Failure(std::move(root_path.error()));
  return std::make_unique<Disk>(std::move(*root_path));
}

}  // namespace norm::load
