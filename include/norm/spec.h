#pragma once

#include <norm/constant.h>
#include <norm/export.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace norm {

struct Library;
struct Node;
class Spec;

/// Where a node was written: a file of its Library and a half-open range of byte offsets. Never part of equality.
struct SourceSpan {
  std::uint32_t file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  ///< 0: no text, the node was built in C++
};

/// A specification: what values conform. An immutable handle, cheap to copy, shared by threads.
///
/// Comes from text (`norm/schema_file.h`) or from the combinators (`norm/dsl.h`): the same tree either way, compared by
/// structure without source places. A Spec found in a Module keeps what its names mean alive.
///
/// The tree says what was written and nothing more: names are not resolved, includes and edits not worked in. Whether it
/// means anything, `compile` says (norm/validator.h), with a Diagnostic for each mistake; a tree from a Module has
/// passed. Text of it: `print` (norm/print.h).
/// Cost: a copy is two pointers; equality is linear in the smaller tree.
/// Source: grammar/LANGUAGE.md, the reference, describes each construct; the shapes below stand in its order.
class NORM_API Spec {
 public:
  explicit Spec(Node node);
  Spec(Spec spec, std::shared_ptr<const Library> library);

  [[nodiscard]] const Node& node() const { return *node_; }
  /// What names in this spec refer to; null for a spec built in C++ that belongs to no Module.
  [[nodiscard]] const std::shared_ptr<const Library>& library() const { return library_; }

  friend NORM_API bool operator==(const Spec& a, const Spec& b);

 private:
  std::shared_ptr<const Node> node_;
  std::shared_ptr<const Library> library_;
};

// ---- what stands at a value

/// `1..20`: both ends included.
struct Range {
  Number low, high;
  friend bool operator==(const Range&, const Range&) = default;
};

/// `/^a/i`: RE2's dialect; flags out of `ims`.
struct Regex {
  std::string pattern, flags;
  friend bool operator==(const Regex&, const Regex&) = default;
};

/// What stands between a predicate's parentheses.
using Argument = std::variant<Constant, Range, Regex>;

/// A test of one value by name: `integer?`, `length?(1..20)`; also `>`, `>=`, `<`, `<=` (one number) and `..` (a Range).
/// A name that is no built-in is an `extern`.
struct Predicate {
  std::string name;
  std::vector<Argument> args;
  friend bool operator==(const Predicate&, const Predicate&) = default;
};

/// `lit("x")`, and a constant by itself: JSON equality, so 1 takes 1.0.
struct Literal {
  Constant constant;
  friend bool operator==(const Literal&, const Literal&) = default;
};

/// `enum("S", "M")`: equal to one of them, and one error if to none. At least one.
struct Enum {
  std::vector<Constant> constants;
  friend bool operator==(const Enum&, const Enum&) = default;
};

/// `a & b`: stops at the first that fails. Never directly inside another Conjunction.
struct Conjunction {
  std::vector<Spec> terms;
  friend bool operator==(const Conjunction&, const Conjunction&) = default;
};

/// `a | b`, `one_of(a, b)`: the first that holds, else all errors. Never directly inside another Disjunction.
struct Disjunction {
  std::vector<Spec> terms;
  friend bool operator==(const Disjunction&, const Disjunction&) = default;
};

/// `all_of(a, b)`: every one, errors accumulate.
struct AllOf {
  std::vector<Spec> terms;
  friend bool operator==(const AllOf&, const AllOf&) = default;
};

/// `!a`: fails where `a` holds, at the value itself whatever is inside.
struct Negation {
  Spec term;
  friend bool operator==(const Negation&, const Negation&) = default;
};

/// `maybe(a)`: null or `a`; only `a` gives errors.
struct Maybe {
  Spec term;
  friend bool operator==(const Maybe&, const Maybe&) = default;
};

/// A branch of an alt.
struct Tagged {
  std::string tag;
  Spec spec;
  friend bool operator==(const Tagged&, const Tagged&) = default;
};

