// Walks two specs side by side and puts words to where they part. One file, since it is one walk: each shape's case goes on
// into the next one's.
#include "diff/changes.h"

#include <norm/print.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "diff/fingerprint.h"
#include "predicate/table.h"
#include "spec/shape.h"

namespace norm::diffing {
namespace {

constexpr std::size_t kMostChanges = 1000;
constexpr int kMostLevels = 200;

template <class T>
const T* get(const Spec& spec) {
  return std::get_if<T>(&spec.node().shape);
}

/// A spec of one of the two schemas with what its names mean.
struct Part {
  Spec spec;
  const spec::Scope* scope;
};

Part resolved(Part part) {
  for (int names = 0; names < kMostLevels; ++names) {
    const auto* ref = get<Ref>(part.spec);
    if (ref == nullptr) break;
    const spec::Target target = part.scope->resolve(*ref);
    if (!target) break;
    part.spec = target.definition->spec;
  }
  return part;
}

/// How two sets of values stand to each other.
enum class Step : std::uint8_t { same, wider, narrower, other };

class Walk {
 public:
  explicit Walk(Question& question) : question_(question) {}

  std::vector<Change> run() {
    walk({question_.left().judge.spec(), &question_.left().scope},
         {question_.right().judge.spec(), &question_.right().scope}, {}, 0);
    return std::move(out_);
  }

 private:
  // ---- terms

  TermId term(const Part& part) { return question_.builder().build(*part.scope, part.spec); }

  bool within(TermId part, Reading reading, TermId whole) { return question_.outside(part, reading, whole).empty(); }

  Step step(TermId from, TermId to) {
    if (from == to) return Step::same;
    const bool grows = within(from, Reading::accept, to);
    const bool shrinks = within(to, Reading::accept, from);
    return grows && shrinks ? Step::same : grows ? Step::wider : shrinks ? Step::narrower : Step::other;
  }

  Verdict effect(TermId from, TermId to) {
    const Answer forward = question_.outside(from, Reading::emit, to);
    const Answer backward = question_.outside(to, Reading::emit, from);
    if (forward.found() && backward.found()) return Verdict::breaks_both;
    if (forward.found()) return Verdict::breaks_producers;
    if (backward.found()) return Verdict::breaks_consumers;
    return forward.unknown() || backward.unknown() ? Verdict::unknown : Verdict::growth;
  }

  // ---- changes

  void add(const std::string& pointer, ChangeKind kind, std::optional<Written> from, std::optional<Written> to,
           Verdict effect) {
    if (out_.size() >= kMostChanges) return;
    Change change{pointer, kind, std::move(from), std::move(to), effect, {}};
    change.fingerprint = fingerprint({pointer, to_string(kind), change.from ? change.from->text : std::string(),
                                      change.to ? change.to->text : std::string()});
    out_.push_back(std::move(change));
  }

  static Written shown(const Part& part) { return written(part.spec, part.scope->library()); }

  static Written shown(const spec::ShapeField& field, const spec::Scope& scope) {
    Written out = written(Spec(Node{Predicate{"any?", {}}, field.origin->source}), scope.library());
    out.text = (field.presence == Presence::required ? "req " : "opt ") + print_key(field.key);
    if (field.spec) out.text += ", " + print(*field.spec);
    return out;
  }

  static Written shown(const Member& member, std::string text, const spec::Scope& scope) {
    Written out = written(Spec(Node{Predicate{"any?", {}}, member.source}), scope.library());
    out.text = std::move(text);
    return out;
  }

  static std::string below(const std::string& pointer, const std::string& token) {
    return pointer + pointer_of({token});
  }

  // ---- two specs at one place

