// Each value is met once, where its text stands; who needs to know a later one first, say the tag of a union, looks
// ahead over the tokens. Alternatives go back to where the value began. Recursion follows the schema into the text.
// One file, long as it is, since it is one walk: each kind of instruction asks the next one down the same cursor.
#include "decode/token_judge.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

#include "decode/number.h"
#include "decode/token_reading.h"
#include "exec/leaves.h"
#include "exec/members.h"
#include "exec/memory.h"
#include "exec/seen.h"
#include "exec/twins.h"

namespace norm::decode {
namespace {

using predicate::KindSet;
using program::Code;
using program::Instruction;
using program::kNone;
using program::Op;
using program::QuickField;
using program::Schema;

// The evaluator over documents follows further; this many frames are some hundred kilobytes.
constexpr int kMostFrames = 1000;

/// What kind of value a byte begins, without a look at more than that byte.
constexpr std::array<KindSet, 256> kKinds = [] {
  std::array<KindSet, 256> kinds{};
  kinds['{'] = predicate::kObject;
  kinds['['] = predicate::kArray;
  kinds['"'] = predicate::kString;
  kinds['t'] = kinds['f'] = predicate::kBoolean;
  kinds['n'] = predicate::kNull;
  kinds['-'] = predicate::kNumber;
  for (std::size_t digit = '0'; digit <= '9'; ++digit) kinds[digit] = predicate::kNumber;
  return kinds;
}();

KindSet kinds_at(const char* at) { return kKinds[static_cast<unsigned char>(*at)]; }

/// A string, number or literal as predicates see it.
struct Scalar {
  Json json;
  std::string_view digits;  ///< of a number that a double may not give back

  Scalar() = default;
  explicit Scalar(std::string_view text)
      : json(rapidjson::StringRef(text.data(), static_cast<rapidjson::SizeType>(text.size()))) {}

  // Mostly there are none, and whoever loads as a whole what was stored in halves waits.
  [[nodiscard]] predicate::Subject subject() const {
    return digits.empty() ? predicate::Subject{json, {}} : predicate::Subject{json, digits};
  }
  [[nodiscard]] predicate::Kind kind() const { return predicate::kind_of(subject()); }

  /// Becomes what the token before `next` is; false: that is none, or broken.
  bool read(TokenReading<Strings::in_place>& reading, Token next) {
    switch (*reading.at(next - 1)) {
      case '"': {
        const auto text = reading.string(next);
        if (text) json.SetString(rapidjson::StringRef(text->data(), static_cast<rapidjson::SizeType>(text->size())));
        return text.has_value();
      }
      case 'n': return reading.literal(next, "null");
      case 't': json.SetBool(true); return reading.literal(next, "true");
      case 'f': json.SetBool(false); return reading.literal(next, "false");
      default: return kinds_at(reading.at(next - 1)) == predicate::kNumber && reading.number(next, *this);
    }
  }

  /// The same of a token that is not the next to be read.
  bool look(TokenReading<Strings::in_place>& reading, Token next) {
    const char* const before = reading.backslash;
    reading.backslash = find_backslash(reading.at(next - 1), reading.at(next));
    const bool good = read(reading, next);
    reading.backslash = before;
    return good;
  }

  // What a number is given to.
  void integer(std::int64_t value) { json.SetInt64(value); }
  void unsigned_integer(std::uint64_t value) { json.SetUint64(value); }
  void real(double value) { json.SetDouble(value); }
  void number(const NumberText& number) { digits = tell_number<Kept::doubtful>(number, *this); }
};

/// A number of which only the kind is wanted.
struct NumberKind {
  predicate::Kind kind = predicate::kInteger;
  void integer(std::int64_t) {}
  void real(double) { kind = predicate::kFloat; }
  void number(const NumberText& number) { kind = number.integer ? predicate::kInteger : predicate::kFloat; }
};

bool is_container(const Constant& constant) {
  return std::holds_alternative<Constant::Array>(constant.value) ||
         std::holds_alternative<Constant::Object>(constant.value);
}

class Walk {
 public:
  Walk(const program::Program& program, std::size_t max_depth, std::string_view bytes, Tokens tokens, char* arena,
       std::vector<std::uint8_t>& objects, std::vector<std::string_view>& names)
      : program_(program),
        leaves_(program, exec::Document{kNull}),
        reading_(bytes, tokens, arena),
        max_depth_(max_depth),
        most_work_(std::size_t{tokens.count} * 4 + 64),
        objects_(objects),
        names_(names) {}

