#pragma once

// The compiled form of a spec: a flat array of trivial instructions and, beside it, the tables that they index. Hot
// data first; what only an explanation needs sits in `cold`. Immutable once built, so threads share it.
//
// Two arrays of instructions lie side by side, one index meaning the same question in both: `code` is the spec as it
// was written and what explains, `quick` asks the same with fewer steps and is what a verdict takes.
#include <norm/spec.h>
#include <norm/validator.h>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "predicate/table.h"
#include "program/constant_index.h"
#include "program/key_index.h"
#include "program/text.h"

namespace norm::program {

using predicate::KindSet;

/// Index of an instruction.
using Code = std::uint32_t;
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// What an instruction does with the value at hand. `first` and `count` are named for each.
enum class Op : std::uint8_t {
  kinds,        ///< holds iff the value's kind is in `kinds`
  test,         ///< `kinds`, then tests[first]
  host,         ///< hosts[first]
  literal,      ///< constants[first]
  choice,       ///< choices[first]
  all,          ///< children[first, count]: stops at the first failing one
  any,          ///< children[first, count]: stops at the first holding one
  every,        ///< children[first, count]: all of them, errors accumulate (all_of)
  negate,       ///< code first
  maybe,        ///< null, or code first
  alternative,  ///< children[first, count] as `any`; the tags are the children's cold.tag
  tuple,        ///< tuples[first]
  collection,   ///< collections[first]
  map,          ///< maps[first]
  schema,       ///< schemas[first]
  multi,        ///< multis[first]
  call,         ///< code first, entered by name

  // Of `quick` only.
  text,     ///< the string texts[first]
  tests,    ///< `kinds`, then tests[children[first, count]], all of them
  by_kind,  ///< switches[first]: an instruction for each kind of value
  by_tag,   ///< tags[first]: an instruction for each value of a member
};

/// Of these no instruction asks another one.
[[nodiscard]] constexpr bool is_leaf(Op op) {
  return op == Op::kinds || op == Op::test || op == Op::tests || op == Op::text || op == Op::literal ||
         op == Op::choice;
}

struct Instruction {
  Op op = Op::kinds;
  KindSet kinds = 0;
  bool remember = false;  ///< call: several ways may lead here with the same value, so the verdict is kept
  bool pii = false;       ///< call: the definition is @pii
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t cold = kNone;
};

struct Test {
  bool (*run)(const predicate::Operand&, const predicate::Subject&) = nullptr;
  predicate::Operand operand;
  std::string name;  ///< as written, for dumps: a verdict may ask several tests in one instruction
  const predicate::FixedShape* shape = nullptr;  ///< of the operand: a text of it passes without a call of `run`
};

struct Host {
  HostPredicate run;
  std::vector<Constant> args;
  Code base = kNone;  ///< the declared base, which must hold first
};

struct Counts {
  std::uint64_t min = 0;
  std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
  std::uint32_t min_cold = kNone, max_cold = kNone, distinct_cold = kNone;
  bool distinct = false;
};

struct Tuple {
  std::vector<Code> elements;
  Code rest = kNone;
  std::uint32_t kind_cold = kNone, size_cold = kNone;
};

struct Collection {
  Code element = 0;
  Counts counts;
  std::uint32_t kind_cold = kNone;
};

struct Map {
  Code key = 0, value = 0;
  Counts counts;
  std::uint32_t kind_cold = kNone, duplicate_cold = kNone;
};

struct Field {
  std::string key;
  Code code = 0;
  bool required = false;
  bool pii = false;
  std::uint32_t cold = kNone;  ///< of the field itself: its own message
  std::uint32_t required_cold = kNone, duplicate_cold = kNone;
  std::uint32_t fallback = kNone;  ///< of constants: its `default:`
};

/// What a verdict looks at of a field, in one line of the cache.
struct alignas(64) QuickField {
  /// What is left to ask of a value of one of `kinds`.
  enum class Rest : std::uint8_t {
    nothing,
    test,    ///< tests[first]
    text,    ///< texts[first]
    schema,  ///< schemas[first]
    kind,    ///< the instruction `first` of `quick`, which is a `by_kind`
    code,    ///< the instruction `first` of `quick`
  };
  static constexpr std::size_t kImage = 16;

