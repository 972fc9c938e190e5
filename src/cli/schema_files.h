#pragma once

// The schema files that a path of a command line means.
#include <norm/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace norm::cli {

/// Whether a schema file is meant where a folder is searched: `*.norm`, neither hidden nor below what is.
[[nodiscard]] bool is_schema_file(const std::filesystem::path& below_folder);

/// A folder's schema files in order of name; any other path is a file by itself.
///
/// Errors: a sentence without a full stop, where the path leads nowhere or the folder holds none.
[[nodiscard]] Result<std::vector<std::string>, std::string> schema_files(const std::string& path);

}  // namespace norm::cli
