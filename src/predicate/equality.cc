// JSON equality and the hash that agrees with it. What is equal to nothing, not even to itself: an object with a name
// twice, a number without digits (an infinity built by hand), and whatever contains one of them or is nested too deep.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "predicate/keyed_hash.h"
#include "predicate/table.h"

namespace norm::predicate {
namespace {

constexpr int kMaxDepth = 1000;

// Below this many members names are compared one by one; from there on they are looked up by hash.
constexpr std::size_t kFewMembers = 16;

// Kind for equality: one for all numbers.
KindSet kind_for_equality(KindSet kind) { return (kind & kNumber) != 0 ? kNumber : kind; }

// A JSON value, whatever holds it: this and ConstantView have the same members.
class JsonView {
 public:
  JsonView(const Json& json, const Digits& digits) : json_(&json), digits_(&digits) {}

  [[nodiscard]] KindSet kind() const { return kind_for_equality(kind_of(Subject{*json_, {}})); }
  [[nodiscard]] bool truth() const { return json_->GetBool(); }
  [[nodiscard]] std::string_view text() const { return {json_->GetString(), json_->GetStringLength()}; }
  [[nodiscard]] std::optional<DecimalView> number(NumberReader& reader) const {
    return reader.read(*json_, json_->IsDouble() ? digits_->of(*json_) : std::string_view());
  }
  /// The number where it is cheap to have.
  [[nodiscard]] std::optional<std::int64_t> small() const {
    return json_->IsInt64() ? std::optional<std::int64_t>(json_->GetInt64()) : std::nullopt;
  }
  [[nodiscard]] std::size_t size() const { return json_->IsArray() ? json_->Size() : json_->MemberCount(); }
  [[nodiscard]] JsonView element(std::size_t index) const {
    return {(*json_)[static_cast<rapidjson::SizeType>(index)], *digits_};
  }
  [[nodiscard]] std::string_view name(std::size_t index) const {
    const Json& name = (json_->MemberBegin() + static_cast<std::ptrdiff_t>(index))->name;
    return {name.GetString(), name.GetStringLength()};
  }
  [[nodiscard]] JsonView member(std::size_t index) const {
    return {(json_->MemberBegin() + static_cast<std::ptrdiff_t>(index))->value, *digits_};
  }

 private:
  const Json* json_;
  const Digits* digits_;
};

class ConstantView {
 public:
  explicit ConstantView(const Constant& constant) : constant_(&constant) {}

  [[nodiscard]] KindSet kind() const {
    struct Visitor {
      KindSet operator()(std::nullptr_t) const { return kNull; }
      KindSet operator()(bool) const { return kBoolean; }
      KindSet operator()(const Number&) const { return kNumber; }
      KindSet operator()(const std::string&) const { return kString; }
      KindSet operator()(const Constant::Array&) const { return kArray; }
      KindSet operator()(const Constant::Object&) const { return kObject; }
    };
    return std::visit(Visitor{}, constant_->value);
  }
  [[nodiscard]] bool truth() const { return std::get<bool>(constant_->value); }
  [[nodiscard]] std::string_view text() const { return std::get<std::string>(constant_->value); }
  [[nodiscard]] std::optional<DecimalView> number(NumberReader& reader) const {
    return reader.read(std::string_view(std::get<Number>(constant_->value).text));
  }
  [[nodiscard]] std::optional<std::int64_t> small() const { return std::nullopt; }
  [[nodiscard]] std::size_t size() const {
    const auto* array = std::get_if<Constant::Array>(&constant_->value);
    return array ? array->size() : object().size();
  }
  [[nodiscard]] ConstantView element(std::size_t index) const {
    return ConstantView(std::get<Constant::Array>(constant_->value)[index]);
  }
  [[nodiscard]] std::string_view name(std::size_t index) const { return object()[index].first; }
  [[nodiscard]] ConstantView member(std::size_t index) const { return ConstantView(object()[index].second); }

 private:
  [[nodiscard]] const Constant::Object& object() const { return std::get<Constant::Object>(constant_->value); }

  const Constant* constant_;
};

std::uint64_t hash_name(std::string_view name) {
  KeyedHash hash;
  hash.text(name);
  return hash.finish();
}

// The members of an object in the order of their names' hashes, for looking them up. Not usable where a name is twice.
template <class View>
class NameIndex {
 public:
  explicit NameIndex(const View& object) : object_(object) {
    const std::size_t size = object.size();
    entries_.reserve(size);
    for (std::size_t i = 0; i < size; ++i) entries_.emplace_back(hash_name(object.name(i)), i);
    std::sort(entries_.begin(), entries_.end());
  }

  [[nodiscard]] bool unique() const {
    for (std::size_t i = 1; i < entries_.size(); ++i) {
      // All of a run of one hash: two different names may meet in it, with a third between them.
      for (std::size_t j = i; j > 0 && entries_[j - 1].first == entries_[i].first; --j) {
        if (object_.name(entries_[j - 1].second) == object_.name(entries_[i].second)) return false;
      }
    }
    return true;
  }

  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
    const std::uint64_t wanted = hash_name(name);
    auto at = std::lower_bound(entries_.begin(), entries_.end(), std::pair(wanted, std::size_t{0}));
    for (; at != entries_.end() && at->first == wanted; ++at) {
      if (object_.name(at->second) == name) return at->second;
    }
    return std::nullopt;
  }

