#pragma once

// What the options of a decode make of a document that conforms: its text with defaults put in and unknown members left
// out, and the list of those members.
#include <norm/decode.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decode/tree.h"
#include "program/program.h"

namespace norm::decode {

/// Kept by a decoder that was asked for more than the verdict; holds what its last Decoded points into.
class Reshaper {
 public:
  explicit Reshaper(const DecodeOptions& options);

  /// Whether the options ask for anything.
  [[nodiscard]] static bool wanted(const DecodeOptions& options);

  /// REQUIRES: `bytes` were read to `tree`, and conform. Cost: a few passes over both. A fault: with its defaults the
  /// text would be larger than `max_bytes`, as that of many empty objects may.
  [[nodiscard]] Fault run(const program::Program& program, const Tree& tree, std::string_view bytes);

  [[nodiscard]] bool changed() const { return changed_; }
  /// REQUIRES: changed.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Json& root() const { return reshaped_.root(); }
  [[nodiscard]] const std::vector<UnknownMember>& unknown() const { return unknown_; }

 private:
  DecodeOptions options_;
  bool changed_ = false;
  std::string text_;
  std::vector<UnknownMember> unknown_;
  Tree reshaped_;
};

}  // namespace norm::decode