  /// Where the value that begins at `at` ends, if it is one and holds; else null.
  Token ask(const Instruction& instruction, Token at) {
    const KindSet kinds = kinds_at(reading_.at(at));
    if ((kinds & (predicate::kObject | predicate::kArray)) != 0) {
      return container(instruction, at, static_cast<predicate::Kind>(kinds));
    }
    if (kinds == predicate::kString && instruction.op == Op::by_kind) {
      return ask(arm_of(program_.switches[instruction.first], predicate::kString), at);
    }
    if (kinds == predicate::kString && instruction.op == Op::test && has_shape(instruction.first, at)) return at + 1;
    Scalar scalar;
    return scalar.read(reading_, at + 1) && holds(instruction, scalar) ? at + 1 : nullptr;
  }
  Token ask(Code code, Token at) { return ask(program_.quick[code], at); }

  [[nodiscard]] bool unsure() const { return unsure_; }

 private:
  static inline const Json kNull;

  // ---- to give up

  Token doubt() {
    unsure_ = true;
    return nullptr;
  }

  /// Runs one step deeper into the schema.
  template <class Step>
  Token deeper(Step step) {
    if (++frames_ > kMostFrames || work_ > most_work_) return doubt();
    const Token end = step();
    --frames_;
    return end;
  }

  /// Where a reading stands beside its token.
  struct Mark {
    const char* backslash;
    std::size_t depth;
    int frames;
    std::size_t names;
  };
  [[nodiscard]] Mark mark() const { return {reading_.backslash, depth_, frames_, names_.size()}; }
  void go_back(const Mark& mark) {
    reading_.backslash = mark.backslash;
    depth_ = mark.depth;
    frames_ = mark.frames;
    names_.resize(mark.names);
  }

  // ---- scalars

  bool doubted() {
    unsure_ = true;
    return false;
  }

  bool holds(Code code, const Scalar& scalar) { return holds(program_.quick[code], scalar); }
  bool holds(const Instruction& instruction, const Scalar& scalar) {
    switch (instruction.op) {
      case Op::kinds: return (scalar.kind() & instruction.kinds) != 0;
      case Op::test: return (scalar.kind() & instruction.kinds) != 0 && passes(instruction.first, scalar);
      case Op::tests:
        if ((scalar.kind() & instruction.kinds) == 0) return false;
        for (const Code test : children(instruction)) {
          if (!passes(test, scalar)) return false;
        }
        return true;
      case Op::text:
      case Op::literal:
      case Op::choice: return scalar.digits.empty() ? leaves_.holds(instruction, scalar.json) : doubted();
      case Op::host: return doubted();
      case Op::all:
      case Op::every:
      case Op::any:
      case Op::alternative:
      case Op::negate:
      case Op::maybe:
      case Op::multi:
      case Op::call:
      case Op::by_kind: {
        if (++frames_ > kMostFrames) return doubted();
        const bool good = composed(instruction, scalar);
        --frames_;
        return good;
      }
      case Op::tuple:
      case Op::collection:
      case Op::map:
      case Op::schema:
      case Op::by_tag: return false;
    }
    return false;
  }