/// `alt(num: integer?, str: string?)`: the first branch that holds; errors carry their branch's tag. At least one, tags
/// are words and differ.
struct Alt {
  std::vector<Tagged> branches;
  friend bool operator==(const Alt&, const Alt&) = default;
};

/// `tuple(a, b, rest: c)`: an array of as many elements; with `rest` more may follow, and each conforms to it.
struct Tuple {
  std::vector<Spec> elements;
  std::optional<Spec> rest;
  friend bool operator==(const Tuple&, const Tuple&) = default;
};

/// `min_count: 1, max_count: 10, distinct: true`; `distinct` is of coll_of only. A count is a non-negative INT.
struct Counts {
  std::optional<Number> min_count = {}, max_count = {};
  std::optional<bool> distinct = {};
  friend bool operator==(const Counts&, const Counts&) = default;
};

/// `coll_of(a, min_count: 1)`: an array whose elements conform.
struct CollOf {
  Spec element;
  Counts counts;
  friend bool operator==(const CollOf&, const CollOf&) = default;
};

/// `map_of(k, v)`: an object whose names, as strings, conform to `key` and whose values to `value`.
struct MapOf {
  Spec key, value;
  Counts counts;
  friend bool operator==(const MapOf&, const MapOf&) = default;
};

/// A name of the module, `UserId` or `common.Email`, bound when the spec is compiled. `file` is that of the Library in
/// whose scope it stands; 0, the module itself, for a name written in C++.
struct Ref {
  std::string name;
  std::uint32_t file = 0;
  friend bool operator==(const Ref& a, const Ref& b) { return a.name == b.name; }
};

// ---- schemas

/// `:data/:user_id`, from the object at hand.
using KeyPath = std::vector<std::string>;

/// `doc: "…"`, `default: "M"`: what was written after the comma. Which labels exist, the check stage knows.
struct Option {
  std::string label;
  Constant value;
  SourceSpan source;
  friend bool operator==(const Option& a, const Option& b) { return a.label == b.label && a.value == b.value; }
};

/// `@topic("comments")`, `@owner(team: "x")`; an argument without a label has an empty one.
struct Annotation {
  std::string name;
  std::vector<Option> args;
  SourceSpan source;
  friend bool operator==(const Annotation& a, const Annotation& b) { return a.name == b.name && a.args == b.args; }
};

enum class Presence : std::uint8_t { required, optional };

/// `req :id, integer?, doc: "…"` or `opt`: a declared member of an object. Absent, null and false are three things.
struct Field {
  Presence presence = Presence::required;
  std::string key;
  std::optional<Spec> spec;  ///< none: any?
  std::vector<Option> options;
  friend bool operator==(const Field&, const Field&) = default;
};

/// `include S`: the members of another schema stand here.
struct Include {
  Spec spec;
  friend bool operator==(const Include&, const Include&) = default;
};

/// `keys K, V`: every key that conforms to K has a value that conforms to V.
struct Keys {
  Spec key, value;
  friend bool operator==(const Keys&, const Keys&) = default;
};

/// `rest V`: keys that are neither declared nor matched by a `keys`.
struct Rest {
  Spec value;
  friend bool operator==(const Rest&, const Rest&) = default;
};

/// `reserved :old`: no declaration may have the name again; payloads may.
struct Reserved {
  std::vector<std::string> keys;
  friend bool operator==(const Reserved&, const Reserved&) = default;
};

/// `:a | :b & (:c | :d)`: a key, or a list of terms under one operator.
struct PresenceExpr {
  enum class Kind : std::uint8_t { key, all, any };
  Kind kind = Kind::key;
  std::string key;
  std::vector<PresenceExpr> terms;
  friend bool operator==(const PresenceExpr&, const PresenceExpr&) = default;
};

/// `require :a | :b`: which members must be there together.
struct Require {
  PresenceExpr expr;
  friend bool operator==(const Require&, const Require&) = default;
};

enum class Relation : std::uint8_t { eq, ne, lt, le, gt, ge };