  void walk(const Part& from, const Part& to, const std::string& pointer, int level) {
    if (term(from) == term(to) || level > kMostLevels) return;
    const Part old = resolved(from);
    const Part now = resolved(to);
    // A pair that leads back to itself says the same again.
    if (!seen_.emplace(&old.spec.node(), &now.spec.node()).second) return;
    Diagnostics ignored;
    if (spec::is_shaped(old.spec) && spec::is_shaped(now.spec)) {
      const auto old_shape = spec::shape_of(*old.scope, old.spec, ignored);
      const auto new_shape = spec::shape_of(*now.scope, now.spec, ignored);
      if (old_shape && new_shape) return schemas(*old_shape, old, *new_shape, now, pointer, level);
    }

    const auto* old_list = get<CollOf>(old.spec);
    const auto* new_list = get<CollOf>(now.spec);
    if (old_list != nullptr && new_list != nullptr) {
      walk({old_list->element, old.scope}, {new_list->element, now.scope}, below(pointer, "*"), level + 1);
      return counts(old_list->counts, old, new_list->counts, now, pointer);
    }
    const auto* old_map = get<MapOf>(old.spec);
    const auto* new_map = get<MapOf>(now.spec);
    if (old_map != nullptr && new_map != nullptr) {
      const Part old_key{old_map->key, old.scope};
      const Part new_key{new_map->key, now.scope};
      if (step(term(old_key), term(new_key)) != Step::same) {
        add(pointer, ChangeKind::keys_changed, shown(old_key), shown(new_key), effect(term(old_key), term(new_key)));
      }
      walk({old_map->value, old.scope}, {new_map->value, now.scope}, below(pointer, "*"), level + 1);
      return counts(old_map->counts, old, new_map->counts, now, pointer);
    }
    const auto* old_tuple = get<Tuple>(old.spec);
    const auto* new_tuple = get<Tuple>(now.spec);
    if (old_tuple != nullptr && new_tuple != nullptr && old_tuple->elements.size() == new_tuple->elements.size() &&
        old_tuple->rest.has_value() == new_tuple->rest.has_value()) {
      for (std::size_t i = 0; i < old_tuple->elements.size(); ++i) {
        walk({old_tuple->elements[i], old.scope}, {new_tuple->elements[i], now.scope},
             below(pointer, std::to_string(i)), level + 1);
      }
      if (old_tuple->rest) {
        walk({*old_tuple->rest, old.scope}, {*new_tuple->rest, now.scope}, below(pointer, "*"), level + 1);
      }
      return;
    }
    const auto* old_multi = get<Multi>(old.spec);
    const auto* new_multi = get<Multi>(now.spec);
    if (old_multi != nullptr && new_multi != nullptr && old_multi->tag == new_multi->tag) {
      return multis(*old_multi, old, *new_multi, now, pointer, level);
    }
    if (is_conjunction(old.spec) || is_conjunction(now.spec)) {
      return lists(terms_of<Conjunction, AllOf>(old), old, terms_of<Conjunction, AllOf>(now), now, pointer, level);
    }
    const std::vector<Part> old_arms = arms_of(old);
    const std::vector<Part> new_arms = arms_of(now);
    const bool constants = std::all_of(old_arms.begin(), old_arms.end(), is_constant) &&
                           std::all_of(new_arms.begin(), new_arms.end(), is_constant);
    if (!constants && (old_arms.size() > 1 || new_arms.size() > 1)) {
      return unions(old_arms, old, new_arms, now, pointer, level);
    }
    leaf(old, now, pointer);
  }

  static bool is_conjunction(const Spec& spec) {
    return get<Conjunction>(spec) != nullptr || get<AllOf>(spec) != nullptr;
  }
  static bool is_constant(const Part& part) {
    return get<Literal>(part.spec) != nullptr || get<Enum>(part.spec) != nullptr;
  }

  template <class First, class Second>
  static std::vector<Part> terms_of(const Part& part) {
    std::vector<Part> out;
    if (const auto* first = get<First>(part.spec)) {
      for (const Spec& term : first->terms) out.push_back(resolved({term, part.scope}));
    } else if (const auto* second = get<Second>(part.spec)) {
      for (const Spec& term : second->terms) out.push_back(resolved({term, part.scope}));
    } else {
      out.push_back(part);
    }
    return out;
  }

  static std::vector<Part> arms_of(const Part& part) {
    std::vector<Part> out;
    if (const auto* any = get<Disjunction>(part.spec)) {
      for (const Spec& term : any->terms) out.push_back(resolved({term, part.scope}));
    } else if (const auto* alt = get<Alt>(part.spec)) {
      for (const Tagged& branch : alt->branches) out.push_back(resolved({branch.spec, part.scope}));
    } else if (const auto* maybe = get<Maybe>(part.spec)) {
      out.push_back({Spec(Node{Predicate{"null?", {}}, part.spec.node().source}), part.scope});
      out.push_back(resolved({maybe->term, part.scope}));
    } else {
      out.push_back(part);
    }
    return out;
  }

