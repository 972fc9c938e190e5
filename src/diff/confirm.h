#pragma once

// The last word on a payload that the solver made: both validators run on it before anybody sees it.
#include <norm/constant.h>
#include <norm/decode.h>
#include <norm/problem.h>
#include <norm/spec.h>

#include <optional>
#include <string>
#include <vector>

namespace norm::diffing {

/// The validators of one schema, compiled when they are first asked for.
class Judge {
 public:
  /// REQUIRES: the spec is free of mistakes (see check).
  explicit Judge(Spec spec) : spec_(std::move(spec)) {}

  enum class Ruling : std::uint8_t {
    valid,
    invalid,
    split,  ///< it depends on what an extern says, or the spec does not compile
  };
  [[nodiscard]] Ruling rule(const std::string& json);
  /// Why it is invalid.
  [[nodiscard]] std::vector<Problem> problems(const std::string& json);

  [[nodiscard]] const Spec& spec() const { return spec_; }

 private:
  [[nodiscard]] bool ready();

  Spec spec_;
  bool tried_ = false;
  std::vector<Decoder> decoders_;  // one; with externs two: each of them always holds, or never does
};

}  // namespace norm::diffing
