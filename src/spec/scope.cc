// Names of a library's files, indexed once: a file's own, and for each import which file stands behind it.
#include "spec/scope.h"

#include <algorithm>
#include <unordered_map>

namespace norm::spec {

struct Scope::Table {
  struct File {
    std::unordered_map<std::string_view, const Definition*> definitions;
    std::unordered_map<std::string_view, const Extern*> externs;
    std::unordered_map<std::string_view, std::uint32_t> aliases;
    std::vector<std::uint32_t> bare_imports;
  };
  std::vector<File> files;

  [[nodiscard]] Target own(std::uint32_t file, std::string_view name) const {
    const auto found = files[file].definitions.find(name);
    return found == files[file].definitions.end() ? Target{} : Target{file, found->second};
  }
  [[nodiscard]] Target exported(std::uint32_t file, std::string_view name) const {
    return name.starts_with('_') ? Target{} : own(file, name);
  }
};

Scope::Scope(const Library* library) : library_(library) {
  auto table = std::make_shared<Table>();
  if (library) {
    table->files.resize(library->files.size());
    for (std::size_t index = 0; index < library->files.size(); ++index) {
      const SchemaFile& file = library->files[index];
      Table::File& entry = table->files[index];
      // The first of a name stands; the check stage reports the others.
      for (const Definition& definition : file.definitions) entry.definitions.emplace(definition.name, &definition);
      for (const Extern& external : file.externs) entry.externs.emplace(external.name, &external);
      for (const Import& import : file.imports) {
        if (import.file >= library->files.size()) continue;
        if (!import.alias.empty()) {
          entry.aliases.emplace(import.alias, import.file);
        } else if (std::find(entry.bare_imports.begin(), entry.bare_imports.end(), import.file) ==
                   entry.bare_imports.end()) {
          entry.bare_imports.push_back(import.file);
        }
      }
    }
  }
  table_ = std::move(table);
}

Target Scope::resolve(const Ref& ref) const {
  if (ref.file >= table_->files.size()) return {};
  const Table::File& file = table_->files[ref.file];
  if (const std::size_t dot = ref.name.find('.'); dot != std::string::npos) {
    const auto alias = file.aliases.find(std::string_view(ref.name).substr(0, dot));
    return alias == file.aliases.end() ? Target{} : table_->exported(alias->second, ref.name.substr(dot + 1));
  }
  if (const Target target = table_->own(ref.file, ref.name)) return target;
  for (const std::uint32_t imported : file.bare_imports) {
    if (const Target target = table_->exported(imported, ref.name)) return target;
  }
  return {};
}

const Extern* Scope::find_extern(std::uint32_t file, std::string_view name) const {
  if (file >= table_->files.size()) return nullptr;
  const auto& externs = table_->files[file].externs;
  const auto found = externs.find(name);
  return found == externs.end() ? nullptr : found->second;
}

std::vector<std::string> Scope::names(std::uint32_t index) const {
  std::vector<std::string> out;
  if (index >= table_->files.size()) return out;
  const Table::File& file = table_->files[index];
  const auto add = [&](std::uint32_t from, const std::string& prefix, bool exported) {
    for (const auto& [name, definition] : table_->files[from].definitions) {
      if (!exported || !name.starts_with('_')) out.push_back(prefix + std::string(name));
    }
  };
  add(index, {}, false);
  for (const std::uint32_t imported : file.bare_imports) add(imported, {}, true);
  for (const auto& [alias, imported] : file.aliases) add(imported, std::string(alias) + '.', true);
  std::sort(out.begin(), out.end());  // suggestions must not depend on the hash order
  return out;
}

}  // namespace norm::spec
