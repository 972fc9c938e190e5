// Makes specs from the top down; a schema that is to be included, edited or selected from is one already made.
#include "judge/random_spec.h"

#include <norm/dsl.h>
#include <norm/print.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "support/judge.h"

namespace norm::judge {
namespace {

constexpr int kDepth = 4;

Constant scalar(Random& random) {
  switch (random.weighted({5, 5, 1, 1})) {
    case 0: return Number(random.pick(some_numbers()));
    case 1: return Constant(random.pick(some_strings()));
    case 2: return Constant(random.chance(50));
  }
  return nullptr;
}

Constant constant(Random& random, int depth) {
  if (depth == 0 || random.chance(75)) return scalar(random);
  if (random.chance(50)) {
    Constant::Array items;
    for (int i = random.between(0, 2); i > 0; --i) items.push_back(constant(random, depth - 1));
    return items;
  }
  Constant::Object members;
  for (const char* key : {"a", "b"}) {
    if (random.chance(60)) members.emplace_back(key, constant(random, depth - 1));
  }
  random.shuffle(members);
  return members;
}

Spec random_predicate(Random& random) {
  static const std::vector<std::string> kPlain = {
      "any?",    "never?",  "string?", "integer?",  "float?",     "number?",       "integral?",  "boolean?", "null?",
      "array?",  "object?", "zero?",   "positive?", "negative?",  "non_negative?", "even?",      "odd?",     "empty?",
      "string?", "any?",    "number?", "integer?",  "non_empty?", "uuid?",         "date_time?", "date?",    "email?",
      "uri?",    "hex?",    "time?",   "ipv4?",     "hostname?",  "base64?"};
  static const std::vector<std::string> kBounds = {">", ">=", "<", "<="};
  static const std::vector<std::string> kTexts = {"starts_with?", "ends_with?", "contains?"};
  static const std::vector<std::string> kLengths = {"length?", "min_length?", "max_length?"};
  static const std::vector<std::string> kDivisors = {"2", "0.5", "3", "1e0", "0.10", "-2", "1e-3"};
  static const std::vector<Regex> kRegexes = {{"^a", ""},  {"b$", ""},  {"A", "i"},  {"^.$", "s"},
                                              {"^x-", ""}, {"[/]", ""}, {"\\/", "i"}};
  switch (random.weighted({12, 4, 3, 2, 2, 2, 2})) {
    case 0: return pred(random.pick(kPlain));
    case 1: return pred(random.pick(kBounds), {Constant(Number(random.pick(some_numbers())))});
    case 2: {
      std::string low = random.pick(some_numbers());
      std::string high = random.pick(some_numbers());
      if (compare_numbers(low, high) > 0) std::swap(low, high);
      return range(low, high);
    }
    case 3: return pred(random.pick(kTexts), {Constant(random.pick(some_strings()))});
    case 4: {
      const int low = random.between(0, 3);
      if (random.chance(40)) return length(low, low + random.between(0, 2));
      return pred(random.pick(kLengths), {Constant(low)});
    }
    case 5: return multiple_of(random.pick(kDivisors));
  }
  return pred("re_matches?", {random.pick(kRegexes)});
}

Counts random_counts(Random& random) {
  Counts counts;
  const int low = random.between(0, 2);
  if (random.chance(30)) counts.min_count = Number(low);
  if (random.chance(30)) counts.max_count = Number(low + random.between(0, 2));
  return counts;
}

/// Whether `spec` counts as a schema for include and the edits.
bool is_schema(const Spec& spec, const Library* library) {
  const Shape& shape = spec.node().shape;
  if (const auto* ref = std::get_if<Ref>(&shape)) {
    const Definition* definition = find(*ref, library);
    return definition != nullptr && is_schema(definition->spec, library);
  }
  return std::holds_alternative<Schema>(shape) || std::holds_alternative<Edit>(shape);
}

/// The schema that a selector reaches from `spec`; a definition that is not made yet is none.
std::optional<Spec> selected(const Spec& spec, const Library* library, int steps = 8) {
  if (steps == 0) return std::nullopt;
  if (is_schema(spec, library)) return spec;
  const Shape& shape = spec.node().shape;
  if (const auto* coll_of = std::get_if<CollOf>(&shape)) return selected(coll_of->element, library, steps - 1);
  if (const auto* map_of = std::get_if<MapOf>(&shape)) return selected(map_of->value, library, steps - 1);
  if (const auto* maybe = std::get_if<Maybe>(&shape)) return selected(maybe->term, library, steps - 1);
  if (const auto* ref = std::get_if<Ref>(&shape)) {
    const Definition* definition = find(*ref, library);
    if (definition != nullptr) return selected(definition->spec, library, steps - 1);
  }
  return std::nullopt;
}

class Maker {
 public:
  Maker(Random& random, Library& library, int names, int pii_percent)
      : random_(random), library_(library), names_(names), pii_percent_(pii_percent) {}

