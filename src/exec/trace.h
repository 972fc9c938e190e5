#pragma once

// What the evaluator writes down while it explains: where it is in the payload and in the spec, and what failed there.
#include <norm/problem.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <utility>
#include <vector>

#include "exec/document.h"
#include "exec/evaluate.h"
#include "exec/val_text.h"
#include "program/program.h"

namespace norm::exec {

class Trace {
 public:
  Trace(const program::Program& program, const Document& document, std::size_t max_errors);

  /// A step into a member or an element; undone by `leave`. The key must outlive the step. One that the schema does not
  /// spell out is the payload's own, so `@pii` may govern it.
  void enter(std::string_view declared) { path_.push_back({declared, 0, Step::Kind::declared}); }
  void enter_member(std::string_view name) { path_.push_back({name, 0, Step::Kind::member}); }
  void enter(std::size_t index) { path_.push_back({{}, index, Step::Kind::element}); }
  void leave() { path_.pop_back(); }

  void enter_name(std::uint32_t call_cold) { calls_.push_back(call_cold); }
  void leave_name() { calls_.pop_back(); }
  void enter_branch(std::uint32_t cold) { branches_.push_back(cold); }
  void leave_branch() { branches_.pop_back(); }
  /// Alternative number `index` of `count` of a union, `cold` its own.
  void enter_alternative(std::uint32_t union_cold, std::uint32_t cold, std::size_t index, std::size_t count) {
    unions_.push_back({union_cold, cold, calls_.size(), path_.size(), index, count});
  }
  void leave_alternative() { unions_.pop_back(); }
  void enter_map_key() { ++map_keys_; }
  void leave_map_key() { --map_keys_; }
  /// A field's own sentence holds for what fails at the field itself.
  void enter_field(std::uint32_t cold) { fields_.push_back({cold, path_.size()}); }
  void leave_field() { fields_.pop_back(); }

  /// Notes a problem at the current path.
  void fail(std::uint32_t cold, const Json& val);
  /// Notes the one problem of a value that goes deeper than the evaluator can follow.
  void fail_too_deep(const Json& val);

  /// No more problems are wanted.
  [[nodiscard]] bool full() const { return truncated_; }
  [[nodiscard]] std::size_t count() const { return problems_.size(); }
  [[nodiscard]] std::size_t depth() const { return path_.size(); }
  /// Whether a problem from number `since` on stands at, above or below the current path extended by `keys`.
  [[nodiscard]] bool touches(std::size_t since, const KeyPath& keys) const;

  [[nodiscard]] Explanation finish() &&;

 private:
  struct Step {
    enum class Kind : std::uint8_t { declared, member, element };
    std::string_view key;
    std::size_t index;
    Kind kind;
  };
  struct OpenField {
    std::uint32_t cold;
    std::size_t depth;
  };
  struct OpenUnion {
    std::uint32_t cold;
    std::uint32_t alternative_cold;
    std::size_t calls;  ///< how many names had been entered there
    std::size_t depth;
    std::size_t index;
    std::size_t count;
  };
  struct Hidden {
    bool val = false;
    std::vector<std::size_t> steps;  ///< of the path: names that are redacted themselves, or inside what is
  };
  [[nodiscard]] Hidden hidden(const Json& val) const;
  [[nodiscard]] std::string quote(const Json& val);
  /// Of a place below the first `calls` names entered.
  [[nodiscard]] std::string schema_path(std::uint32_t cold, std::size_t calls) const;

  const program::Program& program_;
  const Document& document_;
  std::size_t max_errors_;
  Redacted redacted_;
  // Of most payloads the stacks fit here.
  std::array<std::byte, 2048> room_;
  std::pmr::monotonic_buffer_resource memory_{room_.data(), room_.size()};
  std::pmr::vector<Step> path_{&memory_};
  std::pmr::vector<std::uint32_t> calls_{&memory_};
  std::pmr::vector<std::uint32_t> branches_{&memory_};
  std::pmr::vector<OpenUnion> unions_{&memory_};
  std::pmr::vector<OpenField> fields_{&memory_};
  int map_keys_ = 0;
  std::vector<Problem> problems_;                                  // their paths as they are
  std::vector<std::pair<std::size_t, std::size_t>> secret_steps_;  // a problem, and a step of its path
  bool truncated_ = false;
  // The last array or object that was quoted, and in which problem: alternatives miss their keys in one and the same.
  const Json* quoted_ = nullptr;
  std::size_t quoted_in_ = 0;
};

}  // namespace norm::exec
