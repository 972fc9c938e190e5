// Objects of a goal: which keys are there, and what is at each of them.
//
// The keys that some schema of the goal speaks of are looked at one by one; any other key is like all others of which
// the same key specs hold, so a fresh name stands for them. Every negated schema is violated in one way: by a field, by
// some other entry, by a count.
//
// Over 500 lines in one piece: each step reads what all steps before it have chosen.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "diff/solve.h"

namespace norm::diffing {
namespace {

using predicate::kString;

constexpr std::size_t kEnoughBranches = 64;  // once there is a payload, for a smaller one
constexpr std::uint64_t kMostEntries = 500;  // that are made up to reach a count
constexpr std::size_t kMostNamedTexts = 1000;

class Objects {
 public:
  Objects(Solver& solver, const std::vector<Statement>& atoms) : solver_(solver), terms_(solver.terms()) {
    for (const Statement& atom : atoms) read(atom);
    for (const auto& [fields, emitted] : schemas_) {
      governed_ |= emitted && fields.governs;
      ungoverned_ |= emitted && fields.rest != kNoTerm;
    }
    for (const auto& [entries, emitted] : maps_) {
      ungoverned_ |= emitted;
      start_.min = std::max(start_.min, entries.min);
      start_.max = std::min(start_.max, entries.max);
    }
    governed_ = governed_ && !ungoverned_;
    std::sort(mentioned_.begin(), mentioned_.end());
    mentioned_.erase(std::unique(mentioned_.begin(), mentioned_.end()), mentioned_.end());
  }

  Answer solve() {
    for (const KeyId key : mentioned_) {
      if (!add_base(key)) return Answer::nothing();
    }
    for (const Base& base : bases_) {
      if (!base.required) continue;
      const Answer answer = solver_.solve(base.value);
      if (answer.empty()) return answer;
    }
    meet_presences(start_, 0);
    if (opaque_key_ != kNoTerm && !best_.found()) {
      // Whether a key is one of those is not known, so neither is what follows from it.
      return Answer::doubt("host-predicate", opaque_key_);
    }
    return best_.take();
  }

 private:
  /// What all positive atoms ask of one key.
  struct Base {
    KeyId key = 0;
    Goal value = {};
    bool required = false;
    bool forbidden = false;
  };
  /// An entry whose key is none of those that are spoken of.
  struct Fresh {
    Goal key, value;
  };
  struct State {
    std::map<KeyId, Goal> required = {};  // keys that have to be there, with what they are beside their base
    std::unordered_set<KeyId> forbidden = {};
    std::vector<Fresh> fresh = {};
    std::uint64_t min = 0;
    std::uint64_t max = UINT64_MAX;
    TermId check = kNoTerm;  // that has to fail, of which nothing is known
  };
  using Members = std::vector<std::pair<std::string, ValuePtr>>;

  // ---- the goal

  void read(const Statement& atom) {
    if (const auto* fields = terms_.get<Fields>(atom.term)) {
      for (const Fields::Field& field : fields->fields) mentioned_.push_back(field.key);
      const Fields shape = *fields;
      for (const Fields::Keys& keys : shape.keys) mention_texts(keys.key);
      if (atom.positive) {
        schemas_.emplace_back(shape, atom.emitted);
        positive_.push_back(atom.term);
      } else {
        violated_.push_back(atom);
      }
    } else if (const auto* entries = terms_.get<Entries>(atom.term)) {
      const Entries shape = *entries;
      mention_texts(shape.key);
      if (atom.positive) {
        maps_.emplace_back(shape, atom.emitted);
      } else {
        violated_.push_back(atom);
      }
    } else if (const auto* present = terms_.get<Present>(atom.term)) {
      mention(*present);
      presences_.push_back(atom);
    } else if (const auto* related = terms_.get<Related>(atom.term)) {
      mentioned_.push_back(related->left.front());
      mentioned_.push_back(related->right.front());
      (atom.positive ? checks_ : violated_).push_back(atom);
    }
  }

  void mention(const Present& present) {
    if (present.kind == PresenceExpr::Kind::key) mentioned_.push_back(present.key);
    for (const Present& term : present.terms) mention(term);
  }

