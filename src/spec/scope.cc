// Names of a library's files, indexed once.
#include "spec/scope.h"

#include <algorithm>
#include <unordered_map>

namespace norm::spec {

struct Scope::Table {
  struct File {
    std::unordered_map<std::string, Target> names;
    std::unordered_map<std::string_view, const Extern*> externs;
  };
  std::vector<File> files;
};

Scope::Scope(const Library* library) : library_(library) {
  auto table = std::make_shared<Table>();
  if (library) {
    table->files.resize(library->files.size());
    for (std::uint32_t index = 0; index < library->files.size(); ++index) {
      const SchemaFile& file = library->files[index];
      Table::File& entry = table->files[index];
      // Own definitions first: a clash with an import is reported by the check stage, and the first one stands.
      for (const Definition& definition : file.definitions) {
        entry.names.emplace(definition.name, Target{index, &definition});
      }
      for (const Extern& external : file.externs) entry.externs.emplace(external.name, &external);
      for (const Import& import : file.imports) {
        if (import.file >= library->files.size()) continue;
        const std::string prefix = import.alias.empty() ? std::string() : import.alias + '.';
        for (const Definition& definition : library->files[import.file].definitions) {
          if (definition.name.starts_with('_')) continue;
          entry.names.emplace(prefix + definition.name, Target{import.file, &definition});
        }
      }
    }
  }
  table_ = std::move(table);
}

Target Scope::resolve(const Ref& ref) const {
  if (ref.file >= table_->files.size()) return {};
  const auto& names = table_->files[ref.file].names;
  const auto found = names.find(ref.name);
  return found == names.end() ? Target{} : found->second;
}

const Extern* Scope::find_extern(std::uint32_t file, std::string_view name) const {
  if (file >= table_->files.size()) return nullptr;
  const auto& externs = table_->files[file].externs;
  const auto found = externs.find(name);
  return found == externs.end() ? nullptr : found->second;
}

std::vector<std::string> Scope::names(std::uint32_t file) const {
  std::vector<std::string> out;
  if (file >= table_->files.size()) return out;
  for (const auto& [name, target] : table_->files[file].names) out.push_back(name);
  std::sort(out.begin(), out.end());  // suggestions must not depend on the hash order
  return out;
}

}  // namespace norm::spec
