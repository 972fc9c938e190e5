#pragma once

// The mistakes that a node shows by itself: arguments, counts, options, duplicate keys and tags. Not its children.
#include <norm/spec.h>

#include <string>
#include <string_view>
#include <vector>

#include "check/mistakes.h"
#include "spec/scope.h"

namespace norm::checking {

class NodeChecker {
 public:
  NodeChecker(const spec::Scope& scope, Mistakes& mistakes) : scope_(scope), mistakes_(mistakes) {}

  /// Names are another's: `Ref` nodes and `extern` names are taken as they are.
  void check(const Node& node);
  /// Of a definition or a member.
  void check(const std::vector<Annotation>& annotations, const SourceSpan& owner);
  void check_doc(std::string_view doc, const SourceSpan& owner);

  /// Whether something was met that later passes may not see: an empty path, a constant nested too deep.
  [[nodiscard]] bool unsound() const { return unsound_; }

 private:
  struct Visitor;

  void predicate(const Predicate& predicate, const SourceSpan& at);
  void counts(const Counts& counts, const SourceSpan& at);
  void schema(const Schema& schema, const SourceSpan& at);
  void keys_of(const Schema& schema);
  void multi(const Multi& multi, const SourceSpan& at);
  void field_option(const Option& option, const SourceSpan& at);
  void repeated_options(const std::vector<Option>& options, const SourceSpan& at);
  void selector(const Selector& selector, const SourceSpan& at, std::size_t level);
  void presence(const PresenceExpr& expr, const SourceSpan& at, std::size_t level);
  void path(const KeyPath& path, const SourceSpan& at, std::string_view of);
  bool constant(const Constant& constant, const SourceSpan& at, std::size_t level = 0);
  bool number(const Number& number, const SourceSpan& at);
  bool text(std::string_view text, const SourceSpan& at);
  void misspelt(std::string_view annotation, const SourceSpan& at);
  void needs(bool enough, std::string_view what, const SourceSpan& at);
  /// Where inside the node a character of its regex stands.
  [[nodiscard]] SourceSpan inside_regex(const Predicate& predicate, std::size_t index, std::size_t offset,
                                        const SourceSpan& at) const;

  const spec::Scope& scope_;
  Mistakes& mistakes_;
  bool unsound_ = false;
};

}  // namespace norm::checking
