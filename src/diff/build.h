#pragma once

// Specs to terms. Only entry points: Vocabulary, which must have seen both schemas first, and Builder.
#include <norm/spec.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "diff/term.h"
#include "spec/scope.h"
#include "spec/shape.h"

namespace norm::diffing {

/// The names that either schema gives a meaning: what an emitted payload does not use by accident.
class Vocabulary {
 public:
  /// Adds what the spec reaches. Cost: linear in it.
  void add(const spec::Scope& scope, const Spec& spec);

  [[nodiscard]] bool declares(const std::string& key) const { return keys_.contains(key); }
  /// The tags of all multis that look at that path.
  [[nodiscard]] const std::vector<Constant>& tags(const KeyPath& path) const;

 private:
  std::unordered_set<std::string> keys_;
  std::map<KeyPath, std::vector<Constant>> tags_;
  std::unordered_set<const Node*> seen_;
};

/// What a term that is not decided was written as.
struct Origin {
  Spec spec;
  const Library* library = nullptr;
};

class Builder {
 public:
  /// REQUIRES: all of them outlive it; the specs are free of mistakes (see check).
  Builder(Terms& terms, const Vocabulary& vocabulary) : terms_(terms), vocabulary_(vocabulary) {}

  /// Names in the spec are those of the scope. A second schema may have another one.
  [[nodiscard]] TermId build(const spec::Scope& scope, const Spec& spec);

  /// What a Name stands for.
  [[nodiscard]] TermId meaning(const Node* node);

  /// Where an opaque term was written first; null: it was not.
  [[nodiscard]] const Origin* origin(TermId term) const;

 private:
  struct Visitor;
  /// A spec that may lead back to itself: a definition, or a schema, which may do so without a name on the way.
  struct Unit {
    std::optional<Spec> spec = {};  ///< kept, since its address is what it is known by
    const spec::Scope* scope = nullptr;
    std::optional<TermId> term = {};
    bool open = false;
  };

  TermId term(const spec::Scope& scope, const Spec& spec);
  TermId unit(const spec::Scope& scope, const Spec& spec);
  TermId made(const spec::Scope& scope, const Spec& spec);
  TermId schema(const spec::Scope& scope, const spec::ShapedSchema& shape);
  TermId tagged(const KeyPath& path, const std::vector<Constant>& tags);
  TermId numbers(const Predicate& predicate, const predicate::Row& row, const predicate::Operand& operand);

  Terms& terms_;
  const Vocabulary& vocabulary_;
  std::unordered_map<const Node*, Unit> units_;
  std::unordered_map<std::string, TermId> predicates_;  // by their text
  std::unordered_map<TermId, Origin> origins_;
  std::size_t depth_ = 0;
};

}  // namespace norm::diffing
