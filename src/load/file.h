#pragma once

// Schema files on disk, or in a source that the host gives: reading one, and where an import may lead.
#include <norm/result.h>
#include <norm/schema_file.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace norm::load {

/// No schema comes near; a file beyond it is a mistake (a payload, a device).
inline constexpr std::size_t kMostBytes = std::size_t{16} << 20;

/// A file by its path, found to be one that may be read or not.
struct Place {
  std::string key;      ///< one a file, however it was named
  std::string shown;    ///< the path for people, in its shortest form
  bool inside = false;  ///< of the root
};

/// Where schema files are read from, and what of it may be.
class Files {
 public:
  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;

  /// Where that path leads, which need not be to a file; else why nobody can say.
  [[nodiscard]] virtual Result<Place, std::string> find(const std::filesystem::path& path) const = 0;
  /// All of a file of at most kMostBytes, nullopt where there is none; else why not, in a few words. Never blocks.
  [[nodiscard]] virtual Result<std::optional<std::string>, std::string> read(const Place& place) const = 0;
  /// For people.
  [[nodiscard]] virtual std::string root() const = 0;
};

/// All of what comes out of a pipe or a terminal at a path (`/dev/stdin`, `<(…)` of a shell), at most kMostBytes; waits
/// for its end. nullopt: the path is no such thing.
[[nodiscard]] std::optional<Result<std::string, std::string>> read_stream(const std::filesystem::path& path);

/// For the file at `first` and what it imports; an error says why the root is none.
[[nodiscard]] Result<std::unique_ptr<Files>, std::string> files_of(const LoadOptions& options,
                                                                   const std::filesystem::path& first);

}  // namespace norm::load