  // The texts that a key spec lists: it may hold of nothing else.
  void mention_texts(TermId key) {
    std::vector<TermId> todo = {key};
    std::unordered_set<TermId> seen;
    std::size_t texts = 0;
    while (!todo.empty() && texts < kMostNamedTexts) {
      const TermId id = todo.back();
      todo.pop_back();
      if (!seen.insert(id).second) continue;
      if (const auto* list = terms_.get<OneOf>(id)) {
        for (const Scalar& scalar : list->scalars) {
          if (scalar.kind != Scalar::Kind::string) continue;
          mentioned_.push_back(terms_.key(scalar.text));
          ++texts;
        }
      } else if (const auto* all = terms_.get<All>(id)) {
        todo.insert(todo.end(), all->terms.begin(), all->terms.end());
      } else if (const auto* any = terms_.get<Any>(id)) {
        todo.insert(todo.end(), any->terms.begin(), any->terms.end());
      } else if (const auto* negated = terms_.get<Not>(id)) {
        todo.push_back(negated->term);
      }
    }
  }

  [[nodiscard]] bool matches(KeyId key, TermId spec) {
    const Scalar scalar{Scalar::Kind::string, false, {}, terms_.text(key)};
    const Solver::Truth truth = solver_.conforms(scalar, kString, {spec, true, false});
    if (truth == Solver::Truth::unknown) opaque_key_ = spec;
    return truth == Solver::Truth::yes;
  }

  // False: the key has to be there and may not be.
  bool add_base(KeyId key) {
    Base base{key};
    bool declared = false;
    for (const auto& [fields, emitted] : schemas_) {
      const Fields::Field* field = fields.find(key);
      bool matched = field != nullptr;
      if (field != nullptr) {
        base.required |= field->required;
        base.value.push_back({field->value, true, emitted});
      }
      for (const Fields::Keys& keys : fields.keys) {
        if (!matches(key, keys.key)) continue;
        matched = true;
        base.value.push_back({keys.value, true, emitted});
      }
      declared |= emitted && matched;
      if (matched) continue;
      if (fields.rest != kNoTerm) base.value.push_back({fields.rest, true, emitted});
      base.forbidden |= fields.closed;
    }
    for (const auto& [entries, emitted] : maps_) {
      base.forbidden |= !matches(key, entries.key);
      base.value.push_back({entries.value, true, emitted});
    }
    base.forbidden |= governed_ && !declared && solver_.vocabulary().declares(terms_.text(key));
    if (base.required && base.forbidden) return false;
    bases_.push_back(std::move(base));
    return true;
  }

  [[nodiscard]] const Base& base(KeyId key) const {
    return *std::lower_bound(bases_.begin(), bases_.end(), key, [](const Base& b, KeyId k) { return b.key < k; });
  }

  // ---- what has to be there, and what may not be

  // False: it may not be there, or nothing can be at it.
  [[nodiscard]] bool require(State& state, KeyId key, const Goal& extra) {
    const Base& from = base(key);
    if (from.forbidden || state.forbidden.contains(key)) return false;
    Goal& own = state.required[key];
    own.insert(own.end(), extra.begin(), extra.end());
    if (own.empty() && from.required) return true;
    Goal goal = from.value;
    goal.insert(goal.end(), own.begin(), own.end());
    return !solver_.solve(std::move(goal)).empty();
  }

  [[nodiscard]] bool forbid(State& state, KeyId key) {
    if (base(key).required || state.required.contains(key)) return false;
    state.forbidden.insert(key);
    return true;
  }

  [[nodiscard]] bool stop() {
    ++branches_;
    if (best_.found() && branches_ > kEnoughBranches) return true;
    if (solver_.spend()) return false;
    best_.add(Answer::doubt("budget"));
    return true;
  }

  void meet_presences(const State& state, std::size_t next) {
    if (next == presences_.size()) return violate(state, 0);
    const Present present = *terms_.get<Present>(presences_[next].term);
    meet(state, {{&present, presences_[next].positive}}, next + 1);
  }

  // `todo`: what is left of one presence expression; then the presences from `next` on.
  void meet(State state, std::vector<std::pair<const Present*, bool>> todo, std::size_t next) {
    while (!todo.empty()) {
      const auto [present, positive] = todo.back();
      todo.pop_back();
      if (present->kind == PresenceExpr::Kind::key) {
        if (!(positive ? require(state, present->key, {}) : forbid(state, present->key))) return;
        continue;
      }
      if ((present->kind == PresenceExpr::Kind::all) == positive) {
        for (const Present& term : present->terms) todo.emplace_back(&term, positive);
        continue;
      }
      for (const Present& term : present->terms) {
        if (stop()) return;
        auto rest = todo;
        rest.emplace_back(&term, positive);
        meet(state, std::move(rest), next);
      }
      return;
    }
    meet_presences(state, next);
  }

  // ---- negated schemas

