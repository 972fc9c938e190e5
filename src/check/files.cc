// The mistakes of a file as a whole.
#include "check/files.h"

#include <fmt/format.h>
#include <norm/constant.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "check/words.h"
#include "predicate/table.h"
#include "spec/utf8.h"

namespace norm::checking {
namespace {

// Of a definition from C++; in text the grammar sees to it.
void check_name(const Definition& definition, Mistakes& mistakes) {
  if (!is_word(definition.name)) {
    const bool shown = spec::first_invalid_utf8(definition.name) == std::string_view::npos;
    mistakes.add(definition.source, "name",
                 fmt::format("{} is no name of a definition", shown ? print(Constant(definition.name)) : "this"),
                 "a name is a letter or _, then letters, digits and _");
  } else if (std::find(kReservedWords.begin(), kReservedWords.end(), definition.name) != kReservedWords.end()) {
    mistakes.add(definition.source, "name", fmt::format("{} is a word of the language", definition.name));
  }
}

}  // namespace

void check_file(const Library& library, std::uint32_t file, NodeChecker& nodes, Mistakes& mistakes) {
  const SchemaFile& here = library.files[file];
  mistakes.enter({});

  std::unordered_map<std::string_view, const Definition*> definitions;
  for (const Definition& definition : here.definitions) {
    mistakes.enter(definition.name);
    if (definition.source.end == 0) check_name(definition, mistakes);
    nodes.check(definition.annotations, definition.source);
    nodes.check_doc(definition.doc, definition.source);
    const auto [first, fresh] = definitions.emplace(definition.name, &definition);
    if (!fresh) {
      mistakes.add_repeated(definition.source, first->second->source, "duplicate-definition",
                            fmt::format("duplicate definition of {}", definition.name));
    }
  }
  mistakes.enter({});

  std::unordered_map<std::string_view, const Extern*> externs;
  for (const Extern& external : here.externs) {
    if (predicate::find(external.name) != nullptr) {
      mistakes.add(external.source, "extern-builtin", fmt::format("{} is a built-in predicate", external.name));
    }
    const auto [first, fresh] = externs.emplace(external.name, &external);
    if (!fresh) {
      mistakes.add_repeated(external.source, first->second->source, "duplicate-definition",
                            fmt::format("duplicate extern {}", external.name));
    }
  }

  std::unordered_map<std::string_view, const Import*> aliases;
  std::unordered_set<std::uint32_t> brought;
  std::unordered_map<std::string_view, const Import*> bare;  // names that imports bring without an alias
  for (const Import& import : here.imports) {
    if (import.file >= library.files.size()) continue;
    if (!import.alias.empty()) {
      if (const auto own = definitions.find(import.alias); own != definitions.end()) {
        mistakes.add_repeated(import.source, own->second->source, "import-clash",
                              fmt::format("{} is a definition and the name of an import", import.alias));
      }
      const auto [first, fresh] = aliases.emplace(import.alias, &import);
      if (!fresh) {
        mistakes.add_repeated(import.source, first->second->source, "import-clash",
                              fmt::format("two imports are named {}", import.alias));
      }
      continue;
    }
    // What is here already, or was brought already.
    if (import.file == file || !brought.insert(import.file).second) continue;
    const std::string hint = fmt::format("give the import a name: import {} as …", print(Constant(import.path)));
    for (const Definition& definition : library.files[import.file].definitions) {
      if (definition.name.starts_with('_')) continue;
      if (definitions.contains(definition.name)) {
        mistakes.add(import.source, "import-clash",
                     fmt::format("this import brings {}, which is defined here too", definition.name), hint);
      }
      const auto [first, fresh] = bare.emplace(definition.name, &import);
      if (!fresh) {
        mistakes.add(import.source, "import-clash", fmt::format("two imports bring {}", definition.name), hint);
      }
    }
  }
}

}  // namespace norm::checking