  // Takes out what stands on both sides.
  void cancel(std::vector<Part>& olds, std::vector<Part>& news) {
    std::erase_if(olds, [&](const Part& old) {
      const auto twin = std::find_if(news.begin(), news.end(), [&](const Part& now) { return term(now) == term(old); });
      if (twin == news.end()) return false;
      news.erase(twin);
      return true;
    });
  }

  void lists(std::vector<Part> olds, const Part& old, std::vector<Part> news, const Part& now,
             const std::string& pointer, int level) {
    cancel(olds, news);
    const auto one_container = [](const std::vector<Part>& parts) {
      return parts.size() == 1 && get<Predicate>(parts.front().spec) == nullptr && !is_constant(parts.front());
    };
    if (one_container(olds) && one_container(news)) return walk(olds.front(), news.front(), pointer, level + 1);
    leaf(old, now, pointer);
  }

  void unions(std::vector<Part> olds, const Part& old, std::vector<Part> news, const Part& now,
              const std::string& pointer, int level) {
    cancel(olds, news);
    // An arm that became another one: they share a place, and what they say of it is no constant.
    for (auto from = olds.begin(); from != olds.end();) {
      const auto to = std::find_if(news.begin(), news.end(), [&](const Part& candidate) {
        return !question_.solver().clash(term(*from), term(candidate)) && !is_constant(*from) &&
               !is_constant(candidate) && question_.terms()[term(*from)].may == question_.terms()[term(candidate)].may;
      });
      if (to == news.end()) {
        ++from;
        continue;
      }
      walk(*from, *to, pointer, level + 1);
      news.erase(to);
      from = olds.erase(from);
    }
    const TermId before = term(old);
    const TermId after = term(now);
    for (const Part& arm : olds) {
      if (within(term(arm), Reading::accept, after)) continue;
      const Answer lost = question_.outside(term(arm), Reading::emit, after);
      add(pointer, ChangeKind::arm_removed, shown(arm), std::nullopt,
          lost.found()   ? Verdict::breaks_producers
          : lost.empty() ? Verdict::growth
                         : Verdict::unknown);
    }
    for (const Part& arm : news) {
      if (within(term(arm), Reading::accept, before)) continue;
      const Answer gained = question_.outside(term(arm), Reading::emit, before);
      add(pointer, ChangeKind::arm_added, std::nullopt, shown(arm),
          gained.found()   ? Verdict::breaks_consumers
          : gained.empty() ? Verdict::growth
                           : Verdict::unknown);
    }
  }

  void multis(const Multi& old, const Part& from, const Multi& now, const Part& to, const std::string& pointer,
              int level) {
    const auto find = [](const Multi& multi, const Constant& tag) -> const Arm* {
      for (const Arm& arm : multi.arms) {
        if (std::find(arm.tags.begin(), arm.tags.end(), tag) != arm.tags.end()) return &arm;
      }
      return nullptr;
    };
    const auto shown_arm = [&](const Constant& tag, const Spec& spec, const Part& part) {
      Written out = shown(Part{spec, part.scope});
      out.text = print(tag) + " => " + out.text;
      return out;
    };
    const auto alone = [&](const Constant& tag, const Spec& spec, const Part& part) {
      return term({Spec(Node{Multi{old.tag, {{{tag}, spec}}, {}}, spec.node().source}), part.scope});
    };
    for (const Arm& arm : old.arms) {
      for (const Constant& tag : arm.tags) {
        if (const Arm* twin = find(now, tag)) {
          walk({arm.spec, from.scope}, {twin->spec, to.scope}, pointer, level + 1);
          continue;
        }
        const Answer lost = question_.outside(alone(tag, arm.spec, from), Reading::emit, term(to));
        add(pointer, ChangeKind::arm_removed, shown_arm(tag, arm.spec, from), std::nullopt,
            lost.found()   ? Verdict::breaks_producers
            : lost.empty() ? Verdict::growth
                           : Verdict::unknown);
      }
    }
    for (const Arm& arm : now.arms) {
      for (const Constant& tag : arm.tags) {
        if (find(old, tag) != nullptr) continue;
        const Answer gained = question_.outside(alone(tag, arm.spec, to), Reading::emit, term(from));
        add(pointer, ChangeKind::arm_added, std::nullopt, shown_arm(tag, arm.spec, to),
            gained.found()   ? Verdict::breaks_consumers
            : gained.empty() ? Verdict::growth
                             : Verdict::unknown);
      }
    }
    const auto otherwise = [&](const Spec& spec, const Part& part) {
      Written out = shown(Part{spec, part.scope});
      out.text = "else => " + out.text;
      return out;
    };
    if (old.otherwise && now.otherwise) {
      walk({*old.otherwise, from.scope}, {*now.otherwise, to.scope}, pointer, level + 1);
    } else if (old.otherwise) {
      add(pointer, ChangeKind::arm_removed, otherwise(*old.otherwise, from), std::nullopt, Verdict::breaks_producers);
    } else if (now.otherwise) {
      add(pointer, ChangeKind::arm_added, std::nullopt, otherwise(*now.otherwise, to), Verdict::breaks_consumers);
    }
  }

