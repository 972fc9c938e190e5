// Makes terms: one for each meaning, as far as a look at the parts shows it.
#include "diff/term.h"

#include <norm/print.h>

#include <algorithm>
#include <tuple>

namespace norm::diffing {
namespace {

using predicate::kAnyKind;
using predicate::kArray;
using predicate::kBoolean;
using predicate::kFloat;
using predicate::kInteger;
using predicate::kNull;
using predicate::kNumber;
using predicate::kObject;
using predicate::kString;

// ---- what makes two terms one: a text in which every part is told apart from its neighbours

class Signature {
 public:
  explicit Signature(char tag) : text_(1, tag) {}
  Signature& operator()(std::uint64_t number) {
    do {
      text_ += static_cast<char>(number & 0x7F);
      number >>= 7;
    } while (number != 0);
    text_.back() = static_cast<char>(text_.back() | 0x80);
    return *this;
  }
  Signature& operator()(std::string_view text) {
    (*this)(std::uint64_t{text.size()});
    text_ += text;
    return *this;
  }
  Signature& operator()(const Decimal& number) {
    (*this)(std::uint64_t{number.negative() ? 1U : 0U})(number.view().digits);
    return (*this)(static_cast<std::uint64_t>(number.view().exponent));
  }
  Signature& operator()(const std::vector<TermId>& ids) {
    (*this)(std::uint64_t{ids.size()});
    for (const TermId id : ids) (*this)(std::uint64_t{id});
    return *this;
  }
  Signature& operator()(const Present& present) {
    (*this)(static_cast<std::uint64_t>(present.kind))(std::uint64_t{present.key})(std::uint64_t{present.terms.size()});
    for (const Present& term : present.terms) (*this)(term);
    return *this;
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// A number that has no integer text, or none that could be written out, is a float only.
KindSet kinds_of(const Scalar& scalar) {
  switch (scalar.kind) {
    case Scalar::Kind::boolean: return kBoolean;
    case Scalar::Kind::string: return kString;
    case Scalar::Kind::number: break;
  }
  return scalar.number.is_integral() ? kNumber : KindSet{kFloat};
}

std::string signature_of(const Present& present) { return Signature('r')(present).take(); }

// Recursive: expressions nest no deeper than specs may.
void in_order(Present& present) {
  for (Present& term : present.terms) in_order(term);
  std::sort(present.terms.begin(), present.terms.end(),
            [](const Present& a, const Present& b) { return signature_of(a) < signature_of(b); });
}

Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::eq:
    case Relation::ne: break;
    case Relation::lt: return Relation::gt;
    case Relation::le: return Relation::ge;
    case Relation::gt: return Relation::lt;
    case Relation::ge: return Relation::le;
  }
  return relation;
}

void sort_out(std::vector<TermId>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

}  // namespace

std::strong_ordering operator<=>(const Scalar& a, const Scalar& b) {
  if (a.kind != b.kind) return a.kind <=> b.kind;
  if (a.truth != b.truth) return a.truth <=> b.truth;
  if (const auto order = a.number <=> b.number; order != 0) return order;
  return a.text.compare(b.text) <=> 0;
}

const Fields::Field* Fields::find(KeyId key) const {
  const auto found =
      std::lower_bound(fields.begin(), fields.end(), key, [](const Field& f, KeyId k) { return f.key < k; });
  return found != fields.end() && found->key == key ? &*found : nullptr;
}

Terms::Terms() {
  (void)kinds(0);         // kNothing
  (void)kinds(kAnyKind);  // kAnything
}

TermId Terms::intern(std::string signature, Term term) {
  const auto [found, fresh] = known_.emplace(std::move(signature), static_cast<TermId>(terms_.size()));
  if (fresh) terms_.push_back(std::move(term));
  return found->second;
}

KeyId Terms::key(std::string_view text) {
  const auto [found, fresh] = key_ids_.emplace(std::string(text), static_cast<KeyId>(keys_.size()));
  if (fresh) keys_.emplace_back(text);
  return found->second;
}

TermId Terms::kinds(KindSet set) { return intern(Signature('k')(std::uint64_t{set}).take(), {Kinds{set}, set, set}); }

TermId Terms::one_of(std::vector<Scalar> scalars) {
  std::sort(scalars.begin(), scalars.end());
  scalars.erase(std::unique(scalars.begin(), scalars.end()), scalars.end());
  if (scalars.empty()) return kNothing;
  Signature signature('o');
  KindSet may = 0;
  for (const Scalar& scalar : scalars) {
    may |= kinds_of(scalar);
    signature(static_cast<std::uint64_t>(scalar.kind))(std::uint64_t{scalar.truth ? 1U : 0U});
    signature(scalar.number)(scalar.text);
  }
  return intern(signature.take(), {OneOf{std::move(scalars)}, may, 0});
}

TermId Terms::above(Decimal bound) {
  std::string signature = Signature('>')(bound).take();
  return intern(std::move(signature), {Above{std::move(bound), false}, kNumber, 0});
}

TermId Terms::at_least(Decimal bound) {
  std::string signature = Signature('g')(bound).take();
  return intern(std::move(signature), {Above{std::move(bound), true}, kNumber, 0});
}

TermId Terms::multiple_of(Decimal divisor) {
  const bool of_one = divisor == Decimal::parse("1") || divisor == Decimal::parse("-1");
  // The sign says nothing.
  if (divisor.negative()) divisor = Decimal({false, divisor.view().digits, divisor.view().exponent});
  std::string signature = Signature('m')(divisor).take();
  return intern(std::move(signature), {Multiple{std::move(divisor)}, kNumber, of_one ? KindSet{kInteger} : KindSet{0}});
}

TermId Terms::at_least_as_long(std::uint64_t length) {
  if (length == 0) return kinds(kString);
  return intern(Signature('l')(length).take(), {Long{length}, kString, 0});
}

TermId Terms::pattern(const Predicate& written, const predicate::Row& row, predicate::Operand operand) {
  std::string signature = Signature('p')(print(Spec(Node{written}))).take();
  return intern(std::move(signature), {Pattern{&row, std::move(operand), written}, kString, 0});
}

TermId Terms::opaque(std::string name) {
  std::string signature = Signature('h')(name).take();
  return intern(std::move(signature), {Opaque{std::move(name)}, kAnyKind, 0});
}

TermId Terms::all(std::vector<TermId> parts) {
  std::vector<TermId> terms;
  for (const TermId part : parts) {
    if (const auto* inner = get<All>(part)) {
      terms.insert(terms.end(), inner->terms.begin(), inner->terms.end());
    } else {
      terms.push_back(part);
    }
  }
  sort_out(terms);
  // All kinds that are asked for are one term; it is left out where another term implies it.
  KindSet asked = kAnyKind;
  bool sensitive = false;
  std::erase_if(terms, [&](TermId term) {
    const auto* shape = get<Kinds>(term);
    if (shape != nullptr) asked &= shape->set;
    return shape != nullptr;
  });
  KindSet may = kAnyKind;
  for (const TermId term : terms) may &= terms_[term].may;
  if ((may & asked) == 0) return kNothing;
  if ((may & asked) != may) terms.push_back(kinds(asked));
  sort_out(terms);
  KindSet must = kAnyKind;
  may &= asked;
  for (const TermId term : terms) {
    must &= terms_[term].must;
    sensitive |= terms_[term].sensitive;
    if (const auto* negated = get<Not>(term);
        negated != nullptr && std::binary_search(terms.begin(), terms.end(), negated->term)) {
      return kNothing;
    }
  }
  if (terms.empty()) return kAnything;
  if (terms.size() == 1) return terms.front();
  std::string signature = Signature('&')(terms).take();
  return intern(std::move(signature), {All{std::move(terms)}, may, must, sensitive});
}

TermId Terms::any(std::vector<TermId> parts) {
  std::vector<TermId> terms;
  for (const TermId part : parts) {
    if (const auto* inner = get<Any>(part)) {
      terms.insert(terms.end(), inner->terms.begin(), inner->terms.end());
    } else {
      terms.push_back(part);
    }
  }
  sort_out(terms);
  KindSet given = 0;
  std::vector<Scalar> scalars;
  std::erase_if(terms, [&](TermId term) {
    const auto* kinds_asked = get<Kinds>(term);
    const auto* list = get<OneOf>(term);
    if (kinds_asked != nullptr) given |= kinds_asked->set;
    if (list != nullptr) scalars.insert(scalars.end(), list->scalars.begin(), list->scalars.end());
    return kinds_asked != nullptr || list != nullptr;
  });
  for (const bool truth : {false, true}) {
    const auto is = [&](const Scalar& scalar) { return scalar.kind == Scalar::Kind::boolean && scalar.truth == truth; };
    if (std::none_of(scalars.begin(), scalars.end(), is)) break;
    if (truth) given |= kBoolean;
  }
  const auto covered = [&](KindSet set) { return (set & ~given) == 0; };
  std::erase_if(scalars, [&](const Scalar& scalar) { return covered(kinds_of(scalar)); });
  std::erase_if(terms, [&](TermId term) { return covered(terms_[term].may); });
  if (!scalars.empty()) terms.push_back(one_of(std::move(scalars)));
  if (given != 0) terms.push_back(kinds(given));
  sort_out(terms);
  KindSet may = 0;
  KindSet must = 0;
  bool sensitive = false;
  for (const TermId term : terms) {
    may |= terms_[term].may;
    must |= terms_[term].must;
    sensitive |= terms_[term].sensitive;
    if (term == kAnything) return kAnything;
    if (const auto* negated = get<Not>(term);
        negated != nullptr && std::binary_search(terms.begin(), terms.end(), negated->term)) {
      return kAnything;
    }
  }
  if (terms.empty()) return kNothing;
  if (terms.size() == 1) return terms.front();
  std::string signature = Signature('|')(terms).take();
  return intern(std::move(signature), {Any{std::move(terms)}, may, must, sensitive});
}

TermId Terms::negation(TermId term) {
  if (const auto* inner = get<Not>(term)) return inner->term;
  if (const auto* shape = get<Kinds>(term)) return kinds(kAnyKind & static_cast<KindSet>(~shape->set));
  const Term& inner = terms_[term];
  const auto may = static_cast<KindSet>(kAnyKind & ~inner.must);
  const auto must = static_cast<KindSet>(kAnyKind & ~inner.may);
  const bool sensitive = inner.sensitive;
  return intern(Signature('!')(std::uint64_t{term}).take(), {Not{term}, may, must, sensitive});
}

TermId Terms::name(const Node* node) {
  return intern(Signature('n')(reinterpret_cast<std::uintptr_t>(node)).take(), {Name{node}, kAnyKind, 0, true});
}

TermId Terms::otherwise(TermId accepted, TermId emitted) {
  if (accepted == emitted) return accepted;
  return intern(Signature('e')(std::uint64_t{accepted})(std::uint64_t{emitted}).take(),
                {Otherwise{accepted, emitted}, terms_[accepted].may, 0, true});
}

TermId Terms::collection(Collection shape) {
  if (shape.min > shape.max) return kNothing;
  if (shape.max <= 1) shape.distinct = false;
  if (shape.max == 0) shape.element = kAnything;
  if (shape.element == kAnything && shape.min == 0 && shape.max == UINT64_MAX && !shape.distinct) return kinds(kArray);
  std::string signature =
      Signature('c')(std::uint64_t{shape.element})(shape.min)(shape.max)(std::uint64_t{shape.distinct ? 1U : 0U})
          .take();
  return intern(std::move(signature), {shape, kArray, 0, terms_[shape.element].sensitive});
}

TermId Terms::sequence(Sequence shape) {
  bool sensitive = shape.rest != kNoTerm && terms_[shape.rest].sensitive;
  for (const TermId element : shape.elements) sensitive |= terms_[element].sensitive;
  std::string signature = Signature('t')(shape.elements)(std::uint64_t{shape.rest}).take();
  return intern(std::move(signature), {std::move(shape), kArray, 0, sensitive});
}

TermId Terms::entries(Entries shape) {
  if (shape.min > shape.max) return kNothing;
  if ((terms_[shape.key].must & kString) != 0) shape.key = kAnything;
  std::string signature =
      Signature('d')(std::uint64_t{shape.key})(std::uint64_t{shape.value})(shape.min)(shape.max).take();
  // A map declares every key, which matters beside a schema.
  return intern(std::move(signature), {shape, kObject, 0, true});
}

TermId Terms::fields(Fields shape) {
  std::sort(shape.fields.begin(), shape.fields.end(),
            [](const Fields::Field& a, const Fields::Field& b) { return a.key < b.key; });
  const auto order = [](const Fields::Keys& a, const Fields::Keys& b) {
    return std::tie(a.key, a.value) < std::tie(b.key, b.value);
  };
  std::sort(shape.keys.begin(), shape.keys.end(), order);
  if (shape.rest != kNoTerm) shape.closed = false;
  Signature signature('s');
  signature(std::uint64_t{shape.fields.size()});
  for (const Fields::Field& field : shape.fields) {
    signature(std::uint64_t{field.key})(std::uint64_t{field.value})(std::uint64_t{field.required ? 1U : 0U});
  }
  signature(std::uint64_t{shape.keys.size()});
  for (const Fields::Keys& keys : shape.keys) {
    signature(std::uint64_t{keys.key})(std::uint64_t{keys.value});
  }
  signature(std::uint64_t{shape.rest})(std::uint64_t{shape.closed ? 1U : 0U})(std::uint64_t{shape.governs ? 1U : 0U});
  // Each declares its keys, a tag of a multi too.
  return intern(signature.take(), {std::move(shape), kObject, 0, true});
}

TermId Terms::present(Present shape) {
  in_order(shape);
  std::string signature = signature_of(shape);
  return intern(std::move(signature), {std::move(shape), kObject, 0});
}

TermId Terms::related(Related shape) {
  if (shape.right < shape.left) {  // the same, read from right to left
    std::swap(shape.left, shape.right);
    shape.relation = mirrored(shape.relation);
  }
  std::string signature = Signature('x')(shape.left)(shape.right)(static_cast<std::uint64_t>(shape.relation)).take();
  return intern(std::move(signature), {std::move(shape), kObject, 0});
}

// Recursive: constants nest no deeper than specs may.
TermId Terms::equal_to(const Constant& constant) {
  struct Visitor {
    Terms& terms;
    TermId operator()(std::nullptr_t) const { return terms.kinds(kNull); }
    TermId operator()(bool truth) const { return terms.one_of({{Scalar::Kind::boolean, truth, {}, {}}}); }
    TermId operator()(const Number& number) const {
      const auto value = Decimal::parse(number.text);
      return value ? terms.one_of({{Scalar::Kind::number, false, *value, {}}}) : kNothing;
    }
    TermId operator()(const std::string& text) const { return terms.one_of({{Scalar::Kind::string, false, {}, text}}); }
    TermId operator()(const Constant::Array& items) const {
      Sequence sequence;
      for (const Constant& item : items) sequence.elements.push_back(terms.equal_to(item));
      return terms.sequence(std::move(sequence));
    }
    TermId operator()(const Constant::Object& members) const {
      Fields fields;
      fields.closed = true;
      for (const auto& [key, value] : members) fields.fields.push_back({terms.key(key), terms.equal_to(value), true});
      std::vector<KeyId> keys;
      for (const Fields::Field& field : fields.fields) keys.push_back(field.key);
      std::sort(keys.begin(), keys.end());
      if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) return kNothing;  // equals nothing
      return terms.fields(std::move(fields));
    }
  };
  return std::visit(Visitor{*this}, constant.value);
}

}  // namespace norm::diffing
