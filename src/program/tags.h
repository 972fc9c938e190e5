#pragma once

// Finds the member that tells the alternatives of a union apart.
#include <optional>
#include <span>
#include <string_view>

#include "program/program.h"

namespace norm::program {

/// The jump that stands for `alternatives` on an object: each requires a member of one name, and no constant that one
/// of them takes there is taken by another. nullopt: there is no such member.
///
/// Only objects are looked at: an alternative that takes other kinds as well is judged by what it asks of an object.
[[nodiscard]] std::optional<Tags> find_tags(const Program& program, std::span<const Code> alternatives);

/// Whether an object must pass a schema that declares `key`, and so refuses an object that has it twice.
[[nodiscard]] bool declares(const Program& program, Code code, std::string_view key);

}  // namespace norm::program