  // ---- leaves

  enum class Sort : std::uint8_t { type, constants, bound, pattern };

  static Sort sort_of(const Part& part) {
    if (is_constant(part)) return Sort::constants;
    if (const auto* negation = get<Negation>(part.spec)) return sort_of(resolved({negation->term, part.scope}));
    const auto* predicate = get<Predicate>(part.spec);
    if (predicate == nullptr) return Sort::type;
    const predicate::Row* row = predicate::find(predicate->name);
    if (row == nullptr || row->test == nullptr || row->code == "integral") return Sort::type;
    if (row->kinds == predicate::kString) {
      const bool length = row->code.find("length") != std::string_view::npos;
      return length ? Sort::bound : Sort::pattern;
    }
    return Sort::bound;
  }

  void leaf(const Part& old, const Part& now, const std::string& pointer) {
    const Step how = step(term(old), term(now));
    if (how == Step::same) return;
    std::vector<Part> olds = flat(old);
    std::vector<Part> news = flat(now);
    cancel(olds, news);
    std::set<Sort> sorts;
    for (const auto* parts : {&olds, &news}) {
      for (const Part& part : *parts) sorts.insert(sort_of(part));
    }
    // A kind that another test implies is no change of type: `0..255` for `integer? & >= 0`.
    const KindSet before = question_.terms()[term(old)].may;
    const KindSet after = question_.terms()[term(now)].may;
    if (before == after && sorts.size() > 1) sorts.erase(Sort::type);
    const Sort sort = sorts.size() == 1 ? *sorts.begin() : Sort::type;
    add(pointer, kind_of(sort, how), shown(old), shown(now), effect(term(old), term(now)));
  }

  static std::vector<Part> flat(const Part& part) {
    if (is_conjunction(part.spec)) return terms_of<Conjunction, AllOf>(part);
    return arms_of(part);
  }

  static ChangeKind kind_of(Sort sort, Step how) {
    switch (sort) {
      case Sort::type:
        return how == Step::wider      ? ChangeKind::type_widened
               : how == Step::narrower ? ChangeKind::type_narrowed
                                       : ChangeKind::type_changed;
      case Sort::constants:
        return how == Step::wider      ? ChangeKind::enum_grown
               : how == Step::narrower ? ChangeKind::enum_shrunk
                                       : ChangeKind::enum_changed;
      case Sort::bound:
        return how == Step::wider      ? ChangeKind::bound_relaxed
               : how == Step::narrower ? ChangeKind::bound_tightened
                                       : ChangeKind::bound_changed;
      case Sort::pattern: break;
    }
    return ChangeKind::pattern_changed;
  }

  // ---- counts and schemas

