#pragma once

// The SCHEMA of a command line, `file.norm#Name` or `-e EXPR`, as a validator ready to use.
#include <norm/schema_file.h>
#include <norm/validator.h>

#include <CLI/CLI.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.h"

namespace norm::cli {

/// No import leaves this folder unless `--root` says otherwise: the nearest folder above the schema with a `.git`, else
/// `within`, the folder that was named and that the schema is of, else the schema's own.
[[nodiscard]] std::filesystem::path default_root(const std::filesystem::path& schema,
                                                 const std::filesystem::path& within = {});

/// `--root DIR`.
class RootOption {
 public:
  void configure(CLI::App& app);
  [[nodiscard]] LoadOptions options_for(const std::filesystem::path& schema,
                                        const std::filesystem::path& within = {}) const;

 private:
  std::string root_;
};

struct LoadedSchema {
  Validator validator;
  std::string name = {};  ///< FILE#Name, or -e
  bool has_pii = false;   ///< `@pii` stands in some file of the schema: what was not judged by it must not be quoted
};

/// The SCHEMA of a command, with `-e` and `--root`.
class SchemaArgument {
 public:
  void configure(CLI::App& app);
  /// Takes SCHEMA from the front of the positionals, unless `-e` stands for it, and loads it. Whatever is wrong has
  /// been said on stderr when the result is empty: exit with kExitUsage.
  [[nodiscard]] std::optional<LoadedSchema> load(std::vector<std::string>& positionals,
                                                 const ColourOption& colour) const;
  /// A FILE#Name that is no positional. Of a FILE alone the definition that says `@topic` of this topic, else its last.
  [[nodiscard]] std::optional<LoadedSchema> load_file_of(std::string_view argument, const std::string& topic,
                                                         const ColourOption& colour) const;
  /// Of a FILE alone all its definitions with `@topic`, by topic; of two with the same the first.
  [[nodiscard]] std::optional<std::map<std::string, LoadedSchema>> load_topics_of(const std::string& file,
                                                                                  const ColourOption& colour) const;

 private:
  [[nodiscard]] std::optional<Module> module_of(const std::string& file, const ColourOption& colour) const;
  [[nodiscard]] std::optional<Spec> from_file(std::string& argument, const std::string& topic,
                                              const ColourOption& colour) const;

  std::optional<std::string> expression_;
  RootOption root_;
};

/// On stderr that the file has no definition of that name, and which it has.
void complain_of_name(std::string_view file, std::string_view name, const Module& module);

/// Diagnostics on stderr, all of them.
void show(const Diagnostics& diagnostics, const ColourOption& colour);

}  // namespace norm::cli
