// The files of a revision in a git repository.
#include "cli/git.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "cli/child_process.h"

namespace norm::cli {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;  // of a schema, as where it is loaded
constexpr std::size_t kMostListed = std::size_t{256} << 20;

// A command of git in a folder; what it has to say where it fails.
Result<Finished, std::string> git(const std::filesystem::path& folder, std::vector<std::string> arguments,
                                  std::string_view input = {}, std::size_t most = kMostListed) {
  arguments.insert(arguments.begin(), {"git", "-C", folder.string()});
  auto finished = run_program(arguments, input, most);
  if (!finished) return Failure(fmt::format("cannot run git: {}", finished.error()));
  return finished;
}

// `fatal: not a git repository` as a part of our sentence.
std::string reason(const Finished& finished) {
  std::string_view line = finished.err;
  line = line.substr(0, line.find('\n'));
  for (const std::string_view prefix : {"fatal: ", "error: "}) {
    if (line.starts_with(prefix)) line.remove_prefix(prefix.size());
  }
  return line.empty() ? fmt::format("git ends with status {}", finished.status) : "git: " + std::string(line);
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

// The number after the last blank; what is none counts as too large.
std::size_t last_number(std::string_view line) {
  const std::string_view digits = line.substr(line.rfind(' ') + 1);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : SIZE_MAX;
}

}  // namespace

Result<std::shared_ptr<GitRevision>, std::string> GitRevision::open(const std::filesystem::path& folder,
                                                                    const std::string& revision) {
  // What begins with a dash is an option to git wherever it stands before --end-of-options.
  const auto found = git(folder, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{tree}"});
  if (!found) return Failure(found.error());
  if (found->status == 1) return Failure(fmt::format("git knows no revision {}", revision));
  if (found->status != 0) return Failure(reason(*found));
  std::string_view out = found->out;
  return std::shared_ptr<GitRevision>(new GitRevision(folder, std::string(take_line(out))));
}

Result<std::vector<GitRevision::Object>, std::string> GitRevision::look_up(
    const std::vector<std::string>& paths) const {
  if (paths.empty()) return std::vector<Object>();
  std::string asked;
  for (const std::string& path : paths) {
    if (path.find('\n') != std::string::npos)
      return Failure(std::string("git is not asked for a path with a line break"));
    asked += tree_ + ':' + path + '\n';
  }
  const auto answered = git(folder_, {"cat-file", "--batch-check", "--follow-symlinks"}, asked);
  if (!answered) return Failure(answered.error());
  if (answered->status != 0) return Failure(reason(*answered));
  std::vector<Object> objects;
  std::string_view out = answered->out;
  for (const std::string& path : paths) {
    const std::string_view line = take_line(out);
    Object object;
    const std::string_view first = line.substr(0, line.find(' '));
    if (first == "symlink" || first == "dangling" || first == "loop" || first == "notdir") {
      out.remove_prefix(std::min(out.size(), last_number(line) + 1));  // the link's own text and a line break
      if (first == "symlink") object.why = "a link out of the revision";
      if (first == "loop") object.why = "a link in a circle";
    } else if (line != tree_ + ':' + path + " missing") {
      const std::string_view type = line.substr(std::min(line.size(), first.size() + 1));
      object.hash = first;
      if (type.starts_with("blob ")) object.kind = Kind::file;
      if (type.starts_with("tree ")) object.kind = Kind::folder;
      if (object.kind == Kind::none) object.why = "no file of the revision";
      if (object.kind == Kind::file && last_number(line) > kMostBytes) object.why = "larger than 16 MiB";
    }
    objects.push_back(std::move(object));
  }
  return objects;
}

Result<GitRevision::Kind, std::string> GitRevision::kind_of(const std::string& path) {
  auto found = look_up({path});
  if (!found) return Failure(std::move(found.error()));
  return found->front().kind;
}

Result<std::vector<std::string>, std::string> GitRevision::files_below(const std::string& folder) {
  const auto found = look_up({folder});
  if (!found) return Failure(found.error());
  if (found->front().kind != Kind::folder) return Failure(std::string("not a folder"));
  const auto listed = git(folder_, {"ls-tree", "-r", "-z", "--full-tree", found->front().hash});
  if (!listed) return Failure(listed.error());
  if (listed->status != 0) return Failure(reason(*listed));
  std::vector<std::string> files;
  std::vector<std::string> links;
  for (std::string_view out = listed->out; !out.empty();) {
    const std::string_view entry = out.substr(0, out.find('\0'));
    out.remove_prefix(std::min(out.size(), entry.size() + 1));
    const std::string_view name = entry.substr(std::min(entry.size(), entry.find('\t') + 1));
    std::string path = folder.empty() ? std::string(name) : folder + '/' + std::string(name);
    if (path.find('\n') != std::string::npos) continue;
    if (entry.starts_with("100")) files.push_back(std::move(path));  // 160000 is a submodule
    if (entry.starts_with("120")) links.push_back(std::move(path));
  }
  const auto targets = look_up(links);
  if (!targets) return Failure(targets.error());
  for (std::size_t i = 0; i < links.size(); ++i) {
    if ((*targets)[i].kind == Kind::file) files.push_back(std::move(links[i]));
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::optional<std::string>, std::string> GitRevision::read(const std::string& path) {
  if (const auto known = at_hand_.find(path); known != at_hand_.end()) return known->second;
  const auto found = look_up({path});
  if (!found) return Failure(found.error());
  const Object& object = found->front();
  if (!object.why.empty()) return Failure(object.why);
  if (object.kind == Kind::none) return std::nullopt;
  if (object.kind == Kind::folder) return Failure(std::string("it is a folder"));
  const auto text = git(folder_, {"cat-file", "blob", object.hash}, {}, kMostBytes);
  if (!text) return Failure(text.error());
  if (text->status != 0) return Failure(reason(*text));
  return text->out;
}

void GitRevision::read_ahead(const std::vector<std::string>& paths) {
  const auto found = look_up(paths);
  if (!found || found->empty()) return;  // `read` says why
  std::string asked;
  for (const Object& object : *found) {
    if (object.kind == Kind::file && object.why.empty()) asked += object.hash + '\n';
  }
  const auto answered = git(folder_, {"cat-file", "--batch"}, asked);
  if (!answered || answered->status != 0) return;
  std::string_view out = answered->out;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const Object& object = (*found)[i];
    if (object.kind != Kind::file || !object.why.empty()) continue;
    const std::size_t size = last_number(take_line(out));
    if (size >= out.size()) return;
    at_hand_[paths[i]] = out.substr(0, size);
    out.remove_prefix(size + 1);
  }
}

Result<std::string, std::string> prefix_in_repository(const std::filesystem::path& folder) {
  const auto found = git(folder, {"rev-parse", "--show-prefix"});
  if (!found) return Failure(found.error());
  if (found->status != 0) return Failure(reason(*found));
  std::string_view out = found->out;
  if (!out.empty()) out.remove_suffix(1);  // a folder's name may hold line breaks
  return std::string(out);
}

}  // namespace norm::cli
