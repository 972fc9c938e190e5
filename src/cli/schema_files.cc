// The schema files that a path of a command line means.
#include "cli/schema_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace norm::cli {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& name) {
  const std::string text = name.string();
  return text.size() > 1 && text.front() == '.' && text != "..";
}

}  // namespace

bool is_schema_file(const fs::path& below_folder) {
  return below_folder.extension() == ".norm" && std::none_of(below_folder.begin(), below_folder.end(), is_hidden);
}

Result<std::vector<std::string>, std::string> schema_files(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return Failure(fmt::format("cannot read {}: no such file or folder", path));
  if (!fs::is_directory(status)) return std::vector<std::string>{path};
  std::vector<std::string> found;
  fs::recursive_directory_iterator entries(path, fs::directory_options::skip_permission_denied, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    std::error_code ignored;
    const fs::path name = entries->path().filename();
    if (is_hidden(name)) {
      if (entries->is_directory(ignored)) entries.disable_recursion_pending();
    } else if (is_schema_file(name) && entries->is_regular_file(ignored)) {
      found.push_back(entries->path().string());
    }
  }
  if (error) return Failure(fmt::format("cannot read {}: {}", path, error.message()));
  if (found.empty()) return Failure(fmt::format("there is no schema file (*.norm) in {}", path));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace norm::cli
