// Module, and modules made in C++.
#include <norm/schema_file.h>

#include <utility>

#include "check/check.h"
#include "load/examples.h"
#include "load/link.h"

namespace norm {

Module::Module(std::shared_ptr<const Library> library, Diagnostics notes)
    : library_(std::move(library)), notes_(std::move(notes)) {
  specs_.reserve(definitions().size());
  for (const Definition& definition : definitions()) specs_.emplace_back(definition.spec, library_);
}

const Spec* Module::find(std::string_view name) const {
  const std::vector<Definition>& all = definitions();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return &specs_[i];
  }
  return nullptr;
}

const Spec* Module::last() const { return specs_.empty() ? nullptr : &specs_.back(); }

Result<Module, Diagnostics> define(std::vector<std::pair<std::string, Spec>> definitions) {
  auto library = load::link_definitions(std::move(definitions));
  if (!library) return Failure(std::move(library.error()));
  Diagnostics mistakes = checking::check(**library);
  if (mistakes.empty()) mistakes = load::check_examples(*library);
  if (!mistakes.empty()) return Failure(std::move(mistakes));
  return Module(std::move(*library));
}

}  // namespace norm
