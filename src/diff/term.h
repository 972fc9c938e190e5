#pragma once

// Specs as terms: what a spec says of values and nothing of how it is written. Equal terms are one term, whichever of
// the compared schemas they come from, so that what did not change is known to be the same without a look inside.
#include <norm/spec.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "predicate/decimal.h"
#include "predicate/subject.h"
#include "predicate/table.h"

namespace norm::diffing {

using predicate::Decimal;
using predicate::Kind;
using predicate::KindSet;

/// Index into Terms.
using TermId = std::uint32_t;
inline constexpr TermId kNothing = 0;   ///< never?
inline constexpr TermId kAnything = 1;  ///< any?
inline constexpr TermId kNoTerm = UINT32_MAX;

/// Index of a key in Terms: a string that some schema speaks of.
using KeyId = std::uint32_t;

struct Scalar {
  enum class Kind : std::uint8_t { boolean, number, string };
  Kind kind = Kind::boolean;
  bool truth = false;
  Decimal number = {};
  std::string text = {};

  friend bool operator==(const Scalar&, const Scalar&) = default;
  friend std::strong_ordering operator<=>(const Scalar& a, const Scalar& b);
};

// ---- terms that hold of some kinds of value

struct Kinds {
  KindSet set = 0;
};
/// One of these; null is a kind. Sorted, each once.
struct OneOf {
  std::vector<Scalar> scalars;
};
/// A number that is greater than `bound`, or equal to it where the bound is closed.
struct Above {
  Decimal bound;
  bool closed = false;
};
struct Multiple {
  Decimal of;
};
/// A string of at least that many code points.
struct Long {
  std::uint64_t length = 0;
};
/// A string that passes a test of the predicate table: a regex, a format, a text inside.
struct Pattern {
  const predicate::Row* row = nullptr;
  predicate::Operand operand;
  Predicate written;
};
/// A test of which nothing is known but what it is called.
struct Opaque {
  std::string name;  ///< with its arguments
};

// ---- terms made of terms

struct All {
  std::vector<TermId> terms;
};
struct Any {
  std::vector<TermId> terms;
};
struct Not {
  TermId term = 0;
};
/// A spec that leads back to itself, or one that is too far down to be worked in; the Builder knows its meaning.
struct Name {
  const Node* node = nullptr;
};
/// The `else` of a multi: whatever has none of its tags; what is emitted has no tag that either schema names.
struct Otherwise {
  TermId accepted = 0;
  TermId emitted = 0;
};

// ---- arrays

struct Collection {
  TermId element = kAnything;
  std::uint64_t min = 0;
  std::uint64_t max = UINT64_MAX;
  bool distinct = false;
};
struct Sequence {
  std::vector<TermId> elements;
  TermId rest = kNoTerm;  ///< none: no more elements than those
};

// ---- objects; duplicate keys are left out of account

struct Entries {
  TermId key = kAnything;
  TermId value = kAnything;
  std::uint64_t min = 0;
  std::uint64_t max = UINT64_MAX;
};
struct Fields {
  struct Field {
    KeyId key = 0;
    TermId value = kAnything;
    bool required = false;
  };
  struct Keys {
    TermId key = kAnything;
    TermId value = kAnything;
  };
  std::vector<Field> fields;  ///< sorted by key
  std::vector<Keys> keys = {};
  TermId rest = kNoTerm;  ///< of keys that are neither declared nor matched
  bool closed = false;    ///< there is none of those; false where there is a rest
  bool governs = false;   ///< a schema: what it does not declare is not meant (see norm/diff.h, emit)

  [[nodiscard]] const Field* find(KeyId key) const;
};
/// Whether keys are there.
struct Present {
  PresenceExpr::Kind kind = PresenceExpr::Kind::key;
  KeyId key = 0;
  std::vector<Present> terms = {};
};
/// A `check`: how two values inside the object stand to each other, if both are there.
struct Related {
  std::vector<KeyId> left, right;
  Relation relation = Relation::eq;
};

using TermShape = std::variant<Kinds, OneOf, Above, Multiple, Long, Pattern, Opaque, All, Any, Not, Name, Otherwise,
                               Collection, Sequence, Entries, Fields, Present, Related>;

struct Term {
  TermShape shape;
  KindSet may = predicate::kAnyKind;  ///< it holds of values of no other kinds
  KindSet must = 0;                   ///< it holds of all values of these
  bool sensitive = false;             ///< whether it is emitted or accepted may make a difference
};

class Terms {
 public:
  Terms();

  [[nodiscard]] const Term& operator[](TermId id) const { return terms_[id]; }
  template <class T>
  [[nodiscard]] const T* get(TermId id) const {
    return std::get_if<T>(&terms_[id].shape);
  }
  [[nodiscard]] std::size_t size() const { return terms_.size(); }

  // Each gives the simplest term of that meaning that it sees at once.
  [[nodiscard]] TermId kinds(KindSet set);
  [[nodiscard]] TermId one_of(std::vector<Scalar> scalars);
  [[nodiscard]] TermId above(Decimal bound);
  [[nodiscard]] TermId at_least(Decimal bound);
  [[nodiscard]] TermId multiple_of(Decimal divisor);
  [[nodiscard]] TermId at_least_as_long(std::uint64_t length);
  [[nodiscard]] TermId pattern(const Predicate& written, const predicate::Row& row, predicate::Operand operand);
  [[nodiscard]] TermId opaque(std::string name);
  [[nodiscard]] TermId all(std::vector<TermId> terms);
  [[nodiscard]] TermId any(std::vector<TermId> terms);
  [[nodiscard]] TermId negation(TermId term);
  [[nodiscard]] TermId name(const Node* node);
  [[nodiscard]] TermId otherwise(TermId accepted, TermId emitted);
  [[nodiscard]] TermId collection(Collection shape);
  [[nodiscard]] TermId sequence(Sequence shape);
  [[nodiscard]] TermId entries(Entries shape);
  [[nodiscard]] TermId fields(Fields shape);
  [[nodiscard]] TermId present(Present shape);
  [[nodiscard]] TermId related(Related shape);
  /// JSON equality with a constant.
  [[nodiscard]] TermId equal_to(const Constant& constant);

  [[nodiscard]] KeyId key(std::string_view text);
  [[nodiscard]] const std::string& text(KeyId key) const { return keys_[key]; }

 private:
  TermId intern(std::string signature, Term term);

  std::vector<Term> terms_;
  std::unordered_map<std::string, TermId> known_;
  std::vector<std::string> keys_;
  std::unordered_map<std::string, KeyId> key_ids_;
};

}  // namespace norm::diffing