  Spec spec() { return random_.chance(65) ? schema_of(kDepth) : value(kDepth, Place::bare); }

  std::vector<Annotation> annotations() {
    return random_.chance(pii_percent_) ? std::vector<Annotation>{annotation("pii")} : std::vector<Annotation>{};
  }

 private:
  /// Only inside a container may a name lead back to where one stands.
  enum class Place { bare, guarded };

  Spec value(int depth, Place place) {
    if (depth == 0) return leaf();
    switch (random_.weighted({30, 7, 8, 4, 5, 6, 5, 5, 8, 5, 10, 16, 6, 6, 5})) {
      case 0: return leaf();
      case 1: {
        const Spec first = value(depth - 1, place);
        return first & value(depth - 1, place);
      }
      case 2: {
        const Spec first = value(depth - 1, place);
        return first | value(depth - 1, place);
      }
      case 3: return all_of(several(depth - 1, place, 2));
      case 4: return !value(depth - 1, place);
      case 5: return maybe(value(depth - 1, place));
      case 6: {
        std::vector<Tagged> branches;
        for (const char* tag : {"p", "q", "r"}) {
          if (branches.empty() || random_.chance(60)) branches.push_back({tag, value(depth - 1, place)});
        }
        return alt(std::move(branches));
      }
      case 7: {
        std::vector<Spec> elements = several(depth - 1, Place::guarded, 1);
        if (random_.chance(35)) return tuple(std::move(elements), rest(value(depth - 1, Place::guarded)));
        return tuple(std::move(elements));
      }
      case 8: {
        Counts counts = random_counts(random_);
        if (random_.chance(30)) counts.distinct = random_.chance(80);
        return coll_of(value(depth - 1, Place::guarded), counts);
      }
      case 9: {
        const Spec key = random_.chance(40) ? string() : random_.chance(85) ? leaf() : name(Place::guarded);
        return map_of(key, value(depth - 1, Place::guarded), random_counts(random_));
      }
      case 10: return name(place);
      case 11: return schema_of(depth);
      case 12: return multi_of(depth - 1, place);
      case 13: return selection_of(depth - 1);
    }
    return edit_of(depth - 1);
  }

  Spec leaf() {
    switch (random_.weighted({6, 2, 2})) {
      case 0: return random_predicate(random_);
      case 1: return lit(constant(random_, 2));
    }
    std::vector<Constant> constants;
    for (int i = random_.between(1, 3); i > 0; --i) constants.push_back(constant(random_, 1));
    return Spec(Node{Enum{std::move(constants)}});
  }

  std::vector<Spec> several(int depth, Place place, int at_least) {
    std::vector<Spec> specs;
    for (int i = random_.between(at_least, 3); i > 0; --i) specs.push_back(value(depth, place));
    return specs;
  }

  Spec name(Place place) {
    const int made = static_cast<int>(library_.files.front().definitions.size());
    if (place == Place::bare && made == 0) return leaf();
    return ref(
        std::string(1, static_cast<char>('A' + random_.between(0, place == Place::bare ? made - 1 : names_ - 1))));
  }

  Spec multi_of(int depth, Place place) {
    KeyPath path = {random_.pick(some_keys())};
    if (random_.chance(25)) path.push_back(random_.pick(some_keys()));
    std::vector<Constant> used;
    std::vector<Arm> arms;
    for (int i = random_.between(1, 3); i > 0; --i) {
      std::vector<Constant> tags;
      for (int j = random_.between(1, 2); j > 0; --j) {
        Constant tag = constant(random_, random_.chance(10) ? 1 : 0);
        const auto same = [&](const Constant& other) { return equal(value_of(tag), value_of(other)); };
        if (std::ranges::any_of(used, same)) continue;
        used.push_back(tag);
        tags.push_back(std::move(tag));
      }
      if (!tags.empty()) {
        Spec spec = random_.chance(60) ? schema_of(depth) : value(depth, place);
        arms.push_back({std::move(tags), std::move(spec)});
      }
    }
    if (random_.chance(40)) return multi(std::move(path), std::move(arms), value(depth, place));
    return multi(std::move(path), std::move(arms));
  }

  // ---- schemas

