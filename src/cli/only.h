#pragma once

// `--only PATTERN`: which problems are looked at, by place, predicate or code.
#include <norm/decode.h>
#include <norm/problem.h>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace norm::cli {

/// A pattern that begins with `/` is a path: a JSON Pointer in which `*` stands for one segment, `/**` at the end for
/// the place before it and all that is below. Any other is a predicate's text or a code, compared as a whole;
/// `malformed_json` and the codes of malformed text select the documents that are no JSON.
class Only {
 public:
  void configure(CLI::App& app);

  /// Without a pattern everything is selected.
  [[nodiscard]] bool given() const { return !texts_.empty(); }
  /// Leaves in `error` what is selected; false: nothing is. What is cut away stays in the record's verdict.
  [[nodiscard]] bool keep(DecodeError& error);
  /// The patterns that have selected nothing so far.
  [[nodiscard]] std::vector<std::string> idle() const;

 private:
  struct Pattern {
    std::string text;
    std::optional<std::vector<std::string>> path;  // segments, unescaped; `*` as it is
    bool and_below = false;
    bool used = false;
  };

  [[nodiscard]] static bool matches(const Pattern& pattern, const Problem& problem);
  [[nodiscard]] static bool matches(const Pattern& pattern, const DecodeError::Malformed& malformed);
  void prepare();

  std::vector<std::string> texts_;
  std::vector<Pattern> patterns_;
};

}  // namespace norm::cli
