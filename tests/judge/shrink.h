#pragma once

// Smaller specs, modules and values beside a given one, the boldest cuts first: what RapidCheck tries when a pair of a
// spec and a payload shows a disagreement. Not all of them load.
#include <norm/spec.h>

#include <memory>
#include <vector>

#include "support/judge_json.h"

namespace norm::judge {

/// Each with one node cut away, or one replaced by a part of it.
[[nodiscard]] std::vector<Spec> smaller(const Spec& spec);
[[nodiscard]] std::vector<Value> smaller(const Value& value);

/// Modules of one file with one definition, or one annotation, less, or one spec smaller. The last definition stays.
[[nodiscard]] std::vector<std::shared_ptr<const Library>> smaller(const Library& library);

}  // namespace norm::judge