  /// What can be included and edited: a name of what is made, or something new.
  Spec some_schema(int depth) {
    std::vector<std::string> made;
    for (const Definition& definition : library_.files.front().definitions) {
      if (is_schema(definition.spec, &library_)) made.push_back(definition.name);
    }
    if (!made.empty() && random_.chance(75)) return ref(random_.pick(made));
    return depth > 0 && random_.chance(25) ? edit_of(depth - 1) : schema_of(depth);
  }

  Flat level(const Spec& spec) const { return *flat(spec, &library_); }

  Spec edit_of(int depth) {
    const Spec base = some_schema(depth);
    std::vector<std::string> listed;
    std::vector<std::string> all;
    for (const Flat::Field& field : level(base).fields) {
      all.push_back(field.key);
      if (random_.chance(50)) listed.push_back(field.key);
    }
    if (all.empty()) return random_.chance(50) ? partial(base) : required(base);
    if (listed.empty()) listed.push_back(random_.pick(all));
    switch (random_.below(6)) {
      case 0:
      case 1: return pick(base, std::move(listed));
      case 2: return omit(base, std::move(listed));
      case 3: return random_.chance(50) ? partial(base) : required(base);
      case 4: return partial(base, std::move(listed));
    }
    return required(base, std::move(listed));
  }

  Spec selection_of(int depth) {
    const Spec base = some_schema(depth);
    if (random_.chance(40)) return selection(base);
    return selection(base, selector_of(base, 3));
  }

  Selector selector_of(const Spec& schema, int depth) {
    Selector selector;
    for (const Flat::Field& field : level(schema).fields) {
      if (random_.chance(45)) continue;
      Selector::Entry entry = at(field.key);
      if (depth > 0 && field.spec && random_.chance(60)) {
        if (const std::optional<Spec> inner = selected(*field.spec, &library_)) {
          entry.nested = selector_of(*inner, depth - 1);
        }
      }
      selector.entries.push_back(std::move(entry));
    }
    return selector;
  }

  std::optional<Spec> maybe_spec(int depth) {
    if (random_.chance(8)) return std::nullopt;
    return value(depth, Place::guarded);
  }

  Member random_field(const std::string& key, int depth) {
    const Presence presence = random_.chance(55) ? Presence::required : Presence::optional;
    Member member{Field{presence, key, maybe_spec(depth), {}}};
    if (random_.chance(5)) std::get<Field>(member.shape).options.push_back({"doc", Constant("about \"it\""), {}});
    if (random_.chance(4)) std::get<Field>(member.shape).options.push_back({"deprecated", Constant("old"), {}});
    if (random_.chance(4)) std::get<Field>(member.shape).options.push_back({"message", Constant("é is \"bad\""), {}});
    member.annotations = annotations();
    return member;
  }

  Spec schema_of(int depth) {
    const int inside = std::max(0, depth - 1);
    Schema schema;
    if (random_.chance(20)) schema.options.push_back({"closed", Constant(random_.chance(85)), {}});
    std::vector<std::string> declared;
    for (const std::string& key : some_keys()) {
      if (random_.chance(45)) declared.push_back(key);
    }
    random_.shuffle(declared);
    for (const std::string& key : declared) schema.members.push_back(random_field(key, inside));
    std::vector<Flat::Field> included;
    if (random_.chance(25)) {
      bool has_rest = false;
      for (int i = random_.between(1, 2); i > 0; --i) try_include(schema, declared, included, has_rest, inside);
    }
    for (const Flat::Field& field : included) {
      if (std::ranges::count(declared, field.key) == 0) declared.push_back(field.key);
    }
    const auto add = [&](Member member) {
      member.annotations = annotations();
      schema.members.push_back(std::move(member));
    };
    if (random_.chance(12))
      add(keys(random_.chance(80) ? leaf() : name(Place::guarded), value(inside, Place::guarded)));
    if (random_.chance(6)) add(keys(leaf(), leaf()));
    if (random_.chance(10)) add(rest(value(inside, Place::guarded)));
    if (random_.chance(6)) schema.members.push_back(reserved({kReserved}));
    random_.shuffle(schema.members);
    if (!declared.empty()) {
      while (random_.chance(18)) schema.members.push_back(require(presence_of(declared, 2)));
      while (random_.chance(25)) schema.members.push_back(check_of(declared));
    }
    return Spec(Node{std::move(schema)});
  }

