// OLD and NEW of `norm diff`: from arguments to the definitions that they name.
#include "cli/versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "cli/schema_files.h"

namespace norm::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGit = "git:";

VersionArgument::Kind kind_on_disk(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return VersionArgument::Kind::none;
  return fs::is_directory(status) ? VersionArgument::Kind::folder : VersionArgument::Kind::file;
}

VersionArgument::Kind kind_of(GitRevision::Kind kind) {
  switch (kind) {
    case GitRevision::Kind::none: return VersionArgument::Kind::none;
    case GitRevision::Kind::file: return VersionArgument::Kind::file;
    case GitRevision::Kind::folder: return VersionArgument::Kind::folder;
  }
  return VersionArgument::Kind::none;
}

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// `a//b/../c/` is `a/c`, and `.` is empty.
std::string shortest(const std::string& path) {
  std::string text = fs::path(path).lexically_normal().generic_string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text == "." ? "" : text;
}

bool leaves(const std::string& path) { return path == ".." || path.starts_with("../") || path.starts_with('/'); }

// What stands before the path of a file where people read it.
std::string prefix_of(const VersionArgument& argument) {
  return argument.revision ? argument.shown.substr(0, argument.shown.size() - argument.path.size()) : std::string();
}

}  // namespace

std::optional<VersionArgument> VersionReader::find(const std::string& argument) {
  const std::size_t hash = argument.rfind('#');
  std::optional<std::string> name;
  if (hash != std::string::npos) name = argument.substr(hash + 1);
  std::string path = argument.substr(0, hash);
  if (!path.starts_with(kGit)) {
    if (path.empty()) {
      complain(fmt::format("there is no file in \"{}\"", argument));
      return {};
    }
    return VersionArgument{path, path, std::move(name), {}, kind_on_disk(path)};
  }
  const std::size_t colon = path.find(':', kGit.size());
  if (colon == std::string::npos || colon == kGit.size()) {
    complain(fmt::format("{} is no git:REVISION:PATH", path));
    return {};
  }
  std::string revision = path.substr(kGit.size(), colon - kGit.size());
  std::string below = path.substr(colon + 1);
  // As git itself reads REVISION:PATH: from the top of the repository, unless it begins with a dot.
  if (below == "." || below == ".." || below.starts_with("./") || below.starts_with("../")) {
    const auto prefix = prefix_in_repository(".");
    if (!prefix) {
      complain(fmt::format("cannot read {}: {}", path, prefix.error()));
      return {};
    }
    below.insert(0, *prefix);
  }
  return find_in(std::move(revision), ".", below, std::move(name));
}

std::optional<VersionArgument> VersionReader::find_at(const std::string& revision, const VersionArgument& argument) {
  const bool is_folder = argument.kind == VersionArgument::Kind::folder;
  const std::string folder = is_folder ? argument.path : folder_of(argument.path);
  const auto prefix = prefix_in_repository(folder);
  if (!prefix) {
    complain(fmt::format("cannot compare {} with {}: {}", argument.shown, revision, prefix.error()));
    return {};
  }
  return find_in(revision, folder, is_folder ? *prefix : *prefix + fs::path(argument.path).filename().string(),
                 argument.name);
}

std::optional<VersionArgument> VersionReader::find_in(std::string revision, const std::string& folder,
                                                      const std::string& path, std::optional<std::string> name) {
  VersionArgument out;
  out.path = shortest(path);
  out.shown = fmt::format("{}{}:{}", kGit, revision, out.path);
  out.name = std::move(name);
  const auto fail = [&](const std::string& why) {
    complain(fmt::format("cannot read {}: {}", out.shown, why));
    return std::nullopt;
  };
  if (leaves(out.path)) return fail("it is outside of the repository");
  std::shared_ptr<GitRevision>& known = revisions_[{folder, revision}];
  if (!known) {
    auto opened = GitRevision::open(folder, revision);
    if (!opened) return fail(opened.error());
    known = std::move(*opened);
  }
  const auto kind = known->kind_of(out.path);
  if (!kind) return fail(kind.error());
  out.kind = kind_of(*kind);
  out.revision = known;
  return out;
}

std::optional<std::vector<std::string>> VersionReader::files_of(const VersionArgument& argument) const {
  if (argument.kind == VersionArgument::Kind::none) {
    complain(fmt::format("cannot read {}: no such file or folder", argument.shown));
    return {};
  }
  if (argument.kind == VersionArgument::Kind::file) return std::vector<std::string>{argument.path};
  auto files = argument.revision ? argument.revision->files_below(argument.path) : schema_files(argument.path);
  if (!files) {
    complain(argument.revision ? fmt::format("cannot read {}: {}", argument.shown, files.error()) : files.error());
    return {};
  }
  if (argument.revision) {
    const std::size_t above = argument.path.empty() ? 0 : argument.path.size() + 1;
    std::erase_if(*files, [&](const std::string& file) { return !is_schema_file(file.substr(above)); });
    argument.revision->read_ahead(*files);
  }
  return std::move(*files);
}

std::optional<std::vector<Module>> VersionReader::load(const VersionArgument& argument,
                                                       const std::vector<std::string>& files) const {
  std::vector<Module> modules;
  Diagnostics mistakes;
  for (const std::string& file : files) {
    LoadOptions options;
    if (argument.revision) {
      options.root = ".";
      options.source =
          SchemaSource{prefix_of(argument), [&](const std::string& path) { return argument.revision->read(path); }};
    } else {
      options = root_.options_for(file, argument.kind == VersionArgument::Kind::folder ? argument.path : "");
    }
    auto module = load_file(file, options);
    if (module) {
      modules.push_back(std::move(*module));
      continue;
    }
    for (Diagnostic& mistake : module.error()) {  // a file that several others import is found wrong once
      if (std::find(mistakes.begin(), mistakes.end(), mistake) == mistakes.end())
        mistakes.push_back(std::move(mistake));
    }
  }
  if (mistakes.empty()) return modules;
  show(mistakes, colour_);
  return {};
}

std::optional<VersionReader::One> VersionReader::read_one(const VersionArgument& argument) const {
  auto modules = load(argument, {argument.path});
  if (!modules) return {};
  Module& module = modules->front();
  const Spec* spec = argument.name ? module.find(*argument.name) : module.last();
  std::optional<RootSpec> found;
  if (spec != nullptr) {
    found = RootSpec{argument.shown, argument.name ? *argument.name : module.definitions().back().name, *spec};
  }
  return One{std::move(found), std::move(module)};
}

std::optional<SchemaTree> VersionReader::read_all(const VersionArgument& argument) const {
  const auto files = files_of(argument);
  if (!files) return {};
  auto modules = load(argument, *files);
  if (!modules) return {};
  const bool is_folder = argument.kind == VersionArgument::Kind::folder;
  const std::string folder = is_folder ? argument.path : fs::path(argument.path).parent_path().string();
  return SchemaTree{prefix_of(argument) + folder, std::move(*modules)};
}

}  // namespace norm::cli