  void violate(const State& state, std::size_t next) {
    const Solver::Level level(solver_);
    if (level.too_deep()) return best_.add(Answer::doubt("budget"));
    if (state.min > state.max || stop()) return;
    if (next == violated_.size()) return finish(state);
    const Statement atom = violated_[next];
    if (const auto* related = terms_.get<Related>(atom.term)) {
      State changed = state;
      changed.check = atom.term;
      const KeyId left = related->left.front();
      const KeyId right = related->right.front();
      if (require(changed, left, {}) && require(changed, right, {})) violate(changed, next + 1);
    } else if (const auto* entries = terms_.get<Entries>(atom.term)) {
      violate_entries(state, next, Entries(*entries), atom.emitted);
    } else {
      const bool clashes =
          std::any_of(positive_.begin(), positive_.end(), [&](TermId term) { return solver_.clash(term, atom.term); });
      if (clashes) return violate(state, next + 1);
      violate_fields(state, next, Fields(*terms_.get<Fields>(atom.term)), atom.emitted);
    }
  }

  void with_key(const State& state, std::size_t next, KeyId key, const Goal& extra) {
    State changed = state;
    if (require(changed, key, extra)) violate(changed, next + 1);
  }

  // An entry of which nothing speaks; one that is there already may do.
  void with_fresh(const State& state, std::size_t next, const Fresh& entry) {
    if (!solver_.solve(entry.value).empty()) {
      State changed = state;
      changed.fresh.push_back(entry);
      violate(changed, next + 1);
    }
    for (std::size_t i = 0; i < state.fresh.size(); ++i) {
      State changed = state;
      Fresh& own = changed.fresh[i];
      own.key.insert(own.key.end(), entry.key.begin(), entry.key.end());
      own.value.insert(own.value.end(), entry.value.begin(), entry.value.end());
      if (!solver_.solve(own.value).empty()) violate(changed, next + 1);
    }
  }

  void violate_fields(const State& state, std::size_t next, const Fields& fields, bool emitted) {
    for (const Fields::Field& field : fields.fields) {
      if (!field.required) continue;
      State changed = state;
      if (forbid(changed, field.key)) violate(changed, next + 1);
    }
    for (const Fields::Field& field : fields.fields) {
      if (field.value != kAnything) with_key(state, next, field.key, {{field.value, false, emitted}});
    }
    for (const Fields::Keys& keys : fields.keys) {
      if (keys.value == kAnything) continue;
      const Goal extra = {{keys.value, false, emitted}};
      with_fresh(state, next, {{{keys.key, true, false}}, extra});
      for (const KeyId key : mentioned_) {
        if (matches(key, keys.key)) with_key(state, next, key, extra);
      }
    }
    if (!fields.closed && (fields.rest == kNoTerm || fields.rest == kAnything)) return;
    const Goal extra = fields.closed ? Goal{} : Goal{{fields.rest, false, emitted}};
    Fresh other{{}, extra};
    for (const Fields::Keys& keys : fields.keys) other.key.push_back({keys.key, false, false});
    with_fresh(state, next, other);
    for (const KeyId key : mentioned_) {
      if (fields.find(key) != nullptr) continue;
      const bool matched = std::any_of(fields.keys.begin(), fields.keys.end(),
                                       [&](const Fields::Keys& keys) { return matches(key, keys.key); });
      if (!matched) with_key(state, next, key, extra);
    }
  }

  void violate_entries(const State& state, std::size_t next, const Entries& entries, bool emitted) {
    if (entries.min > 0) {
      State changed = state;
      changed.max = std::min(changed.max, entries.min - 1);
      violate(changed, next + 1);
    }
    if (entries.max < UINT64_MAX) {
      State changed = state;
      changed.min = std::max(changed.min, entries.max + 1);
      violate(changed, next + 1);
    }
    if (entries.key != kAnything) {
      with_fresh(state, next, {{{entries.key, false, false}}, {}});
      for (const KeyId key : mentioned_) {
        if (!matches(key, entries.key)) with_key(state, next, key, {});
      }
    }
    if (entries.value != kAnything) {
      const Goal extra = {{entries.value, false, emitted}};
      with_fresh(state, next, {{}, extra});
      for (const KeyId key : mentioned_) with_key(state, next, key, extra);
    }
  }

  // ---- the object

  void finish(const State& state) {
    std::uint64_t count = state.fresh.size();
    for (const Base& from : bases_) count += from.required || state.required.contains(from.key) ? 1U : 0U;
    if (count > state.max) return;
    std::vector<Doubt> doubts;
    Members members;
    for (const Base& from : bases_) {
      const auto own = state.required.find(from.key);
      if (!from.required && own == state.required.end()) continue;
      Goal goal = from.value;
      if (own != state.required.end()) goal.insert(goal.end(), own->second.begin(), own->second.end());
      if (!add(from.key, solver_.solve(std::move(goal)), members, doubts)) return;
    }
    make_fresh(state, 0, std::move(members), std::move(doubts));
  }