/// `check :edited_at >= :created_at, at: :edited_at, message: "…"`.
struct Check {
  KeyPath left;
  Relation relation = Relation::eq;
  KeyPath right;
  std::optional<KeyPath> at;
  std::optional<std::string> message;
  friend bool operator==(const Check&, const Check&) = default;
};

/// What stands between a schema's braces, with its annotations and doc comment.
struct Member {
  std::variant<Field, Include, Keys, Rest, Reserved, Require, Check> shape;
  std::vector<Annotation> annotations = {};
  std::string doc = {};  ///< the `##` lines before it, joined by newlines
  SourceSpan source = {};
  friend bool operator==(const Member& a, const Member& b) {
    return a.shape == b.shape && a.annotations == b.annotations && a.doc == b.doc;
  }
};

/// `schema(closed: true) { … }`: an object. Members keep the order of their declaration, which is that of errors.
struct Schema {
  std::vector<Option> options;  ///< `closed: true`
  std::vector<Member> members;
  friend bool operator==(const Schema&, const Schema&) = default;
};

/// `"a" | "b" => A`: where the tag equals one of them by JSON equality.
struct Arm {
  std::vector<Constant> tags;  ///< at least one
  Spec spec;
  friend bool operator==(const Arm&, const Arm&) = default;
};

/// `multi(:type) { "a" | "b" => A  else => any? }`.
struct Multi {
  KeyPath tag;
  std::vector<Arm> arms;
  std::optional<Spec> otherwise;
  friend bool operator==(const Multi&, const Multi&) = default;
};

/// `[:a, b: [:c]]`: keys of a schema, each with a selector of its own for the level below it.
struct Selector {
  struct Entry;
  std::vector<Entry> entries;
  friend NORM_API bool operator==(const Selector& a, const Selector& b);
};
struct Selector::Entry {
  std::string key;
  std::optional<Selector> nested;
  SourceSpan source;
  friend bool operator==(const Entry& a, const Entry& b) { return a.key == b.key && a.nested == b.nested; }
};

/// `selection(S, [:a, b: [:c]])`; without a selector everything is required.
struct Selection {
  Spec spec;
  std::optional<Selector> selector;
  friend bool operator==(const Selection&, const Selection&) = default;
};

enum class EditKind : std::uint8_t { pick, omit, partial, required };

/// `pick(S, [:a])`, `omit`, `partial`, `required`: the shape of one level.
struct Edit {
  EditKind kind = EditKind::pick;
  Spec spec;
  std::optional<Selector> selector;
  friend bool operator==(const Edit&, const Edit&) = default;
};

/// Every kind of spec. Closed: a pass visits it without a catch-all, so that the compiler names each pass that a new
/// combinator must touch.
using Shape = std::variant<Predicate, Literal, Enum, Conjunction, Disjunction, AllOf, Negation, Maybe, Alt, Tuple, CollOf,
                           MapOf, Ref, Schema, Multi, Selection, Edit>;

/// A spec's shape and where it was written; what a Spec shares.
struct Node {
  Shape shape;
  SourceSpan source = {};
};

/// `Name = spec` with what stands before it.
struct Definition {
  std::string name;
  Spec spec;
  std::vector<Annotation> annotations;
  std::string doc;
  SourceSpan source;  ///< of the name
};

/// `extern near?(2) : number?`.
struct Extern {
  std::string name;  ///< with its `?`
  std::uint32_t arity = 0;
  std::optional<Spec> base;
  SourceSpan source;
};

struct Import {
  std::string path;   ///< as written
  std::string alias;  ///< empty: names come in bare
  std::uint32_t file = UINT32_MAX;  ///< of the Library; UINT32_MAX: not found
  SourceSpan source;
};

/// One file of a module: what its text says, nothing resolved.
struct SchemaFile {
  std::string name;  ///< as shown in diagnostics
  std::string text;
  std::string module;  ///< `events.comments`; may be empty
  std::vector<Import> imports;
  std::vector<Extern> externs;
  std::vector<Definition> definitions;
};

/// All files that a module reaches; file 0 is the module's own.
struct Library {
  std::vector<SchemaFile> files;
};

}  // namespace norm
