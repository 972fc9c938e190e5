// The SCHEMA of a command line as a validator ready to use.
#include "cli/schema_argument.h"

#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <variant>

namespace norm::cli {
namespace {

// Looks for `@pii` on definitions, on members of schemas, and on those inside. What is still to be seen is a list, so
// that no depth of specs matters.
class PiiSearch {
 public:
  [[nodiscard]] bool found_in(const Spec& spec) {
    open_.push_back(&spec);
    while (!open_.empty()) {
      const Spec* next = open_.back();
      open_.pop_back();
      std::visit(*this, next->node().shape);
    }
    return found_;
  }
  [[nodiscard]] bool found_in(const Library& library) {
    for (const SchemaFile& file : library.files) {
      for (const Definition& definition : file.definitions) {
        judge(definition.annotations);
        if (found_ || found_in(definition.spec)) return true;
      }
    }
    return found_;
  }

  void operator()(const Predicate&) {}
  void operator()(const Literal&) {}
  void operator()(const Enum&) {}
  void operator()(const Ref&) {}  // its definition is in the library
  void operator()(const Conjunction& all) { add(all.terms); }
  void operator()(const Disjunction& any) { add(any.terms); }
  void operator()(const AllOf& all) { add(all.terms); }
  void operator()(const Negation& negation) { add(negation.term); }
  void operator()(const Maybe& maybe) { add(maybe.term); }
  void operator()(const Alt& alt) {
    for (const Tagged& branch : alt.branches) add(branch.spec);
  }
  void operator()(const Tuple& tuple) {
    add(tuple.elements);
    if (tuple.rest) add(*tuple.rest);
  }
  void operator()(const CollOf& collection) { add(collection.element); }
  void operator()(const MapOf& map) {
    add(map.key);
    add(map.value);
  }
  void operator()(const Schema& schema) {
    for (const Member& member : schema.members) {
      judge(member.annotations);
      std::visit(*this, member.shape);
    }
  }
  void operator()(const Multi& multi) {
    for (const Arm& arm : multi.arms) add(arm.spec);
    if (multi.otherwise) add(*multi.otherwise);
  }
  void operator()(const Selection& selection) { add(selection.spec); }
  void operator()(const Edit& edit) { add(edit.spec); }

  void operator()(const Field& field) {
    if (field.spec) add(*field.spec);
  }
  void operator()(const Include& include) { add(include.spec); }
  void operator()(const Keys& keys) {
    add(keys.key);
    add(keys.value);
  }
  void operator()(const Rest& rest) { add(rest.value); }
  void operator()(const Reserved&) {}
  void operator()(const Require&) {}
  void operator()(const Check&) {}

 private:
  void add(const Spec& spec) { open_.push_back(&spec); }
  void add(const std::vector<Spec>& specs) {
    for (const Spec& spec : specs) add(spec);
  }
  void judge(const std::vector<Annotation>& annotations) {
    found_ = found_ || std::any_of(annotations.begin(), annotations.end(),
                                   [](const Annotation& annotation) { return annotation.name == "pii"; });
  }

