#pragma once

// Which keys a schema declares, found by the place where it is written.
#include <norm/problem.h>
#include <norm/spec.h>

#include <string>
#include <vector>

namespace norm::report {

/// The keys of the `schema {…}` that begins at a place, with those that it includes; empty where none does. Of includes
/// that nest too deep or are too many it may lack some. Cost: a walk through the file's specs.
[[nodiscard]] std::vector<std::string> keys_declared(const Library& library, const SourcePlace& place);

}  // namespace norm::report
