// Validator: the compiled handle that users hold, for values that are RapidJSON already.
#include <norm/validator.h>

#include "exec/evaluate.h"
#include "program/compile.h"

namespace norm {

bool Validator::valid(const Json& value) const { return exec::valid(*program_, exec::Document{value}); }

std::vector<Problem> Validator::explain(const Json& value, std::size_t max_errors) const {
  return exec::explain(*program_, exec::Document{value}, max_errors).problems;
}

std::string Validator::dump() const { return program::dump(*program_); }

}  // namespace norm
