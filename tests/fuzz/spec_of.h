#pragma once

#include <norm/norm.h>

#include <optional>
#include <string_view>

namespace norm::fuzz {

/// What a text of definitions or an expression says. It may still need externs to compile.
inline std::optional<Spec> spec_of(std::string_view text) {
  if (const auto module = load_text(text); module && module->last() != nullptr) return *module->last();
  if (const auto spec = load_expression(text)) return *spec;
  return std::nullopt;
}

}  // namespace norm::fuzz