  void counts(const Counts& old, const Part& from, const Counts& now, const Part& to, const std::string& pointer) {
    // The counts alone, without what the elements are.
    const auto alone = [&](Counts counts, const Part& part) {
      counts.distinct.reset();
      const Spec any(Node{Predicate{"any?", {}}});
      Spec spec = get<CollOf>(part.spec) != nullptr ? Spec(Node{CollOf{any, counts}, part.spec.node().source})
                                                    : Spec(Node{MapOf{any, any, counts}, part.spec.node().source});
      return Part{std::move(spec), part.scope};
    };
    const Part before = alone(old, from);
    const Part after = alone(now, to);
    const Step how = step(term(before), term(after));
    if (how != Step::same) {
      add(pointer, kind_of(Sort::bound, how), shown(before), shown(after), effect(term(before), term(after)));
    }
    const bool was = old.distinct.value_or(false);
    const bool is = now.distinct.value_or(false);
    const auto distinct = [](const Part& part) {
      Written out = shown(part);
      out.text = "distinct: true";
      return out;
    };
    if (was && !is) add(pointer, ChangeKind::rule_removed, distinct(from), std::nullopt, Verdict::breaks_consumers);
    if (is && !was) add(pointer, ChangeKind::rule_added, std::nullopt, distinct(to), Verdict::breaks_producers);
  }

  void schemas(const spec::ShapedSchema& old, const Part& from, const spec::ShapedSchema& now, const Part& to,
               const std::string& pointer, int level) {
    const auto find = [](const spec::ShapedSchema& shape, const std::string& key) -> const spec::ShapeField* {
      const auto found = std::find_if(shape.fields.begin(), shape.fields.end(),
                                      [&](const spec::ShapeField& field) { return field.key == key; });
      return found == shape.fields.end() ? nullptr : &*found;
    };
    static const Spec any(Node{Predicate{"any?", {}}});  // its address is remembered as that of one node
    for (const spec::ShapeField& field : old.fields) {
      const std::string place = below(pointer, field.key);
      const spec::ShapeField* twin = find(now, field.key);
      if (twin == nullptr) {
        const bool needed = field.presence == Presence::required;
        const Verdict lost = now.closed && now.rest == nullptr ? Verdict::breaks_producers : Verdict::growth;
        add(place, ChangeKind::field_removed, shown(field, *from.scope), std::nullopt,
            !needed                   ? lost
            : lost == Verdict::growth ? Verdict::breaks_consumers
                                      : Verdict::breaks_both);
        continue;
      }
      if (field.presence != twin->presence) {
        const bool needed = twin->presence == Presence::required;
        add(place, needed ? ChangeKind::required_added : ChangeKind::required_dropped, shown(field, *from.scope),
            shown(*twin, *to.scope), needed ? Verdict::breaks_producers : Verdict::breaks_consumers);
      }
      walk({field.spec.value_or(any), from.scope}, {twin->spec.value_or(any), to.scope}, place, level + 1);
    }
    for (const spec::ShapeField& field : now.fields) {
      if (find(old, field.key) != nullptr) continue;
      const bool needed = field.presence == Presence::required;
      const Verdict gained = old.closed && old.rest == nullptr ? Verdict::breaks_consumers : Verdict::growth;
      add(below(pointer, field.key), needed ? ChangeKind::required_added : ChangeKind::field_added, std::nullopt,
          shown(field, *to.scope),
          !needed                     ? gained
          : gained == Verdict::growth ? Verdict::breaks_producers
                                      : Verdict::breaks_both);
    }
    if (old.closed != now.closed) {
      add(pointer, now.closed ? ChangeKind::closed : ChangeKind::opened, shown(from), shown(to),
          now.closed ? Verdict::breaks_producers : Verdict::breaks_consumers);
    }
    members(old.keys, from, now.keys, to, pointer, ChangeKind::keys_removed, ChangeKind::keys_added);
    const auto rest = [](const Member* member) {
      return member == nullptr ? std::vector<const Member*>() : std::vector<const Member*>{member};
    };
    if (old.rest != nullptr && now.rest != nullptr) {
      walk({std::get<Rest>(old.rest->shape).value, from.scope}, {std::get<Rest>(now.rest->shape).value, to.scope},
           below(pointer, "*"), level + 1);
    } else {
      members(rest(old.rest), from, rest(now.rest), to, pointer, ChangeKind::keys_removed, ChangeKind::keys_added);
    }
    members(old.requires_, from, now.requires_, to, pointer, ChangeKind::rule_removed, ChangeKind::rule_added);
    members(old.checks, from, now.checks, to, pointer, ChangeKind::rule_removed, ChangeKind::rule_added);
  }

