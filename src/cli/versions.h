#pragma once

// OLD and NEW of `norm diff`: what an argument names, as the definitions that it holds.
#include <norm/diff_roots.h>
#include <norm/schema_file.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/git.h"
#include "cli/schema_argument.h"

namespace norm::cli {

/// One argument: `file.norm`, `file.norm#Name` or a folder; each of them also as `git:REVISION:PATH`.
struct VersionArgument {
  enum class Kind : unsigned char { none, file, folder };

  std::string shown;                           ///< without the name
  std::string path;                            ///< in a revision from the repository's top
  std::optional<std::string> name = {};        ///< after the last `#`
  std::shared_ptr<GitRevision> revision = {};  ///< null: the disk
  Kind kind = Kind::none;                      ///< of what stands at the path
};

/// Reads versions. Whatever is wrong has been said on stderr when a result is empty: exit with kExitUsage.
class VersionReader {
 public:
  VersionReader(const RootOption& root, const ColourOption& colour) : root_(root), colour_(colour) {}

  /// What the argument names; whether it leads anywhere, its kind says.
  [[nodiscard]] std::optional<VersionArgument> find(const std::string& argument);
  /// The same path at a revision of the repository that it lies in.
  [[nodiscard]] std::optional<VersionArgument> find_at(const std::string& revision, const VersionArgument& argument);

  /// The definition that was named, else the file's last; null where the file has none such, which is no mistake yet.
  struct One {
    std::optional<RootSpec> spec;
    Module module;
  };
  [[nodiscard]] std::optional<One> read_one(const VersionArgument& argument) const;
  /// All files of a folder, or the file alone.
  [[nodiscard]] std::optional<SchemaTree> read_all(const VersionArgument& argument) const;

 private:
  [[nodiscard]] std::optional<VersionArgument> find_in(std::string revision, const std::string& folder,
                                                       const std::string& path, std::optional<std::string> name);
  [[nodiscard]] std::optional<std::vector<std::string>> files_of(const VersionArgument& argument) const;
  [[nodiscard]] std::optional<std::vector<Module>> load(const VersionArgument& argument,
                                                        const std::vector<std::string>& files) const;

  const RootOption& root_;
  const ColourOption& colour_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<GitRevision>> revisions_;  // by folder and name
};

}  // namespace norm::cli
