// Draws values by walking the spec, spoils them in places, and writes them in one of many spellings.
#include "judge/random_payload.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "judge/random_spec.h"
#include "support/judge.h"

namespace norm::judge {
namespace {

using Kind = Value::Kind;
constexpr int kDepth = 8;

class Drawer {
 public:
  Drawer(Random& random, const Library* library) : random_(random), library_(library) {}

  Value from(const Spec& spec, int depth) {
    if (depth == 0) return anything(0);
    return std::visit([&](const auto& shape) { return from(shape, spec, depth - 1); }, spec.node().shape);
  }

  Value anything(int depth) {
    Value value;
    switch (random_.weighted({4, 4, 1, 2, depth > 0 ? 4 : 1, depth > 0 ? 8 : 1})) {
      case 0:
        value.kind = Kind::number;
        value.text = random_.pick(some_numbers());
        return value;
      case 1: return string_value(random_.pick(some_strings()));
      case 2: return value;
      case 3:
        value.kind = Kind::boolean;
        value.truth = random_.chance(50);
        return value;
      case 4:
        value.kind = Kind::array;
        for (int i = depth > 0 ? random_.between(0, 3) : 0; i > 0; --i) value.items.push_back(anything(depth - 1));
        return value;
    }
    value.kind = Kind::object;
    for (int i = depth > 0 ? random_.between(0, 4) : 0; i > 0; --i) {
      value.members.push_back({any_key(), anything(depth - 1)});
    }
    if (!random_.chance(15)) keep_first_of_each(value);
    return value;
  }

  /// One change somewhere in the tree.
  void spoil(Value& value) {
    const std::size_t children = value.items.size() + value.members.size();
    if (children > 0 && random_.chance(70)) {
      const std::size_t i = random_.below(children);
      return spoil(value.kind == Kind::array ? value.items[i] : value.members[i].value);
    }
    if (value.kind == Kind::object && !value.members.empty()) {
      auto& members = value.members;
      const std::size_t i = random_.below(members.size());
      switch (random_.below(5)) {
        case 0: members.erase(members.begin() + static_cast<std::ptrdiff_t>(i)); return;
        case 1: members.push_back(members[i]); return;
        case 2: members.push_back({members[i].key, anything(1)}); return;
        case 3: members[i].key = any_key(); return;
        case 4: members.push_back({any_key(), anything(1)}); return;
      }
    }
    value = anything(2);
  }

 private:
  std::string any_key() {
    static const std::vector<std::string> kOthers = {kReserved, "x-1", "é", "", "ab"};
    return random_.chance(85) ? random_.pick(some_keys()) : random_.pick(kOthers);
  }

  static void keep_first_of_each(Value& object) {
    std::vector<std::string> seen;
    std::erase_if(object.members, [&](const auto& entry) {
      if (std::ranges::count(seen, entry.key) != 0) return true;
      seen.push_back(entry.key);
      return false;
    });
  }

  /// The best of some tries at what `spec` takes.
  template <class Try>
  Value luck(const Spec& spec, Try attempt) {
    Value value = attempt();
    for (int i = 0; i < 6 && !judge(spec, library_, value).empty(); ++i) value = attempt();
    return value;
  }

  Value from(const Predicate& predicate, const Spec&, int) {
    Value value = anything(1);
    for (int i = 0; i < 20 && !holds(predicate, value); ++i) value = anything(1);
    return value;
  }
  Value from(const Literal& literal, const Spec&, int) { return value_of(literal.constant); }
  Value from(const Enum& constants, const Spec&, int) { return value_of(random_.pick(constants.constants)); }
  Value from(const Conjunction& all, const Spec& spec, int depth) {
    return luck(spec, [&] { return from(random_.pick(all.terms), depth / 2); });
  }
  Value from(const Disjunction& any, const Spec&, int depth) { return from(random_.pick(any.terms), depth); }
  Value from(const AllOf& all, const Spec& spec, int depth) {
    return luck(spec, [&] { return from(random_.pick(all.terms), depth / 2); });
  }
  Value from(const Negation&, const Spec& spec, int) {
    return luck(spec, [&] { return anything(1); });
  }
  Value from(const Maybe& maybe, const Spec&, int depth) {
    return random_.chance(20) ? Value() : from(maybe.term, depth);
  }
  Value from(const Alt& alt, const Spec&, int depth) { return from(random_.pick(alt.branches).spec, depth); }
  Value from(const Tuple& tuple, const Spec&, int depth) {
    Value value;
    value.kind = Kind::array;
    for (const Spec& element : tuple.elements) value.items.push_back(from(element, depth));
    while (tuple.rest && random_.chance(40)) value.items.push_back(from(*tuple.rest, depth));
    return value;
  }
  std::size_t some_count(const Counts& counts) {
    const std::size_t low = counts.min_count ? std::stoul(counts.min_count->text) : 0;
    const std::size_t high = counts.max_count ? std::stoul(counts.max_count->text) : low + 3;
    return low + random_.below(high - low + 1);
  }
  Value from(const CollOf& coll_of, const Spec&, int depth) {
    Value value;
    value.kind = Kind::array;
    for (std::size_t i = some_count(coll_of.counts); i > 0; --i) value.items.push_back(from(coll_of.element, depth));
    if (!value.items.empty() && !coll_of.counts.max_count && random_.chance(1)) {  // enough for errors to be cut off
      for (int i = 0; i < 60; ++i) value.items.push_back(value.items.front());
    }
    return value;
  }
  Value from(const MapOf& map_of, const Spec&, int depth) {
    Value value;
    value.kind = Kind::object;
    for (std::size_t i = some_count(map_of.counts); i > 0; --i) {
      std::string key = any_key();
      for (int j = 0; j < 5 && !judge(map_of.key, library_, string_value(key)).empty(); ++j) {
        const Value drawn = from(map_of.key, 1);
        key = drawn.kind == Kind::string ? drawn.text : any_key();
      }
      value.members.push_back({std::move(key), from(map_of.value, depth)});
    }
    if (!random_.chance(5)) keep_first_of_each(value);
    return value;
  }
  Value from(const Ref& ref, const Spec&, int depth) { return from(find(ref, library_)->spec, depth); }
  Value from(const Schema&, const Spec& spec, int depth) { return object(*flat(spec, library_), depth); }
  Value from(const Edit&, const Spec& spec, int depth) { return object(*flat(spec, library_), depth); }
  Value from(const Selection& selection, const Spec& spec, int depth) {
    const std::optional<Flat> level = flat(spec, library_);
    return level ? object(*level, depth) : from(selection.spec, depth);
  }
  Value from(const Multi& multi, const Spec&, int depth) {
    if (multi.otherwise && random_.chance(20)) return from(*multi.otherwise, depth);
    if (multi.arms.empty()) return anything(1);
    const Arm& arm = random_.pick(multi.arms);
    Value value = from(arm.spec, depth);
    Value* place = &value;
    for (const std::string& key : multi.tag) {
      if (place->kind != Kind::object) {
        *place = Value();
        place->kind = Kind::object;
      }
      if (member(*place, key) == nullptr) place->members.push_back({key, Value()});
      place = &std::ranges::find(place->members, key, &Value::Member::key)->value;
    }
    *place = value_of(random_.pick(arm.tags));
    return value;
  }

