#pragma once

// What an explanation says for people of a predicate that failed.
#include <norm/spec.h>

#include <span>
#include <string>

#include "predicate/table.h"

namespace norm::program {

/// What a value must do, `be greater than 5`: the row's phrase with the argument in it. REQUIRES: `prepare` took it.
[[nodiscard]] std::string phrase_of(const predicate::Row& row, std::span<const Argument> args);

}  // namespace norm::program
