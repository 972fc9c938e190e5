// What one term says of another at a glance: no goal is solved, no name is looked up, and whatever is not plain is left
// open.
#include <algorithm>
#include <optional>

#include "diff/solve.h"

namespace norm::diffing {
namespace {

using predicate::kFloat;
using predicate::kInteger;

/// Whether the scalar passes a test that is made of no others; nullopt: that is not plain.
std::optional<bool> passes(const Terms& terms, const Scalar& scalar, TermId id) {
  const bool is_number = scalar.kind == Scalar::Kind::number;
  const bool is_string = scalar.kind == Scalar::Kind::string;
  if (const auto* kinds = terms.get<Kinds>(id)) {
    if (!is_number) return (kinds->set & (is_string ? predicate::kString : predicate::kBoolean)) != 0;
    const auto written = static_cast<KindSet>(scalar.number.is_integral() ? predicate::kNumber : KindSet{kFloat});
    const auto taken = static_cast<KindSet>(kinds->set & written);
    return taken == written ? std::optional(true) : taken == 0 ? std::optional(false) : std::nullopt;
  }
  if (const auto* list = terms.get<OneOf>(id)) {
    return std::binary_search(list->scalars.begin(), list->scalars.end(), scalar);
  }
  if (const auto* above = terms.get<Above>(id)) {
    const auto order = scalar.number <=> above->bound;
    return is_number && (order > 0 || (order == 0 && above->closed));
  }
  if (const auto* multiple = terms.get<Multiple>(id)) return is_number && is_multiple_of(scalar.number, multiple->of);
  if (const auto* longer = terms.get<Long>(id)) return is_string && code_points(scalar.text) >= longer->length;
  if (terms.get<Collection>(id) != nullptr || terms.get<Sequence>(id) != nullptr) return false;
  if (terms.get<Fields>(id) != nullptr || terms.get<Entries>(id) != nullptr) return false;
  return std::nullopt;
}

}  // namespace

class Solver::Glance {
 public:
  explicit Glance(const Terms& terms) : terms_(terms) {}

  bool clash(TermId a, TermId b) { return clash(a, b, 0); }
  bool inside(TermId a, TermId b) { return inside(a, b, 0); }
  [[nodiscard]] std::size_t looked_at() const { return looked_at_; }

 private:
  static constexpr std::size_t kMostLooks = 1000;
  static constexpr int kDeepest = 8;

  [[nodiscard]] bool too_far(int depth) { return ++looked_at_ > kMostLooks || depth > kDeepest; }

  // No value conforms to both.
  bool clash(TermId a, TermId b, int depth) {
    if ((terms_[a].may & terms_[b].may) == 0) return true;
    if (a == b || too_far(depth)) return false;
    for (const auto& [whole, other] : {std::pair(a, b), std::pair(b, a)}) {
      const auto with_other = [&, peer = other](TermId part) { return clash(part, peer, depth + 1); };
      if (const auto* negated = terms_.get<Not>(whole)) return inside(other, negated->term, depth + 1);
      if (const auto* all = terms_.get<All>(whole))
        return std::any_of(all->terms.begin(), all->terms.end(), with_other);
      if (const auto* any = terms_.get<Any>(whole))
        return std::all_of(any->terms.begin(), any->terms.end(), with_other);
      if (const auto* otherwise = terms_.get<Otherwise>(whole)) return with_other(otherwise->accepted);
    }
    for (const auto& [list, other] : {std::pair(terms_.get<OneOf>(a), b), std::pair(terms_.get<OneOf>(b), a)}) {
      if (list != nullptr) return none_passes(*list, other);
    }
    if (const auto* one = terms_.get<Fields>(a), *other = terms_.get<Fields>(b); one != nullptr && other != nullptr) {
      return disagree(*one, *other, depth) || disagree(*other, *one, depth);
    }
    return lists_clash(a, b, depth);
  }

  bool none_passes(const OneOf& list, TermId other) {
    looked_at_ += list.scalars.size();
    return std::all_of(list.scalars.begin(), list.scalars.end(),
                       [&](const Scalar& scalar) { return passes(terms_, scalar, other) == false; });
  }

  // A key that `one` asks for cannot be as both want it.
  bool disagree(const Fields& one, const Fields& other, int depth) {
    return std::any_of(one.fields.begin(), one.fields.end(), [&](const Fields::Field& field) {
      if (!field.required) return false;
      const Fields::Field* peer = other.find(field.key);
      if (peer == nullptr) return other.closed && other.keys.empty();
      return clash(field.value, peer->value, depth + 1);
    });
  }

  struct List {
    std::uint64_t min = 0, max = UINT64_MAX;
    const Sequence* sequence = nullptr;
    TermId others = kAnything;  // behind the sequence's elements

    [[nodiscard]] TermId at(std::size_t place) const {
      return sequence != nullptr && place < sequence->elements.size() ? sequence->elements[place] : others;
    }
  };
  [[nodiscard]] std::optional<List> list_of(TermId id) const {
    if (const auto* collection = terms_.get<Collection>(id)) {
      return List{collection->min, collection->max, nullptr, collection->element};
    }
    const auto* sequence = terms_.get<Sequence>(id);
    if (sequence == nullptr) return std::nullopt;
    const bool open = sequence->rest != kNoTerm;
    const std::uint64_t size = sequence->elements.size();
    return List{size, open ? UINT64_MAX : size, sequence, open ? sequence->rest : kNothing};
  }

