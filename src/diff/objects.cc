// Objects of a goal: which keys are there, and what is at each of them.
//
// Every negated schema is violated in one way: by a field, by some other entry, by a count.
#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "diff/keys.h"
#include "diff/related.h"
#include "diff/solve.h"
#include "diff/ways.h"

namespace norm::diffing {
namespace {

constexpr std::size_t kEnough = 64;           // alternatives, once there is a payload
constexpr std::uint64_t kMostEntries = 500;   // that are made up one by one to reach a count
constexpr std::uint64_t kMostAlike = 10'000;  // that are made up all alike

class Objects {
 public:
  Objects(Solver& solver, const std::vector<Statement>& atoms)
      : solver_(solver), terms_(solver.terms()), keys_(solver, atoms) {
    for (const Statement& atom : atoms) {
      if (const auto* entries = terms_.get<Entries>(atom.term); entries != nullptr && atom.positive) {
        start_.min = std::max(start_.min, entries->min);
        start_.max = std::min(start_.max, entries->max);
      } else if (terms_.get<Present>(atom.term) != nullptr) {
        presences_.push_back({*terms_.get<Present>(atom.term), atom.positive});
      } else if (terms_.get<Related>(atom.term) != nullptr && atom.positive) {
        checks_.push_back(atom.term);
      } else if (!atom.positive) {
        violated_.push_back(atom);
      }
    }
    for (const Statement& atom : atoms) {
      if (!atom.positive || terms_.get<Fields>(atom.term) == nullptr) continue;
      std::erase_if(violated_, [&](const Statement& other) { return solver_.clash(atom.term, other.term); });
    }
  }

  Answer solve() {
    if (!keys_.possible() || start_.min > start_.max) return Answer::nothing();
    for (const KeyBase& base : keys_.bases()) {
      if (!base.required) continue;
      const Answer answer = solver_.solve(base.value);
      if (answer.empty()) return answer;
    }
    for (const Statement& atom : violated_) ways_.push_back(ways_of(atom));
    put_in_order(start_, ways_, go_);
    std::vector<Demand> demands;
    for (const auto& [present, positive] : presences_) demands.push_back({&present, positive});
    meet(start_, std::move(demands));
    // Whether a key is one of those is not known, so neither is what follows from it.
    if (keys_.opaque() != kNoTerm && !best_.found()) return Answer::doubt("host-predicate", keys_.opaque());
    return best_.take();
  }

 private:
  struct State {
    std::map<KeyId, Goal> required = {};  // keys that have to be there, with what they are beside their base
    std::unordered_set<KeyId> forbidden = {};
    std::vector<FreshEntry> fresh = {};
    std::uint64_t min = 0;
    std::uint64_t max = UINT64_MAX;
    TermId check = kNoTerm;  // that has to fail, of which nothing is known
  };

  // ---- what has to be there, and what may not be

  // False: it may not be there, or nothing can be at it.
  [[nodiscard]] bool require(State& state, KeyId key, const Goal& extra) {
    const KeyBase& from = keys_.base(key);
    if (from.forbidden || state.forbidden.contains(key)) return false;
    Goal& own = state.required[key];
    own.insert(own.end(), extra.begin(), extra.end());
    if (own.empty() && from.required) return true;
    Goal goal = from.value;
    goal.insert(goal.end(), own.begin(), own.end());
    return !solver_.solve(std::move(goal)).empty();
  }

  [[nodiscard]] bool forbid(State& state, KeyId key) {
    if (keys_.base(key).required || state.required.contains(key)) return false;
    state.forbidden.insert(key);
    return true;
  }

  /// A presence expression, or that it does not hold.
  struct Demand {
    const Present* present = nullptr;
    bool positive = true;
  };

  // What is settled of it already.
  [[nodiscard]] std::optional<bool> holds_in(const State& state, const Present& present) const {
    if (present.kind == PresenceExpr::Kind::key) {
      const KeyBase& from = keys_.base(present.key);
      if (from.required || state.required.contains(present.key)) return true;
      return from.forbidden || state.forbidden.contains(present.key) ? std::optional(false) : std::nullopt;
    }
    const bool all = present.kind == PresenceExpr::Kind::all;
    std::optional<bool> whole = all;
    for (const Present& term : present.terms) {
      const std::optional<bool> part = holds_in(state, term);
      if (part == !all) return part;
      if (!part) whole = std::nullopt;
    }
    return whole;
  }

  void meet(State state, std::vector<Demand> demands) {
    while (!demands.empty()) {
      // One that cannot be met any more is seen before further choices are made.
      bool met = true;
      std::erase_if(demands, [&](const Demand& demand) {
        const std::optional<bool> settled = holds_in(state, *demand.present);
        met = met && settled.value_or(demand.positive) == demand.positive;
        return settled.has_value();
      });
      if (!met) return;
      if (demands.empty()) break;
      const Demand demand = demands.back();
      demands.pop_back();
      const auto [present, positive] = demand;
      if (present->kind == PresenceExpr::Kind::key) {
        if (!(positive ? require(state, present->key, {}) : forbid(state, present->key))) return;
      } else if ((present->kind == PresenceExpr::Kind::all) == positive) {
        for (const Present& term : present->terms) demands.push_back({&term, positive});
      } else {
        for (const Present& term : present->terms) {
          if (patience_.ends()) return;
          std::vector<Demand> rest = demands;
          rest.push_back({&term, positive});
          meet(state, std::move(rest));
        }
        return;
      }
    }
    take_each(
        state, ways_, 0, go_, [this](const State& chosen) { finish(chosen); }, patience_);
  }

