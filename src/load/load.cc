// Schema text and files to a Module: reads what imports reach, checks it all, tries the values that it holds.
#include <fmt/format.h>
#include <norm/schema_file.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "check/check.h"
#include "check/mistakes.h"
#include "check/nodes.h"
#include "load/examples.h"
#include "load/file.h"
#include "spec/place.h"
#include "spec/utf8.h"
#include "syntax/parse.h"

namespace norm {
namespace {

namespace fs = std::filesystem;

Diagnostic without_place(std::string file, std::string code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.file = std::move(file);
  return diagnostic;
}

// Text that the parser may not see: too long for its offsets, or no text at all.
std::optional<Diagnostic> unreadable(std::string_view text, const std::string& name) {
  if (text.size() > load::kMostBytes) return without_place(name, "io", "the schema is larger than 16 MiB");
  const std::size_t bad = spec::first_invalid_utf8(text);
  if (bad == std::string_view::npos) return std::nullopt;
  SchemaFile file;
  file.name = name;
  file.text = std::string(text.substr(0, bad));  // the excerpt must not carry the bad bytes on
  return spec::diagnostic_at(
      file, bad, bad + 1, "utf8",
      fmt::format("byte {} is not UTF-8 (0x{:02x})", bad, static_cast<unsigned char>(text[bad])));
}

class Loader {
 public:
  Loader(const load::Files& from, std::size_t max_diagnostics) : from_(from), max_diagnostics_(max_diagnostics) {}

  // `path` is the file's own, `key` that of its place: empty for text that stands nowhere.
  Result<Module, Diagnostics> run(std::string_view text, const fs::path& path, std::string shown,
                                  const std::string& key) {
    if (!key.empty()) files_.emplace(key, 0);
    parse(text, path, std::move(shown), 0);
    // Imports of file i are appended to the list while it is walked.
    for (std::uint32_t file = 0; file < library_->files.size(); ++file) follow_imports(file);

    for (Diagnostics mistakes : {imports_.take(), checking::check(*library_, gaps_)}) {
      diagnostics_.insert(diagnostics_.end(), std::make_move_iterator(mistakes.begin()),
                          std::make_move_iterator(mistakes.end()));
    }
    if (diagnostics_.empty()) diagnostics_ = load::check_examples(library_);
    if (diagnostics_.empty()) {
      checking::sort_by_place(library_.get(), notes_);
      return Module(std::move(library_), std::move(notes_));
    }
    checking::sort_by_place(library_.get(), diagnostics_);
    const std::size_t most = std::max<std::size_t>(max_diagnostics_, 1);
    if (diagnostics_.size() > most) {
      const std::size_t more = diagnostics_.size() - most;
      diagnostics_.resize(most);
      diagnostics_.push_back(without_place(library_->files.front().name, "and-more", fmt::format("and {} more", more)));
    }
    return Failure(std::move(diagnostics_));
  }

 private:
  void parse(std::string_view text, const fs::path& path, std::string shown, std::uint32_t index) {
    gaps_.unread.push_back(false);
    gaps_.lost.emplace_back();
    folders_.resize(index + 1);
    folders_[index] = path.parent_path();
    if (auto bad = unreadable(text, shown)) {
      diagnostics_.push_back(std::move(*bad));
      add_unread(std::move(shown), index);
      return;
    }
    syntax::ParsedFile parsed = syntax::parse_file(text, std::move(shown), index);
    std::sort(parsed.lost.begin(), parsed.lost.end());
    gaps_.lost[index] = std::move(parsed.lost);
    std::move(parsed.broken.begin(), parsed.broken.end(), std::back_inserter(gaps_.broken));
    for (Diagnostic& diagnostic : parsed.diagnostics) diagnostics_.push_back(std::move(diagnostic));
    for (Diagnostic& note : parsed.notes) notes_.push_back(std::move(note));
    library_->files.push_back(std::move(parsed.file));
  }

  // Stands for a file of which nothing is known, so that imports have something to point at.
  void add_unread(std::string name, std::uint32_t index) {
    gaps_.unread.resize(index + 1);
    gaps_.lost.resize(index + 1);
    gaps_.unread[index] = true;
    SchemaFile file;
    file.name = std::move(name);
    library_->files.push_back(std::move(file));
  }

  void follow_imports(std::uint32_t file) {
    for (std::size_t i = 0; i < library_->files[file].imports.size(); ++i) {
      const Import import = library_->files[file].imports[i];  // a copy: the list of files grows
      library_->files[file].imports[i].file = target_of(file, import);
    }
  }