 private:
  const View& object_;
  std::vector<std::pair<std::uint64_t, std::size_t>> entries_;
};

template <class View>
bool has_unique_names(const View& object) {
  const std::size_t size = object.size();
  if (size >= kFewMembers) return NameIndex<View>(object).unique();
  for (std::size_t i = 1; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (object.name(i) == object.name(j)) return false;
    }
  }
  return true;
}

template <class A, class B>
bool equal_at(const A& a, const B& b, int depth);

template <class A, class B>
bool equal_numbers(const A& a, const B& b) {
  if (const auto left = a.small(), right = b.small(); left && right) return *left == *right;
  NumberReader left_reader, right_reader;
  const auto left = a.number(left_reader);
  const auto right = b.number(right_reader);
  return left && right && *left == *right;
}

// As many names on both sides, unique in `a`, each found in `b`: so they are unique in `b` too.
template <class A, class B>
bool equal_objects(const A& a, const B& b, int depth) {
  const std::size_t size = a.size();
  if (size != b.size() || !has_unique_names(a)) return false;
  if (size >= kFewMembers) {
    const NameIndex<B> index(b);
    for (std::size_t i = 0; i < size; ++i) {
      const auto at = index.find(a.name(i));
      if (!at || !equal_at(a.member(i), b.member(*at), depth + 1)) return false;
    }
    return true;
  }
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t at = 0;
    while (at < size && a.name(i) != b.name(at)) ++at;
    if (at == size || !equal_at(a.member(i), b.member(at), depth + 1)) return false;
  }
  return true;
}

template <class A, class B>
bool equal_arrays(const A& a, const B& b, int depth) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (!equal_at(a.element(i), b.element(i), depth + 1)) return false;
  }
  return true;
}

template <class A, class B>
bool equal_at(const A& a, const B& b, int depth) {
  const KindSet kind = a.kind();
  if (kind != b.kind() || depth > kMaxDepth) return false;
  if (kind == kNull) return true;
  if (kind == kBoolean) return a.truth() == b.truth();
  if (kind == kString) return a.text() == b.text();
  if (kind == kArray) return equal_arrays(a, b, depth);
  if (kind == kObject) return equal_objects(a, b, depth);
  return equal_numbers(a, b);
}

// nullopt: equal to nothing.
template <class View>
std::optional<std::uint64_t> hash_at(const View& value, int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  const KindSet kind = value.kind();
  KeyedHash hash;
  hash.word(kind);
  if (kind == kBoolean) {
    hash.word(value.truth() ? 1 : 0);
  } else if (kind == kString) {
    hash.text(value.text());
  } else if (kind == kNumber) {
    NumberReader reader;
    const auto number = value.number(reader);
    if (!number) return std::nullopt;
    hash.word(predicate::hash(*number));
  } else if (kind == kArray) {
    const std::size_t size = value.size();
    hash.word(size);
    for (std::size_t i = 0; i < size; ++i) {
      const auto element = hash_at(value.element(i), depth + 1);
      if (!element) return std::nullopt;
      hash.word(*element);
    }
  } else if (kind == kObject) {
    if (!has_unique_names(value)) return std::nullopt;
    const std::size_t size = value.size();
    std::uint64_t sum = 0;  // whatever the order
    for (std::size_t i = 0; i < size; ++i) {
      const auto member = hash_at(value.member(i), depth + 1);
      if (!member) return std::nullopt;
      KeyedHash pair;
      pair.text(value.name(i));
      pair.word(*member);
      sum += pair.finish();
    }
    hash.word(size);
    hash.word(sum);
  }
  return hash.finish();
}

}  // namespace

bool equal(const Json& a, const Digits& a_digits, const Json& b, const Digits& b_digits) {
  return equal_at(JsonView(a, a_digits), JsonView(b, b_digits), 0);
}

bool equal(const Json& a, const Digits& a_digits, const Constant& b) {
  return equal_at(JsonView(a, a_digits), ConstantView(b), 0);
}

bool equal(const Constant& a, const Constant& b) { return equal_at(ConstantView(a), ConstantView(b), 0); }

std::uint64_t hash(const Json& value, const Digits& digits) { return hash_at(JsonView(value, digits), 0).value_or(0); }

std::uint64_t hash(const Constant& constant) { return hash_at(ConstantView(constant), 0).value_or(0); }

std::size_t first_duplicate(const Json& array, const Digits& digits) {
  const std::size_t size = array.Size();
  const JsonView elements(array, digits);
  // Open addressing, at most half full. A slot holds an index counted from 1; 0 is free. Usual arrays fit on the stack.
  constexpr std::size_t kFewElements = 64;
  std::array<std::size_t, kFewElements * 2> few_slots{};
  std::array<std::uint64_t, kFewElements> few_hashes;
  std::vector<std::size_t> many_slots;
  std::vector<std::uint64_t> many_hashes;
  std::span<std::size_t> slots(few_slots);
  std::span<std::uint64_t> hashes(few_hashes);
  if (size > kFewElements) {
    many_slots.resize(std::bit_ceil(size * 2));
    many_hashes.resize(size);
    slots = many_slots;
    hashes = many_hashes;
  }
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = 0; i < size; ++i) {
    const auto hashed = hash_at(elements.element(i), 0);
    if (!hashed) continue;  // equal to nothing
    hashes[i] = *hashed;
    std::size_t slot = *hashed & mask;
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      const std::size_t other = slots[slot] - 1;
      if (hashes[other] == *hashed && equal_at(elements.element(i), elements.element(other), 0)) return i;
    }
    slots[slot] = i + 1;
  }
  return size;
}

}  // namespace norm::predicate