  /// Adds an include unless its keys or its rest clash with those of the ones before.
  void try_include(Schema& schema, const std::vector<std::string>& local, std::vector<Flat::Field>& included,
                   bool& has_rest, int depth) {
    const Spec base = some_schema(depth);
    const Flat flat = level(base);
    const std::vector<Flat::Field>& fields = flat.fields;
    if (has_rest && flat.rest) return;
    for (const Flat::Field& field : fields) {
      const auto before = std::ranges::find(included, field.key, &Flat::Field::key);
      if (before == included.end() || std::ranges::count(local, field.key) != 0) continue;
      if (before->origin != field.origin || before->required != field.required) return;
    }
    included.insert(included.end(), fields.begin(), fields.end());
    has_rest = has_rest || flat.rest;
    bases_.push_back(base);  // whoever looks at a field's origin needs it alive
    schema.members.push_back(include(base));
    schema.members.back().annotations = annotations();
  }

  PresenceExpr presence_of(const std::vector<std::string>& declared, int depth) {
    if (depth == 0 || random_.chance(40)) return key(random_.pick(declared));
    const PresenceExpr first = presence_of(declared, depth - 1);
    const PresenceExpr second = presence_of(declared, depth - 1);
    return random_.chance(50) ? first & second : first | second;
  }

  Member check_of(const std::vector<std::string>& declared) {
    const auto path = [&] {
      KeyPath keys = {random_.pick(declared)};
      if (random_.chance(20)) keys.push_back(random_.pick(some_keys()));
      return keys;
    };
    const KeyPath left = path();
    const KeyPath right = path();
    const auto relation = static_cast<Relation>(random_.below(6));
    std::optional<KeyPath> at_path;
    if (random_.chance(40)) at_path = random_.chance(50) ? left : right;
    if (random_.chance(8)) at_path = path();
    return check(left, relation, right, at_path);
  }

  Random& random_;
  Library& library_;
  int names_;
  int pii_percent_;
  std::vector<Spec> bases_;
};

}  // namespace

const std::vector<std::string>& some_keys() {
  static const std::vector<std::string> kKeys = {"a", "b", "c", "d e"};
  return kKeys;
}

const std::vector<std::string>& some_numbers() {
  static const std::vector<std::string> kNumbers = {"0",
                                                    "-0",
                                                    "0.0",
                                                    "1",
                                                    "1.0",
                                                    "1e0",
                                                    "10e-1",
                                                    "2",
                                                    "2.0",
                                                    "3",
                                                    "-1",
                                                    "0.5",
                                                    "5e-1",
                                                    "1.5",
                                                    "255",
                                                    "0.1",
                                                    "0.10",
                                                    "3.2",
                                                    "100",
                                                    "1E2",
                                                    "9007199254740992",
                                                    "9007199254740993",
                                                    "9007199254740993.0",
                                                    "9223372036854775807",
                                                    "18446744073709551615",
                                                    "18446744073709551616",
                                                    "-9223372036854775809",
                                                    "1e400",
                                                    "-1e400",
                                                    "1e-400",
                                                    "0.30000000000000004",
                                                    "123456789012345678901234567890.5"};
  return kNumbers;
}

const std::vector<std::string>& some_strings() {
  static const std::vector<std::string> kStrings = {"",
                                                    "a",
                                                    "b",
                                                    "ab",
                                                    "x-1",
                                                    "a/b",
                                                    "é",
                                                    "😀",
                                                    "é😀",
                                                    "a\"b\\",
                                                    "\n",
                                                    "2020-01-01",
                                                    "2020-01-01T00:00:00Z",
                                                    "2020-01-01t01:00:00.0+01:00",
                                                    "2019-12-31T23:30:00.5-00:30",
                                                    "a@b.cd",
                                                    "http://a.b/c",
                                                    "ff",
                                                    "8700635f-1802-417e-89e7-595ad3600104",
                                                    "1.2.3.4"};
  return kStrings;
}

std::shared_ptr<const Library> random_module(Random& random, int pii_percent) {
  auto library = std::make_shared<Library>();
  library->files.emplace_back();
  const int names = random.between(1, 4);
  library->files.front().definitions.reserve(static_cast<std::size_t>(names));
  Maker maker(random, *library, names, pii_percent);
  for (int i = 0; i < names; ++i) {
    Spec spec = maker.spec();
    library->files.front().definitions.push_back(
        {std::string(1, static_cast<char>('A' + i)), std::move(spec), maker.annotations(), {}, {}});
  }
  return library;
}

std::string text_of(const Library& library) {
  std::string text;
  for (const Definition& definition : library.files.front().definitions) {
    for (const Annotation& annotation : definition.annotations) text += "@" + annotation.name + " ";
    text += definition.name + " = " + print(definition.spec) + "\n";
  }
  return text;
}

}  // namespace norm::judge
