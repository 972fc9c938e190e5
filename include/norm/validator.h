#pragma once

#include <norm/diagnostic.h>
#include <norm/export.h>
#include <norm/json.h>
#include <norm/problem.h>
#include <norm/result.h>
#include <norm/spec.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace norm {

namespace program {
struct Program;
}

/// A compiled spec: says whether values conform, and why not.
///
/// Immutable, cheap to copy; one may serve all threads at once.
class NORM_API Validator {
 public:
  explicit Validator(std::shared_ptr<const program::Program> program) : program_(std::move(program)) {}

  /// Cost: linear in the part of the value that the spec governs; no allocation for usual schemas.
  [[nodiscard]] bool valid(const Json& value) const;

  /// Empty exactly when `valid`. At most `max_errors`, in declaration order.
  [[nodiscard]] std::vector<Problem> explain(const Json& value, std::size_t max_errors = 100) const;

  /// The flat program as text, for people and tests.
  [[nodiscard]] std::string dump() const;

  [[nodiscard]] const program::Program& program() const { return *program_; }

 private:
  std::shared_ptr<const program::Program> program_;
};

/// A predicate that the host supplies for `extern near?(2)`: the value and the arguments as written.
/// It must be total, may be called by many threads at once and must not throw.
using HostPredicate = std::function<bool(const Json& value, std::span<const Constant> args)>;

struct CompileOptions {
  /// By name with its `?`.
  std::unordered_map<std::string, HostPredicate> externs = {};
};

/// Compiles a spec with all that its names reach.
///
/// Errors: what `load_file` would report of the same text (a spec from a Module has passed that already), and an
/// `extern` without an implementation, code "extern-missing". Cost: linear in the spec.
[[nodiscard]] NORM_API Result<Validator, Diagnostics> compile(const Spec& spec, const CompileOptions& options = {});

}  // namespace norm