  bool composed(const Instruction& instruction, const Scalar& scalar) {
    const auto good = [&](Code code) { return holds(code, scalar); };
    const std::span<const Code> codes = children(instruction);
    switch (instruction.op) {
      case Op::all:
      case Op::every: return std::all_of(codes.begin(), codes.end(), good);
      case Op::any:
      case Op::alternative: return std::any_of(codes.begin(), codes.end(), good);
      case Op::negate: return !good(instruction.first);
      case Op::maybe: return scalar.json.IsNull() || good(instruction.first);
      case Op::multi: {
        const program::Multi& multi = program_.multis[instruction.first];
        return multi.otherwise != kNone && good(multi.otherwise);
      }
      case Op::call: return good(instruction.first);
      case Op::by_kind: return good(arm_of(program_.switches[instruction.first], scalar.kind()));
      case Op::kinds:
      case Op::test:
      case Op::tests:
      case Op::text:
      case Op::literal:
      case Op::choice:
      case Op::host:
      case Op::tuple:
      case Op::collection:
      case Op::map:
      case Op::schema:
      case Op::by_tag: return false;
    }
    return false;
  }

  /// Whether the string at `at` passes a test by its shape alone.
  bool has_shape(Code test, Token at) const {
    const predicate::FixedShape* const shape = program_.tests[test].shape;
    if (shape == nullptr) return false;
    const auto text = reading_.plain_string(at + 1);
    return text && shape->matches(*text);
  }

  bool passes(Code test, const Scalar& scalar) { return leaves_.passes(test, scalar.subject()); }

  static Code arm_of(const program::Switch& jump, predicate::Kind kind) {
    return jump.arms[static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(kind)))];
  }

  [[nodiscard]] std::span<const Code> children(const Instruction& instruction) const {
    const bool has = instruction.op == Op::tests || instruction.op == Op::all || instruction.op == Op::every ||
                     instruction.op == Op::any || instruction.op == Op::alternative;
    if (!has) return {};
    return {program_.children.data() + instruction.first, instruction.count};
  }

  // ---- arrays and objects

  Token container(const Instruction& instruction, Token at, predicate::Kind kind) {
    return deeper([&] { return inside(instruction, at, kind); });
  }

  Token inside(const Instruction& instruction, Token at, predicate::Kind kind) {
    const bool object = kind == predicate::kObject;
    switch (instruction.op) {
      case Op::kinds: return (kind & instruction.kinds) != 0 ? skip(at) : nullptr;
      case Op::test:
      case Op::tests: return (kind & instruction.kinds) != 0 ? doubt() : nullptr;
      case Op::text: return nullptr;
      case Op::literal: return is_container(program_.constants[instruction.first]) ? doubt() : nullptr;
      case Op::choice: return doubt();  // a constant may be one
      case Op::host: return doubt();
      case Op::all:
      case Op::every: return all(instruction, at);
      case Op::any:
      case Op::alternative: return any(instruction, at);
      case Op::negate: {
        const Mark before = mark();
        if (ask(instruction.first, at) != nullptr || unsure_) return nullptr;
        go_back(before);
        return skip(at);
      }
      case Op::maybe:
      case Op::call: return ask(instruction.first, at);
      case Op::by_kind: return ask(arm_of(program_.switches[instruction.first], kind), at);
      case Op::tuple: return object ? nullptr : tuple(program_.tuples[instruction.first], at);
      case Op::collection: return object ? nullptr : collection(program_.collections[instruction.first], at);
      case Op::map: return object ? map(program_.maps[instruction.first], at) : nullptr;
      case Op::schema: return object ? schema(program_.schemas[instruction.first], at) : nullptr;
      case Op::by_tag: return object ? by_tag(program_.tags[instruction.first], at) : nullptr;
      case Op::multi: {
        const program::Multi& table = program_.multis[instruction.first];
        return object ? multi(table, at) : otherwise(table, at);
      }
    }
    return nullptr;
  }

  Token all(const Instruction& instruction, Token at) {
    const Mark before = mark();
    Token end = nullptr;
    for (const Code code : children(instruction)) {
      if (end != nullptr) go_back(before);
      end = ask(code, at);
      if (end == nullptr) return nullptr;
    }
    return end;
  }