  // Members that have no key, by what they say.
  void members(const std::vector<const Member*>& olds, const Part& from, const std::vector<const Member*>& news,
               const Part& to, const std::string& pointer, ChangeKind removed, ChangeKind added) {
    std::vector<const Member*> left = news;
    for (const Member* member : olds) {
      const std::string text = text_of(*member);
      const auto twin = std::find_if(left.begin(), left.end(), [&](const Member* m) { return text_of(*m) == text; });
      if (twin != left.end()) {
        left.erase(twin);
      } else {
        const bool opaque = std::holds_alternative<Check>(member->shape);
        add(pointer, removed, shown(*member, text, *from.scope), std::nullopt,
            opaque ? Verdict::unknown : Verdict::breaks_consumers);
      }
    }
    for (const Member* member : left) {
      const bool opaque = std::holds_alternative<Check>(member->shape);
      add(pointer, added, std::nullopt, shown(*member, text_of(*member), *to.scope),
          opaque ? Verdict::unknown : Verdict::breaks_producers);
    }
  }

  static std::string text_of(const Member& member) {
    if (const auto* keys = std::get_if<Keys>(&member.shape)) {
      return "keys " + print(keys->key) + ", " + print(keys->value);
    }
    if (const auto* rest = std::get_if<Rest>(&member.shape)) return "rest " + print(rest->value);
    if (const auto* require = std::get_if<Require>(&member.shape)) return "require " + print(require->expr);
    if (const auto* check = std::get_if<Check>(&member.shape)) return "check " + print(*check);
    return {};
  }

  Question& question_;
  std::vector<Change> out_;
  std::set<std::pair<const Node*, const Node*>> seen_;
};

/// The spec of the value one step inside; nullopt: none is said.
std::optional<Part> inside(const Part& whole, const Segment& segment, int level) {
  if (level > kMostLevels) return std::nullopt;
  const Part part = resolved(whole);
  const auto first_of = [&](const std::vector<Spec>& specs) -> std::optional<Part> {
    for (const Spec& spec : specs) {
      if (auto found = inside({spec, part.scope}, segment, level + 1)) return found;
    }
    return std::nullopt;
  };
  if (const auto* all = get<Conjunction>(part.spec)) return first_of(all->terms);
  if (const auto* all = get<AllOf>(part.spec)) return first_of(all->terms);
  if (const auto* any = get<Disjunction>(part.spec)) return first_of(any->terms);
  if (const auto* maybe = get<Maybe>(part.spec)) return inside({maybe->term, part.scope}, segment, level + 1);
  if (const auto* alt = get<Alt>(part.spec)) {
    for (const Tagged& branch : alt->branches) {
      if (auto found = inside({branch.spec, part.scope}, segment, level + 1)) return found;
    }
    return std::nullopt;
  }
  if (const auto* multi = get<Multi>(part.spec)) {
    for (const Arm& arm : multi->arms) {
      if (auto found = inside({arm.spec, part.scope}, segment, level + 1)) return found;
    }
    return std::nullopt;
  }
  if (const auto* index = std::get_if<std::size_t>(&segment)) {
    if (const auto* list = get<CollOf>(part.spec)) return Part{list->element, part.scope};
    if (const auto* tuple = get<Tuple>(part.spec)) {
      if (*index < tuple->elements.size()) return Part{tuple->elements[*index], part.scope};
      if (tuple->rest) return Part{*tuple->rest, part.scope};
    }
    return std::nullopt;
  }
  if (const auto* map = get<MapOf>(part.spec)) return Part{map->value, part.scope};
  Diagnostics ignored;
  if (!spec::is_shaped(part.spec)) return std::nullopt;
  const auto shape = spec::shape_of(*part.scope, part.spec, ignored);
  if (!shape) return std::nullopt;
  for (const spec::ShapeField& field : shape->fields) {
    if (field.key == std::get<std::string>(segment) && field.spec) return Part{*field.spec, part.scope};
  }
  return std::nullopt;
}

}  // namespace

std::vector<Change> changes_between(Question& question) { return Walk(question).run(); }

Written said_at(const spec::Scope& scope, const Spec& spec, const Segments& path) {
  Part part{spec, &scope};
  for (const Segment& segment : path) {
    auto next = inside(part, segment, 0);
    if (!next) break;
    part = *next;
  }
  return written(part.spec, scope.library());
}

}  // namespace norm::diffing