  bool lists_clash(TermId a, TermId b, int depth) {
    const auto one = list_of(a);
    const auto other = list_of(b);
    if (!one || !other) return false;
    if (one->min > other->max || other->min > one->max) return true;
    constexpr std::uint64_t kMostPlaces = 32;
    const std::uint64_t sure = std::min({std::max(one->min, other->min), one->max, other->max, kMostPlaces});
    for (std::size_t place = 0; place < sure; ++place) {
      if (clash(one->at(place), other->at(place), depth + 1)) return true;
    }
    return false;
  }

  // Whatever conforms to a conforms to b.
  bool inside(TermId a, TermId b, int depth) {
    if (a == b || (terms_[a].may & ~terms_[b].must) == 0) return true;
    if ((terms_[a].must & ~terms_[b].may) != 0 || too_far(depth)) return false;
    const auto in_b = [&](TermId part) { return inside(part, b, depth + 1); };
    const auto holds_a = [&](TermId part) { return inside(a, part, depth + 1); };
    const auto* not_a = terms_.get<Not>(a);
    const auto* not_b = terms_.get<Not>(b);
    if (not_a != nullptr && not_b != nullptr) return inside(not_b->term, not_a->term, depth + 1);
    if (not_b != nullptr) return clash(a, not_b->term, depth + 1);
    if (const auto* any = terms_.get<Any>(a)) return std::all_of(any->terms.begin(), any->terms.end(), in_b);
    if (const auto* all = terms_.get<All>(b)) return std::all_of(all->terms.begin(), all->terms.end(), holds_a);
    if (const auto* otherwise = terms_.get<Otherwise>(a)) return in_b(otherwise->accepted);
    if (const auto* otherwise = terms_.get<Otherwise>(b)) return holds_a(otherwise->accepted);
    if (const auto* all = terms_.get<All>(a); all != nullptr && std::any_of(all->terms.begin(), all->terms.end(), in_b))
      return true;
    if (const auto* any = terms_.get<Any>(b)) return std::any_of(any->terms.begin(), any->terms.end(), holds_a);
    if (const auto* list = terms_.get<OneOf>(a)) {
      looked_at_ += list->scalars.size();
      return std::all_of(list->scalars.begin(), list->scalars.end(),
                         [&](const Scalar& scalar) { return passes(terms_, scalar, b) == true; });
    }
    if (const auto* one = terms_.get<Above>(a), *other = terms_.get<Above>(b); one != nullptr && other != nullptr) {
      const auto order = one->bound <=> other->bound;
      return order > 0 || (order == 0 && (other->closed || !one->closed));
    }
    if (const auto* one = terms_.get<Multiple>(a), *other = terms_.get<Multiple>(b);
        one != nullptr && other != nullptr) {
      return is_multiple_of(one->of, other->of);
    }
    if (const auto* one = terms_.get<Long>(a), *other = terms_.get<Long>(b); one != nullptr && other != nullptr) {
      return one->length >= other->length;
    }
    const auto* one = terms_.get<Fields>(a);
    const auto* other = terms_.get<Fields>(b);
    return one != nullptr && other != nullptr && asks_no_more(*one, *other, depth);
  }

  // `other` is met by whatever meets `one`.
  bool asks_no_more(const Fields& one, const Fields& other, int depth) {
    if (other.closed || !other.keys.empty() || other.rest != kNoTerm) return false;
    return std::all_of(other.fields.begin(), other.fields.end(), [&](const Fields::Field& field) {
      const Fields::Field* peer = one.find(field.key);
      if (peer == nullptr) return !field.required && field.value == kAnything;
      return (peer->required || !field.required) && inside(peer->value, field.value, depth + 1);
    });
  }

  const Terms& terms_;
  std::size_t looked_at_ = 0;
};

template <class Look>
bool Solver::glance(std::unordered_map<std::uint64_t, bool>& known, TermId a, TermId b, Look look) {
  constexpr std::size_t kLooksAStep = 16;
  // What is no container is looked at faster than it is looked up.
  constexpr auto kContainers = static_cast<KindSet>(predicate::kArray | predicate::kObject);
  Glance glance(terms_);
  if (((terms_[a].may | terms_[b].may) & kContainers) == 0) return look(glance);
  const auto [found, fresh] = known.try_emplace(std::uint64_t{a} << 32 | b, false);
  if (fresh) {
    found->second = look(glance);
    (void)spend(1 + glance.looked_at() / kLooksAStep);
  }
  return found->second;
}

bool Solver::clash(TermId a, TermId b) {
  return glance(clashes_, a, b, [&](Glance& glance) { return glance.clash(a, b); });
}

bool Solver::inside(TermId a, TermId b) {
  return glance(inside_, a, b, [&](Glance& glance) { return glance.inside(a, b); });
}

Solver::Bearing Solver::bearing(Statement known, Statement asked) {
  // What is only accepted may not be what is emitted.
  const bool weaker = asked.positive && asked.emitted && terms_[asked.term].sensitive;
  if (known.term == asked.term) {
    if (known.positive != asked.positive) return Bearing::fails;
    return weaker && !known.emitted ? Bearing::none : Bearing::holds;
  }
  if (!known.positive) {
    if (!inside(asked.term, known.term)) return Bearing::none;
    return asked.positive ? Bearing::fails : Bearing::holds;
  }
  if (clash(known.term, asked.term)) return asked.positive ? Bearing::fails : Bearing::holds;
  if (weaker || !inside(known.term, asked.term)) return Bearing::none;
  return asked.positive ? Bearing::holds : Bearing::fails;
}

}  // namespace norm::diffing
