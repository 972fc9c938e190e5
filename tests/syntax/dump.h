#pragma once

// A tree as text that shows its structure, for tests: `(& string? (| a b))`. Unlike `norm::print` it hides nothing that
// two different trees could differ in.
#include <norm/spec.h>

#include <string>

namespace norm::syntax {

[[nodiscard]] std::string dump(const Spec& spec);
/// All statements of a file, one a line.
[[nodiscard]] std::string dump(const SchemaFile& file);

}  // namespace norm::syntax
