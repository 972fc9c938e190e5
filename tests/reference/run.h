#pragma once

// Runs the reference's examples as a user would, by the public interface alone.
#include <fmt/format.h>
#include <norm/norm.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/page.h"

namespace norm::reference {

using Lines = std::vector<std::string>;

/// grammar/LANGUAGE.md, read once.
[[nodiscard]] const Page& page();

/// Of level 3; null: the page has none of that heading.
[[nodiscard]] const Section* section_of(std::string_view heading);

/// A folder with the files of a section, the working directory until the test is over.
class Folder {
 public:
  explicit Folder(const Section& section)
      : path_(std::filesystem::temp_directory_path() / fmt::format("norm-reference-{}-{}", getpid(), section.line)) {
    std::filesystem::create_directories(path_);
    for (const auto& [name, text] : section.files) std::ofstream(path_ / name) << text;
    std::filesystem::current_path(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// A message as the page has it, where the folder is `/schemas`.
  [[nodiscard]] std::string shown(std::string message) const {
    const auto at = message.find(path_.string());
    return at == std::string::npos ? message : message.replace(at, path_.string().size(), "/schemas");
  }

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
  std::filesystem::path path_;
};

/// What diagnostics call an example.
inline constexpr std::string_view kName = "example.norm";

/// The spec that an example means. None is a failure of the test, which has been told.
[[nodiscard]] std::optional<Spec> loaded(const Example& example);
[[nodiscard]] std::optional<Validator> compiled(const Example& example);

/// What explains the payload; none: it conforms. Fails the test where the decoder's two questions do not agree.
[[nodiscard]] Lines explained(Decoder& decoder, const std::string& payload);

}  // namespace norm::reference
