#pragma once

// Schemas with their includes, edits and selections worked in: what a payload meets. Only entry point: shape_of, which
// also finds the mistakes that belong to this (an unknown key, a non-schema, a clash of includes, reserved reuse).
#include <norm/diagnostic.h>
#include <norm/spec.h>

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "spec/scope.h"

namespace norm::spec {

/// A member of the finished schema; `origin` is what was written (its source, annotations, options), alive as long as
/// the spec and the library are.
struct ShapeField {
  std::string key;
  Presence presence = Presence::required;
  std::optional<Spec> spec;  ///< none: any?
  const Member* origin = nullptr;
};

struct ReservedKey {
  std::string key;
  const Member* origin = nullptr;  ///< holds a Reserved
};

struct ShapedSchema {
  bool closed = false;
  std::vector<ShapeField> fields;
  std::vector<const Member*> keys;       ///< each holds a Keys
  const Member* rest = nullptr;          ///< holds a Rest
  std::vector<const Member*> requires_;  ///< each holds a Require
  std::vector<const Member*> checks;     ///< each holds a Check
  std::vector<ReservedKey> reserved;
  bool pii = false;                          ///< what it is an edit of is `@pii`, so all of a value is
  std::unordered_set<const Member*> secret;  ///< fields, keys and rest that are `@pii`, by themselves or as included
};

[[nodiscard]] bool is_pii(const std::vector<Annotation>& annotations);

/// What `schema {…}`, an edit or a selection of one, or a name of either, is in the end.
///
/// nullopt where it is none. Every mistake met goes to `errors`, but for names that do not resolve: those are the
/// check stage's to report. Members that the result points to live as long as `spec` and the scope's library.
[[nodiscard]] std::optional<ShapedSchema> shape_of(const Scope& scope, const Spec& spec, Diagnostics& errors);

/// Whether a spec is a schema, an edit or a selection of one: what shape_of takes. A name is not.
[[nodiscard]] bool is_shaped(const Spec& spec);

}  // namespace norm::spec
