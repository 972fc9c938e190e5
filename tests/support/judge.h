#pragma once

// A second opinion on what conforms: slow, obvious, written from the language's reference alone and never linked into
// the library. Only entry points: judge(), and flat() for the tests' generators.
#include <norm/problem.h>
#include <norm/spec.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/judge_json.h"

namespace norm::judge {

struct Error {
  Segments path;
  std::string predicate;
  std::vector<std::string> branch;
  bool on_key = false;

  friend bool operator==(const Error&, const Error&) = default;
};
using Errors = std::vector<Error>;

/// `[a][0] integer? branch x/y on key`.
[[nodiscard]] std::string to_string(const Error& error);

/// All errors, in order; empty exactly when the value conforms. Names are those of `library`, which may be null where
/// the spec has none. REQUIRES: a spec that loads and has no extern.
[[nodiscard]] Errors judge(const Spec& spec, const Library* library, const Value& value);

/// One level of a schema with includes and edits worked in.
struct Flat {
  struct Field {
    const Member* origin = nullptr;  ///< where it was declared: the same through a diamond of includes
    std::string key;
    bool required = true;
    std::optional<Spec> spec;
  };
  /// A `keys`, `require` or `check`.
  template <class T>
  struct Part {
    const Member* origin = nullptr;
    T what;
  };
  bool closed = false;
  std::vector<Field> fields;
  std::vector<Part<Keys>> keys;
  std::optional<Spec> rest;
  std::vector<Part<Require>> groups;
  std::vector<Part<Check>> checks;
};

/// nullopt: no schema, no edit or selection of one, and no name of such.
[[nodiscard]] std::optional<Flat> flat(const Spec& spec, const Library* library);

/// What a name means; null: nothing.
[[nodiscard]] const Definition* find(const Ref& ref, const Library* library);

/// Whether a built-in predicate holds; without looking at the kinds of what contains it.
[[nodiscard]] bool holds(const Predicate& predicate, const Value& value);

/// `check :a OP :b` of two values that are there.
[[nodiscard]] bool related(Relation relation, const Value& a, const Value& b);

}  // namespace norm::judge