  // False: there is nothing for that key.
  bool add(KeyId key, Answer answer, Members& members, std::vector<Doubt>& doubts) {
    if (answer.empty()) return false;
    if (answer.unknown()) {
      for (Doubt& doubt : answer.doubts) {
        doubt.path.push_back(terms_.text(key));
        doubts.push_back(std::move(doubt));
      }
      answer.value = null_value();  // stands for it in the count
    }
    members.emplace_back(terms_.text(key), std::move(answer.value));
    return true;
  }

  // Finds keys and values of the entries from `next` on, then of what a count asks for beside them.
  void make_fresh(const State& state, std::size_t next, Members members, std::vector<Doubt> doubts) {
    const Solver::Level level(solver_);
    if (level.too_deep()) return best_.add(Answer::doubt("budget"));
    if (stop()) return;
    if (next == state.fresh.size()) return fill(state, std::move(members), std::move(doubts));
    match(state.fresh[next], 0, 0, false, [&](const Fresh& entry, bool declared) {
      Answer key = fresh_key(entry.key, declared, members);
      if (key.empty()) return;
      Answer value = solver_.solve(entry.value);
      if (value.empty()) return;
      std::vector<Doubt> more = doubts;
      for (Answer* part : {&key, &value}) {
        if (!part->unknown()) continue;
        for (Doubt& doubt : part->doubts) {
          doubt.path.emplace_back("*");
          more.push_back(std::move(doubt));
        }
      }
      Members longer = members;
      longer.emplace_back(key.found() ? key.value->text : std::string(), value.found() ? value.value : null_value());
      make_fresh(state, next + 1, std::move(longer), std::move(more));
    });
  }

  // Decides which key specs hold of a fresh key, from spec `spec` of schema `schema` on, and what the entry is then.
  template <class Then>
  void match(const Fresh& entry, std::size_t schema, std::size_t spec, bool declared, const Then& then) {
    if (schema == schemas_.size()) {
      Fresh whole = entry;
      for (const auto& [entries, emitted] : maps_) {
        if (entries.key != kAnything) whole.key.push_back({entries.key, true, false});
        whole.value.push_back({entries.value, true, emitted});
      }
      return then(whole, declared);
    }
    const auto& [fields, emitted] = schemas_[schema];
    if (spec == 0 && fields.keys.empty()) {
      if (fields.closed) return;
      Fresh next = entry;
      if (fields.rest != kNoTerm) next.value.push_back({fields.rest, true, emitted});
      return match(next, schema + 1, 0, declared, then);
    }
    // Each subset of the key specs; there are few.
    const std::size_t count = std::min<std::size_t>(fields.keys.size(), 16);
    for (std::size_t chosen = 0; chosen < (std::size_t{1} << count); ++chosen) {
      if (chosen == 0 && fields.closed) continue;
      Fresh next = entry;
      for (std::size_t i = 0; i < count; ++i) {
        const bool holds = (chosen >> i & 1U) != 0;
        next.key.push_back({fields.keys[i].key, holds, false});
        if (holds) next.value.push_back({fields.keys[i].value, true, emitted});
      }
      if (chosen == 0 && fields.rest != kNoTerm) next.value.push_back({fields.rest, true, emitted});
      if (stop()) return;
      match(next, schema + 1, 0, declared || (emitted && chosen != 0), then);
    }
    if (count < fields.keys.size()) best_.add(Answer::doubt("budget"));
  }

  // A key that nothing speaks of, and none of those in `members`.
  Answer fresh_key(const Goal& asked, bool declared, const Members& members) {
    const auto taken = [&](const std::string& text) {
      return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.first == text; });
    };
    const auto spoken_of = [&](const std::string& text) {
      return std::any_of(mentioned_.begin(), mentioned_.end(), [&](KeyId key) { return terms_.text(key) == text; });
    };
    const bool excused = governed_ && !declared;
    if (asked.empty()) {
      for (std::size_t number = 1;; ++number) {
        const std::string text = number == 1 ? "other" : "other" + std::to_string(number);
        if (taken(text) || spoken_of(text) || (excused && solver_.vocabulary().declares(text))) continue;
        return Answer::of(string_value(text));
      }
    }
    std::vector<Scalar> excluded;
    for (const KeyId key : mentioned_) excluded.push_back({Scalar::Kind::string, false, {}, terms_.text(key)});
    const std::size_t certain = excluded.size();
    for (const auto& [text, value] : members) excluded.push_back({Scalar::Kind::string, false, {}, text});
    constexpr std::size_t kMostTries = 2000;
    for (std::size_t tries = 0; tries < kMostTries; ++tries) {
      Goal goal = asked;
      goal.push_back({terms_.kinds(kString), true, false});
      goal.push_back({terms_.one_of(excluded), false, false});
      Answer answer = solver_.solve(std::move(goal));
      if (answer.found() && excused && solver_.vocabulary().declares(answer.value->text)) {
        excluded.push_back({Scalar::Kind::string, false, {}, answer.value->text});
        continue;
      }
      if (!answer.empty() || excluded.size() == certain) return answer;
      // Other keys may have been taken for the entries before.
      const bool own_fault =
          std::any_of(members.begin(), members.end(), [&](const auto& member) { return !spoken_of(member.first); });
      return own_fault ? Answer::doubt("budget") : answer;
    }
    return Answer::doubt("budget");
  }

