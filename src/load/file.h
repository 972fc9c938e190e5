#pragma once

// Schema files on disk: reading one, and where an import may lead.
#include <norm/result.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace norm::load {

/// No schema comes near; a file beyond it is a mistake (a payload, a device).
inline constexpr std::size_t kMostBytes = std::size_t{16} << 20;

/// The whole of a regular file of at most kMostBytes; else why not, as errno's text or the like. Never blocks.
[[nodiscard]] Result<std::string, std::string> read_file(const std::filesystem::path& path);

/// The path with `..` and symbolic links worked out as far as it exists; else why not.
[[nodiscard]] Result<std::filesystem::path, std::string> canonical(const std::filesystem::path& path);

/// Whether `path` is `root` or below it. REQUIRES: both canonical.
[[nodiscard]] bool is_inside(const std::filesystem::path& root, const std::filesystem::path& path);

/// The folder that imports of a file by that name are relative to.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& name);

}  // namespace norm::load
