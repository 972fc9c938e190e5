#pragma once

// Two schemas over one set of terms, to ask of: the ground that `diff` and the questions of norm/containment.h share.
#include <norm/diff.h>
#include <norm/spec.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "diff/build.h"
#include "diff/confirm.h"
#include "diff/goal.h"
#include "diff/solve.h"
#include "diff/term.h"
#include "spec/scope.h"

namespace norm::diffing {

/// A spec over one library, checked.
[[nodiscard]] Result<Spec, Diagnostics> prepare(const Spec& spec);

/// What is asked of payloads: those that are accepted, or those that are emitted.
enum class Reading : std::uint8_t { accept, emit };

class Question {
 public:
  /// REQUIRES: specs from prepare().
  Question(const Spec& left, const Spec& right);
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  struct Side {
    explicit Side(const Spec& spec) : scope(spec.library().get()), judge(spec) {}
    spec::Scope scope;
    Judge judge;
    TermId term = kNothing;
  };
  [[nodiscard]] Side& left() { return left_; }
  [[nodiscard]] Side& right() { return right_; }
  [[nodiscard]] Terms& terms() { return terms_; }
  [[nodiscard]] Solver& solver() { return solver_; }
  [[nodiscard]] Builder& builder() { return builder_; }

  /// A value of `of`, read so, that is none of `without`.
  [[nodiscard]] Answer outside(TermId of, Reading reading, TermId without);

  [[nodiscard]] Unknown explained(const Doubt& doubt, Direction direction) const;

 private:
  Terms terms_;
  Vocabulary vocabulary_;
  Side left_, right_;
  Builder builder_;
  Solver solver_;
};

/// JSON Pointer of reversed tokens.
[[nodiscard]] std::string pointer_of(const std::vector<std::string>& reversed);

/// A spec with its place.
[[nodiscard]] Written written(const Spec& spec, const Library* library);

}  // namespace norm::diffing