  std::uint32_t target_of(std::uint32_t from, const Import& import) {
    const auto next = static_cast<std::uint32_t>(library_->files.size());
    const auto refuse = [&](std::string code, std::string message) {
      imports_.add(import.source, std::move(code), std::move(message));
      if (missing_ == 0) {  // one stand-in serves all that is missing
        missing_ = next;
        add_unread({}, next);
      }
      return missing_;
    };
    // A NUL would end the path for the system, and not for what is compared here.
    if (import.path.empty() || import.path.find('\0') != std::string::npos) {
      return refuse("import-not-found", fmt::format("{} is no path", print(Constant(import.path))));
    }
    const fs::path path = folders_[from] / import.path;
    const auto place = from_.find(path);
    if (!place) {
      return refuse("io", fmt::format("cannot read {}: {}", path.lexically_normal().string(), place.error()));
    }
    if (!place->inside) {
      return refuse("import-outside-root", fmt::format("{} is outside of the root {}", place->shown, from_.root()));
    }
    if (const auto known = files_.find(place->key); known != files_.end()) return known->second;
    const auto text = from_.read(*place);
    if (!text) {
      const std::string& shown = place->shown.empty() ? import.path : place->shown;
      return refuse("io", fmt::format("cannot read {}: {}", shown, text.error()));
    }
    if (!*text) return refuse("import-not-found", fmt::format("no file {}", place->shown));
    files_.emplace(place->key, next);
    parse(**text, path.lexically_normal(), place->shown, next);
    return next;
  }

  const load::Files& from_;
  std::size_t max_diagnostics_;
  std::shared_ptr<Library> library_ = std::make_shared<Library>();
  checking::Gaps gaps_;
  checking::Mistakes imports_{library_.get()};
  Diagnostics diagnostics_;
  Diagnostics notes_;
  std::vector<fs::path> folders_;                         // of each file; of a stand-in none
  std::unordered_map<std::string, std::uint32_t> files_;  // by the key of its place
  std::uint32_t missing_ = 0;                             // the stand-in's index; file 0 is never one
};

}  // namespace

Result<Module, Diagnostics> load_file(const std::filesystem::path& path, const LoadOptions& options) {
  const std::string shown = (options.source ? options.source->prefix : std::string()) + path.string();
  const auto fail = [&](const std::string& why) {
    return Failure(Diagnostics{without_place(shown, "io", fmt::format("cannot read {}: {}", shown, why))});
  };
  if (!options.source) {
    // A pipe stands in no folder that says anything: what its text imports is looked for in the current one.
    if (const auto piped = load::read_stream(path)) {
      if (!*piped) return fail(piped->error());
      LoadOptions from_here = options;
      std::error_code ignored;
      if (options.root == fs::absolute(path, ignored).parent_path()) from_here.root.clear();
      const auto here = load::files_of(from_here, {});
      if (!here) return fail(here.error());
      return Loader(**here, options.max_diagnostics).run(**piped, {}, shown, {});
    }
  }
  const auto files = load::files_of(options, path);
  if (!files) return fail(files.error());
  const auto place = (*files)->find(path);
  if (!place) return fail(place.error());
  const auto text = (*files)->read(*place);
  if (!text) return fail(text.error());
  if (!*text) return fail(std::make_error_code(std::errc::no_such_file_or_directory).message());
  return Loader(**files, options.max_diagnostics).run(**text, path, shown, place->key);
}

Result<Module, Diagnostics> load_text(std::string_view text, std::string_view name, const LoadOptions& options) {
  const std::string shown = (options.source ? options.source->prefix : std::string()) + std::string(name);
  const auto files = load::files_of(options, name);
  if (!files) return Failure(Diagnostics{without_place(shown, "io", files.error())});
  const auto place = (*files)->find(name);
  return Loader(**files, options.max_diagnostics).run(text, name, shown, place ? place->key : std::string());
}

Result<Spec, Diagnostics> load_expression(std::string_view text, std::string_view name) {
  const std::string shown(name);
  if (auto bad = unreadable(text, shown)) return Failure(Diagnostics{std::move(*bad)});
  syntax::ParsedExpression parsed = syntax::parse_expression(text, shown);
  auto library = std::make_shared<Library>();
  library->files.push_back(std::move(parsed.file));
  checking::Gaps gaps;
  gaps.broken = std::move(parsed.broken);
  Diagnostics mistakes = std::move(parsed.diagnostics);
  Diagnostics more = checking::check(*library, gaps);
  std::move(more.begin(), more.end(), std::back_inserter(mistakes));
  checking::sort_by_place(library.get(), mistakes);
  if (mistakes.empty()) mistakes = load::check_examples(library);
  if (!mistakes.empty()) return Failure(std::move(mistakes));
  Spec spec = library->files.front().definitions.front().spec;
  return Spec(std::move(spec), std::move(library));
}

}  // namespace norm