  Token any(const Instruction& instruction, Token at) {
    const Mark before = mark();
    for (const Code code : children(instruction)) {
      const Token end = ask(code, at);
      if (end != nullptr || unsure_) return end;
      go_back(before);
    }
    return nullptr;
  }

  /// The elements or members of the container that begins at `at`, each by `each`, which takes where it begins and
  /// gives where it ends.
  template <class Each>
  Token elements(Token at, char close, Each each) {
    if (depth_ == max_depth_) return nullptr;
    ++depth_;
    if (*reading_.at(++at) != close) {
      for (;;) {
        ++work_;
        at = each(at);
        if (at == nullptr || at == reading_.behind) return nullptr;
        if (*reading_.at(at) != ',') break;
        ++at;
      }
      if (*reading_.at(at) != close) return nullptr;
    }
    --depth_;
    return at + 1;
  }

  /// The same of an object: `each` takes the name and where the value begins.
  template <class Each>
  Token members(Token at, Each each) {
    return elements(at, '}', [&](Token member) -> Token {
      if (*reading_.at(member) != '"') return nullptr;
      if (*reading_.at(member + 1) != ':') return nullptr;
      auto name = reading_.plain_string(member + 1);
      if (!name) [[unlikely]] {
        name = reading_.string(member + 1);
        if (!name) return nullptr;
      }
      return each(*name, member + 2);
    });
  }

  Token tuple(const program::Tuple& tuple, Token at) {
    std::size_t size = 0;
    const Token end = elements(at, ']', [&](Token element) -> Token {
      const Code code = size < tuple.elements.size() ? tuple.elements[size] : tuple.rest;
      ++size;
      return code != kNone ? ask(code, element) : nullptr;
    });
    return size >= tuple.elements.size() ? end : nullptr;
  }

  Token collection(const program::Collection& collection, Token at) {
    if (collection.counts.distinct) return doubt();
    std::size_t size = 0;
    const Instruction& element = program_.quick[collection.element];
    const Token end = elements(at, ']', [&](Token begin) {
      ++size;
      return ask(element, begin);
    });
    return size >= collection.counts.min && size <= collection.counts.max ? end : nullptr;
  }

  Token map(const program::Map& map, Token at) {
    const std::size_t base = names_.size();
    const Token end = members(at, [&](std::string_view name, Token value) -> Token {
      names_.push_back(name);
      return holds_of_name(map.key, name) ? ask(map.value, value) : nullptr;
    });
    const std::size_t size = names_.size() - base;
    if (end == nullptr || size < map.counts.min || size > map.counts.max) return nullptr;
    return are_single(base) ? end : nullptr;
  }

  bool holds_of_name(Code code, std::string_view name) { return holds(code, Scalar(name)); }

  /// Whether no name since `base` occurs twice; forgets them.
  bool are_single(std::size_t base) {
    const std::span<const std::string_view> names(names_.data() + base, names_.size() - base);
    const bool single = names.size() < 2 || !exec::any_twice(lease_.memory(), names);
    names_.resize(base);
    return single;
  }

  // ---- schemas

  Token schema(const Schema& schema, Token at) {
    if (schema.fields.size() > exec::FewSeen::kMost) {
      exec::ManySeen seen(lease_.memory(), schema.fields.size());
      return schema.only_fields ? fields(schema, at, seen) : more_than_fields(schema, at, seen);
    }
    exec::FewSeen seen;
    return schema.only_fields ? fields(schema, at, seen) : more_than_fields(schema, at, seen);
  }

  template <class Seen>
  Token fields(const Schema& schema, Token at, Seen& seen) {
    const QuickField* guess = schema.quick.data();
    const Token end = members(at, [&](std::string_view name, Token value) -> Token {
      const QuickField* const field = schema.find(name, *guess);
      if (field == nullptr) return *reading_.at(value) == '"' ? skip_string(value) : skip(value);
      guess = field + 1;
      return seen.first_time(schema.number_of(*field)) ? rest_of(*field, value) : nullptr;
    });
    return end != nullptr && seen.hold(schema.required) ? end : nullptr;
  }

