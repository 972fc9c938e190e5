#pragma once

// Tape to tree: what norm/spec.h describes, with the mistakes that the grammar lets through (arity, labels, names that
// are taken). Whatever is reported here leaves the tree, so that no later pass reports it again.
#include <norm/spec.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/combinators.h"
#include "syntax/read.h"
#include "syntax/tape.h"

namespace norm::syntax {

// ---- constants.cc: no mistakes can be left in these

/// `"…"` or `“…”`, decoded to UTF-8.
[[nodiscard]] std::string string_of(View string);
[[nodiscard]] Constant constant_of(View json);
/// `:a`, `:"a b"`, `"a b"`.
[[nodiscard]] std::string key_of(View key);
[[nodiscard]] KeyPath path_of(View path);

// ---- members.cc

/// Doc comments of several places are one text.
void append_doc(std::string& doc, std::string_view more);

using MemberShape = decltype(Member::shape);

class Builder {
 public:
  Builder(const Tape& tape, std::string_view text, std::uint32_t file, std::vector<Mistake>& mistakes)
      : tape_(tape), text_(text), file_(file), mistakes_(mistakes) {}

  // ---- statements.cc

  /// Adds everything on the tape to the file.
  void file(SchemaFile& out);
  /// Adds what is on a tape of pieces, each as a definition without a name: with an annotation, or a spec.
  void pieces(std::vector<Definition>& out);

  // ---- expressions.cc

  [[nodiscard]] Spec expression(View view);

  // ---- members.cc

  [[nodiscard]] Shape schema(View view);
  [[nodiscard]] Option option(View view) const;
  [[nodiscard]] Annotation annotation(View view) const;
  /// The `##` lines before an offset.
  [[nodiscard]] std::string doc_before(std::size_t offset) const;

 private:
  Extern extern_(View view);
  Definition definition(View view);
  Import import_(View view);
  void version(View view);
  std::uint32_t arity(View view);

  Shape shape(View view);
  Spec conjunction(View view);
  Spec term(View view);
  Shape predicate(View view);
  Shape call(View view);
  /// False: what stands there is none, and has been told.
  bool argument(View view, const Combinator& combinator, Arguments& out, std::vector<std::string_view>& seen);
  void count(View view, const Spec& value, std::optional<Number>& out);
  void order_counts(View view, Counts& counts);
  Shape reference(View view);
  Shape multi(View view);
  [[nodiscard]] Selector selector(View view) const;

  Member member(View view);
  MemberShape member_shape(View view);
  Field field(View view, Presence presence);
  Check check(View view);
  [[nodiscard]] PresenceExpr presence(View view) const;

  [[nodiscard]] SourceSpan span(View view) const { return {file_, view.begin(), view.end()}; }
  [[nodiscard]] Spec spec(View view, Shape shape) const { return Spec(Node{std::move(shape), span(view)}); }
  void report(View at, std::string code, std::string message, std::string hint = {});

  const Tape& tape_;
  std::string_view text_;
  std::uint32_t file_;
  std::vector<Mistake>& mistakes_;
  std::size_t reported_ = 0;
};

}  // namespace norm::syntax
