#pragma once

#include <norm/diagnostic.h>
#include <norm/export.h>
#include <norm/result.h>
#include <norm/spec.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm {

/// A loaded schema file with all that it imports: checked, so that each definition compiles.
///
/// Immutable; Specs found in it stay good after it is gone. Threads: any may read it at once.
class NORM_API Module {
 public:
  explicit Module(std::shared_ptr<const Library> library, Diagnostics notes = {});

  /// The definition of that name in the file itself (not in what it imports); nullptr: there is none.
  [[nodiscard]] const Spec* find(std::string_view name) const;
  /// The file's last definition, the one that stands for the file; nullptr for a file without any.
  [[nodiscard]] const Spec* last() const;
  [[nodiscard]] const std::vector<Definition>& definitions() const { return library_->files.front().definitions; }
  [[nodiscard]] const std::shared_ptr<const Library>& library() const { return library_; }
  /// What loading saw that is no mistake, of severity `info`, in order of place; of imported files too. Code
  /// "curly-quotes": a string stands in “typographic” quotes, which read well on a slide and badly in an editor.
  [[nodiscard]] const Diagnostics& notes() const { return notes_; }

 private:
  std::shared_ptr<const Library> library_;
  std::vector<Spec> specs_;  // one a definition, in order, each with the library
  Diagnostics notes_;
};

/// Schema files that do not stand on the disk: those of a revision in a repository, of an archive, of a test.
struct SchemaSource {
  /// Stands before each path where people read it: `git:HEAD:`.
  std::string prefix = {};
  /// The text of the file at a path that is relative, with `/` between its parts and without `.` and `..`.
  /// nullopt: there is no such file; an error says in a few words why it cannot be read.
  std::function<Result<std::optional<std::string>, std::string>(const std::string& path)> read = {};
};

struct LoadOptions {
  /// No import leaves this folder; empty: the folder of the file itself. `.` is all of a `source`.
  std::filesystem::path root = {};
  /// Diagnostics beyond this many are dropped; one more, code "and-more", says how many.
  std::size_t max_diagnostics = 100;
  /// Where files are read from, the imported ones too; none: the disk.
  std::optional<SchemaSource> source = {};
};

/// Reads, parses and checks a schema file and what it imports.
///
/// Errors: all mistakes of all files at once, in order of place; an unreadable file is one with code "io".
/// Cost: linear in the text. Threads: any; no state is shared.
[[nodiscard]] NORM_API Result<Module, Diagnostics> load_file(const std::filesystem::path& path,
                                                             const LoadOptions& options = {});

/// The same from text; `name` is what diagnostics call it. Imports are relative to the folder of `name`.
[[nodiscard]] NORM_API Result<Module, Diagnostics> load_text(std::string_view text, std::string_view name = "<text>",
                                                             const LoadOptions& options = {});

/// One expression (`string? & length?(1..20)`), as after `-e`.
[[nodiscard]] NORM_API Result<Spec, Diagnostics> load_expression(std::string_view text,
                                                                 std::string_view name = "<expression>");

/// A definition of one of several modules.
struct Root {
  std::size_t module = 0;      ///< from 0
  std::size_t definition = 0;  ///< of the module's own, from 0
  friend bool operator==(const Root&, const Root&) = default;
};

/// The definitions that stand for whole payloads, in order: those with `@topic`; where there is none, those that no
/// other one uses. Of definitions that use each other in a circle, and that nothing else uses, it is the last. A
/// private one
/// (`_Name`) is none.
///
/// Modules of one folder may import each other: they are told apart by the names of their files.
[[nodiscard]] NORM_API std::vector<Root> find_roots(const std::vector<Module>& modules);

/// A module from C++: named specs that may speak of each other by `ref("Name")`.
[[nodiscard]] NORM_API Result<Module, Diagnostics> define(std::vector<std::pair<std::string, Spec>> definitions);

}  // namespace norm