  template <class Seen>
  Token more_than_fields(const Schema& schema, Token at, Seen& seen) {
    const std::size_t base = names_.size();
    const char* const first_backslash = reading_.backslash;
    const QuickField* guess = schema.quick.data();
    const Token end = members(at, [&](std::string_view name, Token value) -> Token {
      const QuickField* const field = schema.find(name, *guess);
      if (field != nullptr) {
        guess = field + 1;
        if (!seen.first_time(schema.number_of(*field))) return nullptr;
      }
      return member(schema, field, name, value);
    });
    if (end == nullptr || !seen.hold(schema.required) || !are_single(base)) return nullptr;
    // These look at the object once more, from its beginning.
    const char* const next_backslash = std::exchange(reading_.backslash, first_backslash);
    const bool good = presences(schema, at) && comparisons(schema, at);
    reading_.backslash = next_backslash;
    return good ? end : nullptr;
  }

  /// A member as its field, the patterns, `rest` and `closed` see it.
  Token member(const Schema& schema, const QuickField* field, std::string_view name, Token value) {
    const Mark before = mark();
    Token end = nullptr;
    if (field != nullptr) {
      end = rest_of(*field, value);
      if (end == nullptr) return nullptr;
    }
    bool meant = field != nullptr;
    for (const program::Pattern& pattern : schema.patterns) {
      if (!holds_of_name(pattern.key, name)) continue;
      meant = true;
      if (end != nullptr) go_back(before);
      end = ask(pattern.value, value);
      if (end == nullptr) return nullptr;
    }
    if (!meant) {
      if (schema.rest == kNone) return schema.closed ? nullptr : skip(value);
      end = ask(schema.rest, value);
      if (end == nullptr) return nullptr;
    }
    if (field == nullptr) names_.push_back(name);
    return end;
  }

  /// A field's value, where it is of a kind that the field takes. Most are strings that are no further looked at.
  Token rest_of(const QuickField& field, Token at) {
    const KindSet kinds = kinds_at(reading_.at(at));
    if ((kinds & field.kinds) == 0) return nullptr;
    if (kinds == predicate::kString && field.rest == QuickField::Rest::nothing) return skip_string(at);
    return rest_of(field, at, kinds);
  }

  [[gnu::noinline]] Token rest_of(const QuickField& field, Token at, KindSet kinds) {
    switch (field.rest) {
      case QuickField::Rest::nothing:
        // Of a number the first byte does not say whether it is an integer.
        if (kinds == predicate::kNumber && (field.kinds & kinds) != kinds) {
          NumberKind number;
          return reading_.number(at + 1, number) && (number.kind & field.kinds) != 0 ? at + 1 : nullptr;
        }
        return skip(at);
      case QuickField::Rest::test: {
        if (kinds == predicate::kObject || kinds == predicate::kArray) return doubt();
        if (kinds == predicate::kString && has_shape(field.first, at)) return at + 1;
        Scalar scalar;
        if (!scalar.read(reading_, at + 1) || (scalar.kind() & field.kinds) == 0) return nullptr;
        return passes(field.first, scalar) ? at + 1 : nullptr;
      }
      case QuickField::Rest::text: {
        const auto text = reading_.string(at + 1);
        return text && program::same_text(*text, program_.texts[field.first]) ? at + 1 : nullptr;
      }
      case QuickField::Rest::schema: return deeper([&] { return schema(program_.schemas[field.first], at); });
      case QuickField::Rest::kind:
      case QuickField::Rest::code: return ask(field.first, at);
    }
    return nullptr;
  }

  bool presences(const Schema& schema, Token at) {
    return std::all_of(schema.presences.begin(), schema.presences.end(), [&](const program::PresenceTest& presence) {
      return exec::present(lease_.memory(), presence,
                           [&](std::string_view name) { return find(at, name, Wanted::first).first != nullptr; });
    });
  }

