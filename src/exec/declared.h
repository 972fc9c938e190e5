#pragma once

// What the schemas that govern a conforming payload say of its objects: which members none of them names, and which
// defaults stand for members that are absent.
#include <norm/json.h>

#include <unordered_map>
#include <vector>

#include "exec/document.h"
#include "program/program.h"

namespace norm::exec {

/// One object that at least one schema governs.
struct Declared {
  bool open = false;                          ///< a map_of or a `rest` gives every member a meaning
  std::vector<bool> known;                    ///< by member: declared, matched by a `keys`, on the path of a tag or check
  std::vector<const program::Field*> fields;  ///< all that are declared, by the schemas in their order
};

/// By object. What no schema governs (under any?, in an unknown member) is not listed.
using Declarations = std::unordered_map<const Json*, Declared>;

/// Of a union the alternative that holds counts, of a conjunction all terms, of a negation none.
/// REQUIRES: the document conforms. Cost: the payload's size, times its depth where unions nest.
[[nodiscard]] Declarations find_declared(const program::Program& program, const Document& document);

}  // namespace norm::exec