  // ---- what violates a negated schema

  struct Way {
    enum class Kind : std::uint8_t { without, with, with_fresh, count, check };
    Kind kind = Kind::with;
    KeyId key = 0;
    FreshEntry entry = {};  ///< of `with` only the value: what it is beside its base
    std::uint64_t min = 0, max = UINT64_MAX;
    TermId term = kNoTerm;
  };

  Ways<Way> ways_of(const Statement& atom) {
    Ways<Way> ways;
    if (terms_.get<Related>(atom.term) != nullptr) {
      ways.push_back({.kind = Way::Kind::check, .term = atom.term});
    } else if (const auto* entries = terms_.get<Entries>(atom.term)) {
      add_ways(Entries(*entries), atom.emitted, ways);
    } else {
      add_ways(Fields(*terms_.get<Fields>(atom.term)), atom.emitted, ways);
    }
    return ways;
  }

  static Way with(KeyId key, const Goal& extra) { return {.kind = Way::Kind::with, .key = key, .entry = {{}, extra}}; }
  static Way with_fresh(FreshEntry entry) { return {.kind = Way::Kind::with_fresh, .entry = std::move(entry)}; }

  void add_ways(const Fields& fields, bool emitted, Ways<Way>& ways) {
    for (const Fields::Field& field : fields.fields) {
      if (field.required) ways.push_back({.kind = Way::Kind::without, .key = field.key});
    }
    for (const Fields::Field& field : fields.fields) {
      if (field.value != kAnything) ways.push_back(with(field.key, {{field.value, false, emitted}}));
    }
    for (const Fields::Keys& keys : fields.keys) {
      if (keys.value == kAnything) continue;
      const Goal extra = {{keys.value, false, emitted}};
      ways.push_back(with_fresh({{{keys.key, true, false}}, extra}));
      for (const KeyBase& base : keys_.bases()) {
        if (keys_.matches(base.key, keys.key)) ways.push_back(with(base.key, extra));
      }
    }
    if (!fields.closed && (fields.rest == kNoTerm || fields.rest == kAnything)) return;
    const Goal extra = fields.closed ? Goal{} : Goal{{fields.rest, false, emitted}};
    FreshEntry other{{}, extra};
    for (const Fields::Keys& keys : fields.keys) other.key.push_back({keys.key, false, false});
    ways.push_back(with_fresh(std::move(other)));
    for (const KeyBase& base : keys_.bases()) {
      if (fields.find(base.key) != nullptr) continue;
      const bool matched = std::any_of(fields.keys.begin(), fields.keys.end(),
                                       [&](const Fields::Keys& keys) { return keys_.matches(base.key, keys.key); });
      if (!matched) ways.push_back(with(base.key, extra));
    }
  }

  void add_ways(const Entries& entries, bool emitted, Ways<Way>& ways) {
    if (entries.min > 0) ways.push_back({.kind = Way::Kind::count, .max = entries.min - 1});
    if (entries.max < UINT64_MAX) ways.push_back({.kind = Way::Kind::count, .min = entries.max + 1});
    if (entries.key != kAnything) {
      ways.push_back(with_fresh({{{entries.key, false, false}}, {}}));
      for (const KeyBase& base : keys_.bases()) {
        if (!keys_.matches(base.key, entries.key)) ways.push_back(with(base.key, {}));
      }
    }
    if (entries.value != kAnything) {
      const Goal extra = {{entries.value, false, emitted}};
      ways.push_back(with_fresh({{}, extra}));
      for (const KeyBase& base : keys_.bases()) ways.push_back(with(base.key, extra));
    }
  }

  template <class Then>
  void go(const State& state, const Way& way, const Then& then) {
    State changed = state;
    switch (way.kind) {
      case Way::Kind::without:
        if (forbid(changed, way.key)) then(changed);
        return;
      case Way::Kind::with:
        if (require(changed, way.key, way.entry.value)) then(changed);
        return;
      case Way::Kind::with_fresh: return go_fresh(state, way.entry, then);
      case Way::Kind::count:
        changed.min = std::max(changed.min, way.min);
        changed.max = std::min(changed.max, way.max);
        if (changed.min <= changed.max) then(changed);
        return;
      case Way::Kind::check: {
        const auto* related = terms_.get<Related>(way.term);
        const KeyId left = related->left.front();
        const KeyId right = related->right.front();
        changed.check = way.term;
        if (require(changed, left, {}) && require(changed, right, {})) then(changed);
        return;
      }
    }
  }

