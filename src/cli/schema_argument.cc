// The SCHEMA of a command line as a validator ready to use.
#include "cli/schema_argument.h"

#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace norm::cli {
namespace {

// Whether the text may hold the annotation `@pii`. Blanks and comments may part its two tokens, so any mention counts: a
// mistake to this side costs some context in a report, to the other a phone number in a log.
bool mentions_pii(std::string_view text) { return text.find("pii") != std::string_view::npos; }

bool mentions_pii(const Library& library) {
  return std::any_of(library.files.begin(), library.files.end(),
                     [](const SchemaFile& file) { return mentions_pii(file.text); });
}

void complain_of_name(std::string_view file, std::string_view name, const Module& module) {
  std::vector<std::string> names;
  for (const Definition& definition : module.definitions()) names.push_back(definition.name);
  if (names.empty()) return complain(fmt::format("{} defines nothing", file));
  const std::string near = nearest(name, names);
  complain(fmt::format("{} does not define {}{}; it defines {}", file, name,
                       near.empty() ? "" : fmt::format(" (did you mean {}?)", near), fmt::join(names, ", ")));
}

}  // namespace

std::filesystem::path default_root(const std::filesystem::path& schema) {
  std::error_code error;
  std::filesystem::path own = std::filesystem::absolute(schema, error).lexically_normal().parent_path();
  for (std::filesystem::path folder = own; !folder.empty(); folder = folder.parent_path()) {
    if (std::filesystem::exists(folder / ".git", error)) return folder;
    if (folder == folder.root_path()) break;
  }
  return own;
}

void RootOption::configure(CLI::App& app) {
  app.add_option("--root", root_, "No import leaves this folder (default: the nearest with a .git, else the schema's)")
      ->type_name("DIR");
}

LoadOptions RootOption::options_for(const std::filesystem::path& schema) const {
  LoadOptions options;
  options.root = root_.empty() ? default_root(schema) : std::filesystem::path(root_);
  return options;
}

void SchemaArgument::configure(CLI::App& app) {
  app.add_option("-e,--expression", expression_, "The spec itself, in the place of SCHEMA")->type_name("EXPR");
  root_.configure(app);
}

std::optional<Spec> SchemaArgument::from_file(std::string_view argument, const ColourOption& colour) const {
  const std::size_t hash = argument.rfind('#');
  const std::string file(argument.substr(0, hash));
  if (file.empty()) {
    complain(fmt::format("SCHEMA is FILE#Name, there is no file in \"{}\"", argument));
    return {};
  }
  const auto module = load_file(file, root_.options_for(file));
  if (!module) {
    show(module.error(), colour);
    return {};
  }
  const std::string_view name = hash == std::string_view::npos ? std::string_view() : argument.substr(hash + 1);
  const Spec* spec = hash == std::string_view::npos ? module->last() : module->find(name);
  if (spec == nullptr) {
    complain_of_name(file, name.empty() ? "the empty name" : name, *module);
    return {};
  }
  return *spec;
}

std::optional<LoadedSchema> SchemaArgument::load(std::vector<std::string>& positionals, const ColourOption& colour) const {
  std::optional<Spec> spec;
  bool has_pii = false;
  if (expression_) {
    auto loaded = load_expression(*expression_);
    if (!loaded) {
      show(loaded.error(), colour);
      return {};
    }
    spec = std::move(*loaded);
    has_pii = mentions_pii(*expression_);
  } else {
    if (positionals.empty()) {
      complain("SCHEMA is missing: FILE#Name, or -e 'EXPR'");
      return {};
    }
    spec = from_file(positionals.front(), colour);
    if (!spec) return {};
    positionals.erase(positionals.begin());
  }
  if (spec->library()) has_pii = has_pii || mentions_pii(*spec->library());
  auto validator = compile(*spec);
  if (!validator) {
    show(validator.error(), colour);
    return {};
  }
  return LoadedSchema{std::move(*validator), has_pii};
}

void show(const Diagnostics& diagnostics, const ColourOption& colour) {
  err().write(to_text(diagnostics, colour.style(err())));
  err().flush();
}

}  // namespace norm::cli
