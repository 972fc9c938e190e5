#pragma once

// What a schema says of itself by values: defaults must conform to their fields, examples to their definitions,
// counterexamples must not.
#include <norm/diagnostic.h>
#include <norm/spec.h>

#include <memory>

namespace norm::load {

/// REQUIRES: checking::check found nothing wrong with the library. Cost: one program for all values together.
[[nodiscard]] Diagnostics check_examples(const std::shared_ptr<const Library>& library);

}  // namespace norm::load