  void fill(const State& state, Members members, std::vector<Doubt> doubts) {
    if (members.size() < state.min) {
      if (state.min > members.size() + kMostEntries) return best_.add(Answer::doubt("budget"));
      for (const Base& from : bases_) {
        if (members.size() == state.min) break;
        const bool there = from.required || state.required.contains(from.key);
        if (there || from.forbidden || state.forbidden.contains(from.key)) continue;
        const Answer answer = solver_.solve(from.value);
        if (!answer.empty()) (void)add(from.key, answer, members, doubts);
      }
    }
    if (members.size() < state.min) {
      State longer = state;
      longer.fresh.clear();
      longer.fresh.emplace_back();
      return make_fresh(longer, 0, std::move(members), std::move(doubts));
    }
    for (const Statement& atom : checks_) {
      if (!holds(*terms_.get<Related>(atom.term), members)) doubts.push_back({"check", atom.term, {}});
    }
    if (state.check != kNoTerm) doubts.push_back({"check", state.check, {}});
    if (doubts.empty()) return best_.add(Answer::of(object_value(std::move(members))));
    best_.add({Answer::Outcome::unknown, {}, std::move(doubts)});
  }

  // ---- checks of the payload that was found

  static ValuePtr find(const Members& members, const std::string& key) {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
    return found == members.end() ? nullptr : found->second;
  }

  ValuePtr find(const Members& members, const std::vector<KeyId>& path) const {
    ValuePtr value = find(members, terms_.text(path.front()));
    for (std::size_t i = 1; i < path.size() && value; ++i) value = find(value->members, terms_.text(path[i]));
    return value;
  }

  bool holds(const Related related, const Members& members) {
    const ValuePtr left = find(members, related.left);
    const ValuePtr right = find(members, related.right);
    if (!left || !right) return true;
    if (related.relation == Relation::eq || related.relation == Relation::ne) {
      const bool equal = terms_.equal_to(to_constant(*left)) == terms_.equal_to(to_constant(*right));
      return equal == (related.relation == Relation::eq);
    }
    if (left->kind == Value::Kind::string && right->kind == Value::Kind::string) {
      const auto json = [](const ValuePtr& value) {
        return Json(rapidjson::StringRef(value->text.data(), static_cast<rapidjson::SizeType>(value->text.size())));
      };
      return predicate::related(related.relation, json(left), json(right), {});
    }
    if (left->kind != Value::Kind::number || right->kind != Value::Kind::number) return false;
    const auto order =
        Decimal::parse(left->text).value_or(Decimal()) <=> Decimal::parse(right->text).value_or(Decimal());
    if (related.relation == Relation::lt) return order < 0;
    if (related.relation == Relation::le) return order <= 0;
    return related.relation == Relation::gt ? order > 0 : order >= 0;
  }

  Solver& solver_;
  Terms& terms_;
  std::vector<std::pair<Fields, bool>> schemas_;  // positive; whether emitted
  std::vector<std::pair<Entries, bool>> maps_;
  std::vector<TermId> positive_;  // the schemas' terms
  std::vector<Statement> presences_;
  std::vector<Statement> checks_;    // positive
  std::vector<Statement> violated_;  // negative
  std::vector<KeyId> mentioned_;     // sorted
  std::vector<Base> bases_;          // of each of them
  bool governed_ = false, ungoverned_ = false;
  TermId opaque_key_ = kNoTerm;
  State start_;
  Best best_;
  std::size_t branches_ = 0;
};

}  // namespace

Answer solve_object(Solver& solver, const std::vector<Statement>& atoms) { return Objects(solver, atoms).solve(); }

}  // namespace norm::diffing