  // An entry of which nothing speaks; one that is there already may do.
  template <class Then>
  void go_fresh(const State& state, const FreshEntry& entry, const Then& then) {
    if (!solver_.solve(entry.value).empty()) {
      State changed = state;
      changed.fresh.push_back(entry);
      then(changed);
    }
    for (std::size_t i = 0; i < state.fresh.size(); ++i) {
      State changed = state;
      FreshEntry& own = changed.fresh[i];
      own.key.insert(own.key.end(), entry.key.begin(), entry.key.end());
      own.value.insert(own.value.end(), entry.value.begin(), entry.value.end());
      if (!solver_.solve(own.value).empty()) then(changed);
    }
  }

  // ---- the object

  void finish(const State& state) {
    std::uint64_t count = state.fresh.size();
    for (const KeyBase& from : keys_.bases()) {
      count += from.required || state.required.contains(from.key) ? 1U : 0U;
    }
    if (count > state.max) return;
    std::vector<Doubt> doubts;
    Members members;
    for (const KeyBase& from : keys_.bases()) {
      const auto own = state.required.find(from.key);
      if (!from.required && own == state.required.end()) continue;
      Goal goal = from.value;
      if (own != state.required.end()) goal.insert(goal.end(), own->second.begin(), own->second.end());
      if (!add(from.key, solver_.solve(std::move(goal)), members, doubts)) return;
    }
    make_fresh(state, 0, members, {}, doubts);
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
  void make_fresh(const State& state, std::size_t next, const Members& members, const std::vector<FreshKey>& taken,
                  const std::vector<Doubt>& doubts) {
    const Solver::Level level(solver_);
    if (patience_.ends(level)) return;
    if (next == state.fresh.size()) return fill(state, members, taken, doubts);
    keys_.each_variant(state.fresh[next], patience_, best_, [&](const FreshEntry& entry) {
      Answer key = keys_.fresh_key(entry, members, taken);
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
      std::vector<FreshKey> all_taken = taken;
      all_taken.push_back({longer.back().first, entry.key, entry.declared});
      make_fresh(state, next + 1, longer, all_taken, more);
    });
  }

  // Fills the members up to a count, if there is an entry of whose key nothing is asked: then no other can be in its
  // way.
  void add_alike(std::uint64_t count, Members& members) {
    bool done = false;
    keys_.each_variant({}, patience_, best_, [&](const FreshEntry& entry) {
      if (done || !entry.key.empty()) return;
      const Answer value = solver_.solve(entry.value);
      if (!value.found()) return;
      done = true;
      for (std::string& name : keys_.free_names(entry, members, count - members.size())) {
        members.emplace_back(std::move(name), value.value);
      }
    });
  }

  void fill(const State& state, Members members, const std::vector<FreshKey>& taken, std::vector<Doubt> doubts) {
    if (members.size() < state.min) {
      if (state.min > members.size() + kMostAlike) return best_.add(Answer::doubt("budget"));
      State longer = state;
      for (const KeyBase& from : keys_.bases()) {
        if (members.size() == state.min) break;
        const bool there = from.required || longer.required.contains(from.key);
        if (there || from.forbidden || longer.forbidden.contains(from.key)) continue;
        const Answer answer = solver_.solve(from.value);
        if (answer.empty()) continue;
        (void)add(from.key, answer, members, doubts);
        longer.required.try_emplace(from.key);  // it is there when the next entry asks again
      }
      constexpr std::uint64_t kFew = 16;
      if (state.min > members.size() + kFew) add_alike(state.min, members);
      if (state.min > members.size() + kMostEntries) return best_.add(Answer::doubt("budget"));
      if (members.size() < state.min) {
        longer.fresh.clear();
        longer.fresh.emplace_back();
        return make_fresh(longer, 0, members, taken, doubts);
      }
    }
    for (const TermId check : checks_) {
      if (!holds(terms_, Related(*terms_.get<Related>(check)), members)) doubts.push_back({"check", check, {}});
    }
    if (state.check != kNoTerm) doubts.push_back({"check", state.check, {}});
    if (doubts.empty()) return best_.add(Answer::of(object_value(std::move(members))));
    best_.add({Answer::Outcome::unknown, {}, std::move(doubts)});
  }

  Solver& solver_;
  Terms& terms_;
  Keys keys_;
  std::vector<std::pair<Present, bool>> presences_;
  std::vector<TermId> checks_;
  std::vector<Statement> violated_;
  std::vector<Ways<Way>> ways_;  // of each of those
  State start_;
  Best best_;
  Patience patience_{solver_, best_, kEnough};
  struct Go {
    Objects* self;
    template <class Then>
    void operator()(const State& state, const Way& way, const Then& then) const {
      self->go(state, way, then);
    }
  };
  Go go_{this};
};

}  // namespace

Answer solve_object(Solver& solver, const std::vector<Statement>& atoms) { return Objects(solver, atoms).solve(); }

}  // namespace norm::diffing
