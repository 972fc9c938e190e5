#pragma once

// What the reader leaves of a text: a flat tree of the grammar's rules that matched, each with its place. Entries stand
// in the order in which they begin, so that an entry's descendants follow it directly.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace norm::syntax {

/// The rules of grammar/rules.h that the tree is made of, by their names there.
enum class Kind : std::uint8_t {
  none,
  // JSON and words
  number,
  string,
  true_,
  false_,
  null,
  array,
  object,
  label_name,
  key,
  path,
  option,
  annotation,
  annotation_name,
  annotation_argument,
  // expressions
  expression,
  conjunction,
  negation,
  group,
  bound,
  bound_sign,
  range,
  regex,
  predicate,
  predicate_name,
  literal,
  constant_call,
  constant_call_name,
  edit_call,
  edit_name,
  call,
  call_name,
  argument,
  reference,
  selector,
  entry,
  schema,
  schema_options,
  multi,
  tagged_arm,
  else_arm,
  // members
  member,
  required_field,
  optional_field,
  include,
  keys,
  rest,
  reserved,
  require,
  presence,
  presence_all,
  presence_group,
  check,
  relation,
  check_at,
  check_message,
  // statements
  version_number,
  module_name,
  import_,
  import_alias,
  extern_,
  extern_name,
  extern_arity,
  definition,
  definition_name,
};

/// Deeper texts are refused: reading recurses, as does every pass over a spec.
inline constexpr std::size_t kDeepest = 200;

class Tape {
 public:
  struct Entry {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;   ///< without the blanks behind the last token
    std::uint32_t next = 0;  ///< index of the entry behind the last descendant; while open, the parent's index
    Kind kind = Kind::none;
  };
  struct Run {
    std::uint32_t begin = 0, end = 0;
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  /// The blanks and comments that end at `offset`; an empty run where there are none.
  [[nodiscard]] Run blanks_before(std::size_t offset) const;

  // ---- for the reader

  void open(Kind kind, std::size_t begin);
  void close(std::size_t end);
  /// Adds a complete entry of another tape, with its descendants, to what is open. REQUIRES: the same text.
  void copy(const Tape& from, std::uint32_t index);

  struct Mark {
    std::uint32_t size, open;
    std::size_t depth;
  };
  [[nodiscard]] Mark mark() const { return {static_cast<std::uint32_t>(entries_.size()), open_, depth_}; }
  /// Takes back what was written since; the blanks stay, for the text has them however it is read.
  void restore(const Mark& mark);

  /// Whether one more level is still allowed.
  [[nodiscard]] bool enter() { return ++depth_ <= kDeepest; }
  void leave() { --depth_; }
  [[nodiscard]] bool too_deep() const { return depth_ > kDeepest; }

  void begin_blanks(std::size_t begin) { blanks_begin_ = static_cast<std::uint32_t>(begin); }
  void end_blanks(std::size_t end);

  /// Where the innermost entry begins that is still open and begins before `offset`; 0: there is none.
  [[nodiscard]] std::size_t innermost_before(std::size_t offset) const;
  /// The entries that are still open, outermost first. What else is below one of them is complete, and stands before
  /// the next one.
  [[nodiscard]] std::vector<std::uint32_t> open_entries() const;
  /// Takes back everything that is open: what was complete before stays.
  void abandon();

 private:
  std::vector<Entry> entries_;
  std::vector<Run> blanks_;  // none empty, ascending, each once however often it was read
  std::uint32_t open_ = kNone;
  std::uint32_t blanks_begin_ = 0;
  std::size_t depth_ = 0;
};

class Children;

/// An entry with its text, for those who build from it. Cheap to copy; reads from tape and text.
class View {
 public:
  View(const Tape& tape, std::string_view text, std::uint32_t index) : tape_(&tape), text_(text), index_(index) {}

  [[nodiscard]] Kind kind() const { return entry().kind; }
  [[nodiscard]] std::uint32_t begin() const { return entry().begin; }
  [[nodiscard]] std::uint32_t end() const { return entry().end; }
  [[nodiscard]] std::string_view text() const { return text_.substr(begin(), end() - begin()); }

  [[nodiscard]] inline Children children() const;
  /// REQUIRES: there is one; of `second`, two.
  [[nodiscard]] View first() const { return sibling(index_ + 1); }
  [[nodiscard]] View second() const { return sibling(first().entry().next); }

 private:
  friend class Children;
  [[nodiscard]] const Tape::Entry& entry() const { return tape_->entries()[index_]; }
  [[nodiscard]] View sibling(std::uint32_t index) const { return {*tape_, text_, index}; }

  const Tape* tape_;
  std::string_view text_;
  std::uint32_t index_;
};

/// The entries directly below one, in order.
class Children {
 public:
  explicit Children(View parent) : begin_(parent.first()), end_(parent.sibling(parent.entry().next)) {}

  class Iterator {
   public:
    explicit Iterator(View at) : at_(at) {}
    View operator*() const { return at_; }
    Iterator& operator++() {
      at_ = at_.sibling(at_.entry().next);
      return *this;
    }
    [[nodiscard]] bool operator!=(const Iterator& other) const { return at_.index_ != other.at_.index_; }

   private:
    View at_;
  };
  [[nodiscard]] Iterator begin() const { return Iterator(begin_); }
  [[nodiscard]] Iterator end() const { return Iterator(end_); }
  [[nodiscard]] bool single() const { return begin_.entry().next == end_.index_; }

 private:
  View begin_, end_;
};

Children View::children() const { return Children(*this); }

}  // namespace norm::syntax