  Value object(const Flat& level, int depth) {
    Value value;
    value.kind = Kind::object;
    for (const Flat::Field& field : level.fields) {
      if (!random_.chance(field.required ? 95 : depth > 2 ? 60 : 20)) continue;
      value.members.push_back({field.key, field.spec ? from(*field.spec, depth) : anything(1)});
    }
    if (random_.chance(level.closed ? 5 : 25)) {
      const Spec* rest = level.rest ? &*level.rest : level.keys.empty() ? nullptr : &level.keys.front().what.value;
      value.members.push_back({any_key(), rest != nullptr ? from(*rest, depth) : anything(2)});
      if (!random_.chance(5)) keep_first_of_each(value);
    }
    if (random_.chance(30)) random_.shuffle(value.members);
    return value;
  }

  Random& random_;
  const Library* library_;
};

class Writer {
 public:
  /// nullptr: nothing is left to chance.
  explicit Writer(Random* random) : random_(random) {}

  std::string text(const Value& value) {
    write(value);
    blank();
    return std::move(out_);
  }

 private:
  bool chance(int percent) { return random_ != nullptr && random_->chance(percent); }

  void blank() {
    static const std::vector<std::string> kBlanks = {" ", "\n", "\t ", "\r\n"};
    if (chance(6)) out_ += random_->pick(kBlanks);
  }
  void string(const std::string& text) {
    static constexpr char kHex[] = "0123456789abcdef";
    out_ += '"';
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || (byte < 0x80 && chance(3))) {
        out_ += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
      } else {
        if (c == '"' || c == '\\') out_ += '\\';
        out_ += c;
      }
    }
    out_ += '"';
  }
  void write(const Value& value) {
    blank();
    switch (value.kind) {
      case Kind::null: out_ += "null"; break;
      case Kind::boolean: out_ += value.truth ? "true" : "false"; break;
      case Kind::number:
        out_ += value.text;
        if (is_integer_text(value.text) && chance(4)) out_ += chance(50) ? ".0" : "e0";
        break;
      case Kind::string: string(value.text); break;
      case Kind::array:
        out_ += '[';
        for (std::size_t i = 0; i < value.items.size(); ++i) {
          if (i > 0) out_ += ',';
          write(value.items[i]);
        }
        blank();
        out_ += ']';
        break;
      case Kind::object:
        out_ += '{';
        for (std::size_t i = 0; i < value.members.size(); ++i) {
          if (i > 0) out_ += ',';
          blank();
          string(value.members[i].key);
          blank();
          out_ += ':';
          write(value.members[i].value);
        }
        blank();
        out_ += '}';
        break;
    }
  }

  Random* random_;
  std::string out_;
};

}  // namespace

Value random_value(Random& random, const Spec& spec, const Library* library) {
  Drawer drawer(random, library);
  Value value = random.chance(25) ? drawer.anything(3) : drawer.from(spec, kDepth);
  while (random.chance(30)) drawer.spoil(value);
  return value;
}

std::string random_text(Random& random, const Value& value) { return Writer(&random).text(value); }

std::string plain_text(const Value& value) { return Writer(nullptr).text(value); }

std::string random_payload(Random& random, const Spec& spec, const Library* library) {
  return random_text(random, random_value(random, spec, library));
}

}  // namespace norm::judge