  std::vector<const Spec*> open_;
  bool found_ = false;
};

// The definitions that say `@topic`, by topic.
std::map<std::string, const Definition*> by_topic(const Module& module) {
  std::map<std::string, const Definition*> found;
  for (const Definition& definition : module.definitions()) {
    for (const Annotation& annotation : definition.annotations) {
      if (annotation.name != "topic") continue;
      for (const Option& argument : annotation.args) {
        const auto* const topic = std::get_if<std::string>(&argument.value.value);
        if (topic != nullptr) found.try_emplace(*topic, &definition);
      }
    }
  }
  return found;
}

// The definition that says `@topic` of it; empty: none does.
std::string defined_for(const Module& module, const std::string& topic) {
  const auto all = by_topic(module);
  const auto found = all.find(topic);
  return found == all.end() ? std::string() : found->second->name;
}

std::optional<LoadedSchema> compiled(const Spec& spec, std::string name, const ColourOption& colour) {
  const bool has_pii = PiiSearch().found_in(spec) || (spec.library() && PiiSearch().found_in(*spec.library()));
  auto validator = compile(spec);
  if (!validator) {
    show(validator.error(), colour);
    return {};
  }
  return LoadedSchema{std::move(*validator), std::move(name), has_pii};
}

}  // namespace

std::filesystem::path default_root(const std::filesystem::path& schema, const std::filesystem::path& within) {
  std::error_code error;
  const std::filesystem::path own = std::filesystem::absolute(schema, error).lexically_normal().parent_path();
  for (std::filesystem::path folder = own; !folder.empty(); folder = folder.parent_path()) {
    if (std::filesystem::exists(folder / ".git", error)) return folder;
    if (folder == folder.root_path()) break;
  }
  return within.empty() ? own : std::filesystem::absolute(within, error).lexically_normal();
}

void RootOption::configure(CLI::App& app) {
  app.add_option(
         "--root", root_,
         "No import leaves this folder (default: the nearest with a .git, else a folder named, else the schema's)")
      ->type_name("DIR")
      ->check(CLI::Validator(CLI::ExistingDirectory).description(""));
}

LoadOptions RootOption::options_for(const std::filesystem::path& schema, const std::filesystem::path& within) const {
  LoadOptions options;
  options.root = root_.empty() ? default_root(schema, within) : std::filesystem::path(root_);
  return options;
}

void SchemaArgument::configure(CLI::App& app) {
  app.add_option("-e,--expression", expression_, "The spec itself, in the place of SCHEMA")->type_name("EXPR");
  root_.configure(app);
}

std::optional<Module> SchemaArgument::module_of(const std::string& file, const ColourOption& colour) const {
  auto module = load_file(file, root_.options_for(file));
  if (!module) {
    show(module.error(), colour);
    return {};
  }
  return *std::move(module);
}

// `argument` becomes FILE#Name where only an annotation has told which definition is meant.
std::optional<Spec> SchemaArgument::from_file(std::string& argument, const std::string& topic,
                                              const ColourOption& colour) const {
  const std::size_t hash = argument.rfind('#');
  const std::string file = argument.substr(0, hash);
  if (file.empty()) {
    complain(fmt::format("SCHEMA is FILE#Name, there is no file in \"{}\"", argument));
    return {};
  }
  const auto module = module_of(file, colour);
  if (!module) return {};
  const bool named = hash != std::string::npos;
  const std::string name = named ? argument.substr(hash + 1) : defined_for(*module, topic);
  const Spec* spec = named || !name.empty() ? module->find(name) : module->last();
  if (!named && !name.empty()) argument += '#' + name;
  if (spec == nullptr) {
    complain_of_name(file, name, *module);
    return {};
  }
  return *spec;
}

std::optional<LoadedSchema> SchemaArgument::load(std::vector<std::string>& positionals,
                                                 const ColourOption& colour) const {
  if (expression_) {
    auto loaded = load_expression(*expression_);
    if (!loaded) {
      show(loaded.error(), colour);
      return {};
    }
    return compiled(*loaded, "-e", colour);
  }
  if (positionals.empty()) {
    complain("SCHEMA is missing: FILE#Name, or -e 'EXPR'");
    return {};
  }
  auto loaded = load_file_of(positionals.front(), {}, colour);
  if (loaded) positionals.erase(positionals.begin());
  return loaded;
}

std::optional<LoadedSchema> SchemaArgument::load_file_of(std::string_view argument, const std::string& topic,
                                                         const ColourOption& colour) const {
  std::string name(argument);
  const auto spec = from_file(name, topic, colour);
  return spec ? compiled(*spec, std::move(name), colour) : std::nullopt;
}

std::optional<std::map<std::string, LoadedSchema>> SchemaArgument::load_topics_of(const std::string& file,
                                                                                  const ColourOption& colour) const {
  const auto module = module_of(file, colour);
  if (!module) return {};
  std::map<std::string, LoadedSchema> loaded;
  for (const auto& [topic, definition] : by_topic(*module)) {
    auto schema = compiled(*module->find(definition->name), fmt::format("{}#{}", file, definition->name), colour);
    if (!schema) return {};
    loaded.emplace(topic, *std::move(schema));
  }
  return loaded;
}

void complain_of_name(std::string_view file, std::string_view name, const Module& module) {
  std::vector<std::string> names;
  for (const Definition& definition : module.definitions()) names.push_back(definition.name);
  if (names.empty()) return complain(fmt::format("{} defines nothing", file));
  const std::string near = nearest(name, names);
  complain(fmt::format("{} does not define {}{}; it defines {}", file, name.empty() ? "the empty name" : name,
                       near.empty() ? "" : fmt::format(" (did you mean {}?)", near), fmt::join(names, ", ")));
}

void show(const Diagnostics& diagnostics, const ColourOption& colour) {
  err().write(to_text(diagnostics, colour.style(err())));
  err().flush();
}

}  // namespace norm::cli
