#pragma once

// The files of cases in a folder.
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

namespace norm::test {

/// All `.json` files below it, sorted; as many as can be read where a folder cannot.
inline std::vector<std::filesystem::path> json_files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".json") files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace norm::test
