#pragma once

// Specs of several modules in one: a spec from C++ may hold specs that were found in Modules, each with a library of its
// own. Only entry points: link_spec and link_definitions.
#include <norm/diagnostic.h>
#include <norm/result.h>
#include <norm/spec.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace norm::load {

/// The spec over one library, in whose file 0 the names that were written in C++ are bound: the spec's own library, else
/// the only one inside it. Files of further libraries come after it.
///
/// Errors: the spec nests too deep to be walked ("too-deep").
[[nodiscard]] Result<Spec, Diagnostics> link_spec(const Spec& spec);

/// A library whose file 0 holds the definitions; files of the libraries inside them come after it.
[[nodiscard]] Result<std::shared_ptr<const Library>, Diagnostics> link_definitions(
    std::vector<std::pair<std::string, Spec>> definitions);

}  // namespace norm::load
