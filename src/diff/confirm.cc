// Runs validators on what the solver found.
#include "diff/confirm.h"

#include <algorithm>

#include "program/compile.h"

namespace norm::diffing {
namespace {

// All externs of a library, saying always the same.
CompileOptions with_externs(const Library* library, bool holds) {
  CompileOptions options;
  if (library == nullptr) return options;
  for (const SchemaFile& file : library->files) {
    for (const Extern& external : file.externs) {
      options.externs.emplace(external.name, [holds](const Json&, std::span<const Constant>) { return holds; });
    }
  }
  return options;
}

}  // namespace

bool Judge::ready() {
  if (tried_) return !decoders_.empty();
  tried_ = true;
  for (const bool holds : {true, false}) {
    const CompileOptions options = with_externs(spec_.library().get(), holds);
    auto program = program::compile(spec_, options);
    if (!program) break;
    decoders_.emplace_back(Validator(std::move(*program)), DecodeOptions{.max_depth = 1000});
    if (options.externs.empty()) break;
  }
  return !decoders_.empty();
}

Judge::Ruling Judge::rule(const std::string& json) {
  if (!ready()) return Ruling::split;
  const bool first = decoders_.front().valid(json);
  if (decoders_.back().valid(json) != first) return Ruling::split;
  return first ? Ruling::valid : Ruling::invalid;
}

std::vector<Problem> Judge::problems(const std::string& json) {
  if (!ready()) return {};
  auto decoded = decoders_.front().decode(json);
  return decoded ? std::vector<Problem>() : std::move(decoded.error().problems);
}

}  // namespace norm::diffing