  KeyEnds key;
  std::array<char, kImage> middle{};  ///< of the key from its ninth byte on
  std::uint32_t first = 0;
  KindSet kinds = predicate::kAnyKind;  ///< a value of another kind is refused
  Rest rest = Rest::code;
};

struct Pattern {
  Code key = 0, value = 0;
  bool pii = false;
};

/// `require`: in postfix, so that it needs no tree: a key (field or not) or an operator over the last `count` results.
struct PresenceTest {
  struct Step {
    PresenceExpr::Kind kind = PresenceExpr::Kind::key;
    std::uint32_t index = 0;  ///< key: of names; else: how many results it takes
  };
  std::vector<Step> steps;
  std::vector<std::string> names;
  std::uint32_t cold = kNone;
};

struct Comparison {
  KeyPath left, right;
  Relation relation = Relation::eq;
  std::optional<KeyPath> at;
  std::uint32_t cold = kNone;
};

struct Schema {
  std::vector<Field> fields;      ///< in declaration order
  std::vector<QuickField> quick;  ///< of each, and an empty one behind the last
  KeyIndex index;                 ///< key -> field
  KeyFilter filter;               ///< of the same keys
  std::vector<Pattern> patterns;
  Code rest = kNone;
  bool rest_pii = false;
  bool pii = false;  ///< all of the value is
  bool closed = false;
  bool only_fields = false;  ///< what the members that are declared hold is all that a verdict asks
  std::vector<PresenceTest> presences;
  std::vector<Comparison> comparisons;
  std::uint32_t kind_cold = kNone, disallowed_cold = kNone, duplicate_cold = kNone;
  std::vector<std::uint64_t> required;  ///< bit i: field i is required
  std::size_t required_count = 0;

  [[nodiscard]] std::size_t number_of(const QuickField& field) const {
    return static_cast<std::size_t>(&field - quick.data());
  }
  /// The field of that name; null: there is none. Whoever knows better than chance which one it will be says so.
  [[nodiscard]] const QuickField* find(std::string_view name, const QuickField& guess) const {
    return guess.key.is(name) && is_inside(guess, name) ? &guess : find(name);
  }
  [[nodiscard]] const QuickField* find(std::string_view name) const;

  /// Whether keys that are not declared need a look.
  [[nodiscard]] bool looks_at_others() const { return closed || rest != kNone || !patterns.empty(); }

 private:
  // Of a name with the field's ends what lies between them.
  [[nodiscard]] bool is_inside(const QuickField& field, std::string_view name) const {
    if (name.size() <= 16) return true;
    const char* const middle =
        name.size() <= 16 + QuickField::kImage ? field.middle.data() : fields[number_of(field)].key.data() + 8;
    return same_bytes(middle, name.data() + 8, name.size() - 16);
  }
};

struct Multi {
  KeyPath tag;
  ConstantIndex tags;  ///< -> index into arms
  std::vector<Code> arms;
  Code otherwise = kNone;
  bool arms_see_twins = false;  ///< whatever arm is chosen refuses a tag that is there twice
  std::uint32_t kind_cold = kNone, missing_cold = kNone, unknown_cold = kNone, duplicate_cold = kNone;
};

/// For each kind, by the number of its bit, what is left to ask.
struct Switch {
  std::array<Code, 7> arms{};
};

/// Objects of which each alternative wants another constant at one required member: that member says which one it is.
struct Tags {
  std::string key;
  ConstantIndex constants;  ///< -> index into arms
  std::vector<Code> arms;
};

/// What an explanation says of an instruction.
struct Cold {
  std::string predicate;        ///< canonical text of the leaf; empty where `printed` is to be printed
  std::optional<Spec> printed;  ///< `!a` may be long, and long ones nest: printed when it is needed
  std::string code;
  std::vector<std::pair<std::string, std::string>> params;
  std::string message;           ///< `must be an integer`
  std::string author_message;    ///< of a field's `message:`
  std::string name;              ///< call: the name entered; a branch of alt: its tag
  SourcePlace source;            ///< line 0: it has none
  std::uint32_t parent = kNone;  ///< the cold of the instruction around it, for schema_path
  std::string step;              ///< from there to here, tokens of a JSON Pointer: `data`, `keys/0/key`
};

struct Program {
  std::vector<Instruction> code;
  std::vector<Instruction> quick;  ///< begins with one for each of `code`; what only a verdict needs comes after
  Code entry = 0;
  std::vector<Code> children;
  std::vector<Test> tests;
  std::vector<Host> hosts;
  std::vector<Constant> constants;
  std::vector<ConstantIndex> choices;
  std::vector<Tuple> tuples;
  std::vector<Collection> collections;
  std::vector<Map> maps;
  std::vector<Schema> schemas;
  std::vector<Multi> multis;
  std::vector<std::string> texts;
  std::vector<Switch> switches;
  std::vector<Tags> tags;
  std::vector<Cold> cold;
  bool has_pii = false;
  bool entry_pii = false;                  ///< the whole value is
  std::shared_ptr<const Library> library;  ///< for source places; may be null
};

}  // namespace norm::program
