#pragma once

// What a spec needs before it can be compiled: names that resolve, arguments that fit, no unguarded cycle, selections
// of keys that exist. Reports all mistakes, in order of place.
#include <norm/diagnostic.h>
#include <norm/spec.h>

#include <cstddef>
#include <string>
#include <vector>

namespace norm::checking {

/// How deep a spec may nest, and how deep names may nest between two containers: the evaluator's stack is bounded by
/// it.
inline constexpr std::size_t kMostLevels = 200;

/// What could not be read of a library's files, so that no name of it is called undefined for that.
struct Gaps {
  std::vector<bool> unread;                    ///< by file: nothing is known of it
  std::vector<std::vector<std::string>> lost;  ///< by file, sorted: names that its broken text may define
  std::vector<Definition> broken;              ///< without names: pieces of that text, of schemas some of the members
};

/// Checks every definition and extern of every file. Imports have been linked (Import::file is set).
[[nodiscard]] Diagnostics check(const Library& library, const Gaps& gaps = {});

/// Checks one spec with all that its names reach; they are bound in file 0 of the library where there is one.
[[nodiscard]] Diagnostics check(const Spec& spec, const Library* library);

}  // namespace norm::checking
