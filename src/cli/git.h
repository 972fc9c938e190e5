#pragma once

// The files of a revision in a git repository, read by the command `git`, which no shell stands before.
#include <norm/result.h>
#include <norm/schema_file.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace norm::cli {

/// One revision. Paths are from the repository's top, in their shortest form; links are followed inside the revision.
/// Errors are sentences without a full stop.
class GitRevision {
 public:
  /// `revision` is whatever git takes for one: a branch, a tag, `HEAD~2`, a hash. The repository is that of `folder`.
  [[nodiscard]] static Result<std::shared_ptr<GitRevision>, std::string> open(const std::filesystem::path& folder,
                                                                              const std::string& revision);

  enum class Kind : unsigned char { none, file, folder };
  [[nodiscard]] Result<Kind, std::string> kind_of(const std::string& path);

  /// All regular files below a folder, in order of their paths. The empty path is the top.
  [[nodiscard]] Result<std::vector<std::string>, std::string> files_below(const std::string& folder);

  /// nullopt: there is no such file.
  [[nodiscard]] Result<std::optional<std::string>, std::string> read(const std::string& path);
  /// The same for many in one go: what `read` then gives is at hand.
  void read_ahead(const std::vector<std::string>& paths);

 private:
  struct Object {
    Kind kind = Kind::none;
    std::string hash;
    std::string why;  // it can be no schema, though it is there
  };

  GitRevision(std::filesystem::path folder, std::string tree) : folder_(std::move(folder)), tree_(std::move(tree)) {}
  [[nodiscard]] Result<std::vector<Object>, std::string> look_up(const std::vector<std::string>& paths) const;

  std::filesystem::path folder_;
  std::string tree_;  // hash
  std::unordered_map<std::string, std::string> at_hand_;
};

/// The path of `folder` from the top of its repository: empty, or with a slash at its end.
[[nodiscard]] Result<std::string, std::string> prefix_in_repository(const std::filesystem::path& folder);

}  // namespace norm::cli