  bool comparisons(const Schema& schema, Token at) {
    return std::all_of(
        schema.comparisons.begin(), schema.comparisons.end(), [&](const program::Comparison& comparison) {
          const Token left = at_path(at, comparison.left);
          const Token right = at_path(at, comparison.right);
          if (left == nullptr || right == nullptr) return !unsure_;
          Scalar a, b;
          if (!a.look(reading_, left + 1) || !b.look(reading_, right + 1) || !a.digits.empty() || !b.digits.empty()) {
            return doubted();
          }
          return predicate::related(comparison.relation, a.json, b.json, {});
        });
  }

  // ---- looking ahead

  struct Found {
    Token first = nullptr, second = nullptr;  // where their values begin
  };

  enum class Wanted : std::uint8_t { first, both };

  /// The members of that name in the object that begins at `at`, of text that may be malformed behind: whoever reads it
  /// will see that.
  Found find(Token at, std::string_view key, Wanted wanted) {
    Found found;
    for (++at; at < reading_.behind && *reading_.at(at) == '"'; ++at) {
      ++work_;
      const char* const begin = reading_.at(at) + 1;
      const char* const close = reading_.closing_quote(at + 1);
      const char* const escape = reading_.backslash < begin ? find_backslash(begin, close) : reading_.backslash;
      if (escape < close) {
        doubt();  // which name it is takes decoding
        return {};
      }
      if (*reading_.at(at + 1) != ':') return found;
      at += 2;
      if (program::same_text({begin, static_cast<std::size_t>(close - begin)}, key)) {
        (found.first == nullptr ? found.first : found.second) = at;
        if (found.second != nullptr || wanted == Wanted::first) return found;
      }
      at = behind_value(at);
      if (at >= reading_.behind || *reading_.at(at) != ',') return found;
    }
    return found;
  }

  /// The first token behind the value at `at`, by its brackets alone.
  Token behind_value(Token at) {
    std::size_t open = 0;
    const Token begin = at;
    for (; at < reading_.behind; ++at) {
      const char c = *reading_.at(at);
      if (c == '{' || c == '[') ++open;
      if ((c == '}' || c == ']') && open > 0) --open;
      if (open == 0) break;
    }
    work_ += static_cast<std::size_t>(at - begin);
    return std::min(at + 1, reading_.behind);
  }

  Token at_path(Token object, const KeyPath& path) {
    Token at = object;
    for (const std::string& key : path) {
      if (*reading_.at(at) != '{') return nullptr;
      at = find(at, key, Wanted::first).first;
      if (at == nullptr) return nullptr;
    }
    return at;
  }

  // A tag that is there twice is refused by whichever schema its first value leads to.
  Token by_tag(const program::Tags& tags, Token at) {
    const Token tag = find(at, tags.key, Wanted::first).first;
    if (tag == nullptr) return nullptr;
    if (is_container_at(tag)) return doubt();  // it may equal a constant that is one
    Scalar value;
    if (!value.look(reading_, tag + 1)) return nullptr;
    if (!value.digits.empty()) return doubt();
    const std::uint32_t arm = leaves_.arm(tags.constants, value.json);
    return arm != program::ConstantIndex::kAbsent ? ask(tags.arms[arm], at) : nullptr;
  }

  [[nodiscard]] bool is_container_at(Token at) const {
    return (kinds_at(reading_.at(at)) & (predicate::kObject | predicate::kArray)) != 0;
  }

  Token multi(const program::Multi& multi, Token at) {
    if (multi.tag.size() != 1) return doubt();
    const Found tag = find(at, multi.tag.front(), multi.arms_see_twins ? Wanted::first : Wanted::both);
    if (unsure_ || tag.second != nullptr) return nullptr;
    if (tag.first == nullptr) return otherwise(multi, at);
    if (is_container_at(tag.first)) return doubt();
    Scalar value;
    if (!value.look(reading_, tag.first + 1)) return nullptr;
    if (!value.digits.empty()) return doubt();
    const std::uint32_t arm = leaves_.arm(multi.tags, value.json);
    return arm != program::ConstantIndex::kAbsent ? ask(multi.arms[arm], at) : otherwise(multi, at);
  }

