// Spec to Validator: whatever the spec came from, it is checked before it is compiled.
#include <norm/validator.h>

#include <utility>

#include "check/check.h"
#include "load/link.h"
#include "program/compile.h"

namespace norm {

Result<Validator, Diagnostics> compile(const Spec& spec, const CompileOptions& options) {
  Result<Spec, Diagnostics> linked = load::link_spec(spec);
  if (!linked) return Failure(std::move(linked.error()));
  Diagnostics mistakes = checking::check(*linked, linked->library().get());
  if (!mistakes.empty()) return Failure(std::move(mistakes));
  auto program = program::compile(*linked, options);
  if (!program) return Failure(std::move(program.error()));
  return Validator(std::move(*program));
}

}  // namespace norm
