#pragma once

// A module with payloads for its last definition, as RapidCheck draws and shrinks it.
#include <norm/spec.h>
#include <rapidcheck.h>

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "support/judge_json.h"

namespace norm::judge {

struct Case {
  struct Payload {
    Value value;
    std::string text;  ///< with random blanks and escapes, until it is shrunk
  };
  std::shared_ptr<const Library> library;
  std::vector<Payload> payloads;
  bool is_drawn = true;  ///< false: shrunk, so it need not load
};

void showValue(const Case& one, std::ostream& out);

/// A random module (see random_spec.h) with so many payloads. It shrinks to one payload, then to a smaller module, then
/// to a smaller payload.
[[nodiscard]] rc::Gen<Case> cases(std::size_t payloads_each);

}  // namespace norm::judge
