#pragma once

#include <norm/diagnostic.h>
#include <norm/diff.h>
#include <norm/export.h>
#include <norm/result.h>
#include <norm/schema_file.h>
#include <norm/spec.h>

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Growth or breakage of many definitions at once: a folder of schemas against what it was.
namespace norm {

/// All files of one version.
struct SchemaTree {
  std::string folder;  ///< what the names of the modules' files begin with
  std::vector<Module> modules;
};

/// A definition as it stands in one version.
struct RootSpec {
  std::string file;  ///< as diagnostics name it
  std::string name;  ///< the definition's own
  Spec spec;
};

/// One definition through all versions; none: that version does not have it.
struct RootHistory {
  /// Qualified by its module, `events.comments.CommentEvent`, and by its file where several have that name,
  /// `billing/event.norm#Event`; the new one where it was renamed.
  std::string name;
  std::vector<std::optional<RootSpec>> olds;
  std::optional<RootSpec> now;
};

/// Old name and new name; both may be written without the module where only one definition has that name.
using Renamed = std::vector<std::pair<std::string, std::string>>;

/// The roots (`find_roots`) of all versions by name: those of the new version in their order, then those that only an
/// old version has.
///
/// An old root that the new version still defines stands beside that definition even if it is a root no more: what
/// something new uses is not gone. A topic is gone without its `@topic`, though.
/// Errors: a new name that means nothing, and an old one, have code "unknown-root".
[[nodiscard]] NORM_API Result<std::vector<RootHistory>, Diagnostics> match_roots(const std::vector<SchemaTree>& olds,
                                                                                 const SchemaTree& now,
                                                                                 const Renamed& renamed = {});

struct RootDifference {
  RootHistory root;
  std::string fingerprint;  ///< of the name and of all changes: as Change's, for what breaks as a whole
  /// One pair for each old version. What an old version does not have grows; what the new one does not have breaks
  /// both, without a witness.
  Difference difference;
};

struct RootsDifference {
  Comparison overall;             ///< folded over the roots as Difference's is over old versions
  std::vector<Comparison> pairs;  ///< each old version with all of its roots against the new one
  std::vector<RootDifference> roots;
};

/// Compares each of them. Errors: as `diff`'s, those of all roots. REQUIRES: all have the same number of old versions.
[[nodiscard]] NORM_API Result<RootsDifference, Diagnostics> diff_roots(std::vector<RootHistory> roots,
                                                                       const DiffOptions& options = {});

}  // namespace norm