  Token otherwise(const program::Multi& multi, Token at) {
    return multi.otherwise != kNone ? ask(multi.otherwise, at) : nullptr;
  }

  // ---- what no schema looks at

  bool is_scalar(char c, Token next) {
    switch (c) {
      case '"': return reading_.skip_string(next);
      case 'n': return reading_.literal(next, "null");
      case 't': return reading_.literal(next, "true");
      case 'f': return reading_.literal(next, "false");
      default: {
        NumberKind ignored;
        return (c == '-' || is_digit(c)) && reading_.number(next, ignored);
      }
    }
  }

  /// A member's name and the colon.
  Token skip_name(Token at) {
    const bool good = *reading_.at(at) == '"' && reading_.skip_string(at + 1) && *reading_.at(at + 1) == ':';
    return good ? at + 2 : nullptr;
  }

  Token skip_string(Token at) { return reading_.skip_string(at + 1) ? at + 1 : nullptr; }

  Token skip(Token at) {
    const Token begin = at;
    std::size_t depth = depth_;
    for (;;) {  // a value begins
      const char first = *reading_.at(at++);
      if (first == '{' || first == '[') {
        const bool object = first == '{';
        if (depth == max_depth_) return nullptr;
        if (*reading_.at(at) != (object ? '}' : ']')) {
          objects_[depth++] = object ? 1 : 0;
          if (object && (at = skip_name(at)) == nullptr) return nullptr;
          continue;
        }
        ++at;
      } else if (!is_scalar(first, at)) {
        return nullptr;
      }

      for (;;) {  // a value has ended
        if (depth == depth_) {
          work_ += static_cast<std::size_t>(at - begin);
          return at;
        }
        if (at == reading_.behind) return nullptr;
        const bool object = objects_[depth - 1] != 0;
        const char c = *reading_.at(at++);
        if (c == ',') {
          if (object && (at = skip_name(at)) == nullptr) return nullptr;
          break;
        }
        if (c != (object ? '}' : ']')) return nullptr;
        --depth;
      }
    }
  }

  const program::Program& program_;
  exec::Leaves leaves_;
  exec::Lease lease_;
  TokenReading<Strings::in_place> reading_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  int frames_ = 0;
  std::size_t work_ = 0;  // tokens or members looked at
  std::size_t most_work_;
  bool unsure_ = false;
  std::vector<std::uint8_t>& objects_;
  std::vector<std::string_view>& names_;
};

}  // namespace

TokenJudge::TokenJudge(const program::Program& program, std::size_t max_depth)
    : program_(program),
      max_depth_(max_depth),
      keeps_verdicts_(std::any_of(program.quick.begin(), program.quick.end(),
                                  [](const Instruction& instruction) { return instruction.remember; })),
      objects_(max_depth) {}

bool TokenJudge::is_willing() {
  // What some messages need a document for the next ones may not.
  constexpr std::size_t kPatience = 8, kPause = 100;
  if (keeps_verdicts_) return false;
  return doubts_ < kPatience || ++unasked_ % kPause == 0;
}

TokenJudge::Answer TokenJudge::judge(std::string_view bytes, Tokens tokens, char* arena) {
  if (tokens.count == 0) return Answer::unsure;
  const char last = bytes[tokens.end()[-1]];
  if (last != '}' && last != ']') return Answer::unsure;  // a scalar, or malformed
  names_.clear();
  Walk walk(program_, max_depth_, bytes, tokens, arena, objects_, names_);
  const Token end = walk.ask(program_.entry, tokens.begin);
  doubts_ = walk.unsure() ? doubts_ + 1 : 0;
  if (walk.unsure()) return Answer::unsure;
  return end == tokens.end() ? Answer::yes : Answer::no;
}

}  // namespace norm::decode
