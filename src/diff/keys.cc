// Which keys a goal speaks of, what it asks of each, and names for those that it does not speak of.
#include "diff/keys.h"

#include <algorithm>
#include <unordered_set>

namespace norm::diffing {

using predicate::kString;

Keys::Keys(Solver& solver, const std::vector<Statement>& atoms) : solver_(solver), terms_(solver.terms()) {
  for (const Statement& atom : atoms) read(atom);
  bool ungoverned = false;
  for (const auto& [fields, emitted] : schemas_) {
    governed_ |= emitted && fields.governs;
    ungoverned |= emitted && fields.rest != kNoTerm;
  }
  for (const auto& [entries, emitted] : maps_) ungoverned |= emitted;
  governed_ = governed_ && !ungoverned;
  std::sort(mentioned_.begin(), mentioned_.end());
  mentioned_.erase(std::unique(mentioned_.begin(), mentioned_.end()), mentioned_.end());
  for (const KeyId key : mentioned_) possible_ = possible_ && add_base(key);
}

const KeyBase& Keys::base(KeyId key) const {
  return *std::lower_bound(bases_.begin(), bases_.end(), key, [](const KeyBase& b, KeyId k) { return b.key < k; });
}

void Keys::read(const Statement& atom) {
  if (const auto* fields = terms_.get<Fields>(atom.term)) {
    for (const Fields::Field& field : fields->fields) mentioned_.push_back(field.key);
    const Fields shape = *fields;  // making terms moves them
    for (const Fields::Keys& keys : shape.keys) mention_texts(keys.key);
    if (atom.positive) schemas_.emplace_back(shape, atom.emitted);
  } else if (const auto* entries = terms_.get<Entries>(atom.term)) {
    const Entries shape = *entries;
    mention_texts(shape.key);
    if (atom.positive) maps_.emplace_back(shape, atom.emitted);
  } else if (const auto* present = terms_.get<Present>(atom.term)) {
    mention(*present);
  } else if (const auto* related = terms_.get<Related>(atom.term)) {
    mentioned_.push_back(related->left.front());
    mentioned_.push_back(related->right.front());
  }
}

void Keys::mention(const Present& present) {
  if (present.kind == PresenceExpr::Kind::key) mentioned_.push_back(present.key);
  for (const Present& term : present.terms) mention(term);
}

// The texts that a key spec lists: it may hold of nothing else.
void Keys::mention_texts(TermId key) {
  constexpr std::size_t kMostTexts = 1000;
  std::vector<TermId> todo = {key};
  std::unordered_set<TermId> seen;
  std::size_t texts = 0;
  while (!todo.empty() && texts < kMostTexts) {
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

bool Keys::matches(KeyId key, TermId spec) {
  if (spec == kAnything) return true;
  const Scalar scalar{Scalar::Kind::string, false, {}, terms_.text(key)};
  const Solver::Truth truth = solver_.conforms(scalar, kString, {spec, true, false});
  if (truth == Solver::Truth::unknown) opaque_ = solver_.opaque();
  return truth == Solver::Truth::yes;
}

// False: the key has to be there and may not be.
bool Keys::add_base(KeyId key) {
  KeyBase base{key};
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

bool Keys::speaks_of(const std::string& text) const {
  return std::any_of(mentioned_.begin(), mentioned_.end(), [&](KeyId key) { return terms_.text(key) == text; });
}

void Keys::vary(const FreshEntry& entry, std::size_t schema, Patience& patience, Best& best,
                const std::function<void(const FreshEntry&)>& then) {
  if (schema == schemas_.size()) {
    FreshEntry whole = entry;
    for (const auto& [entries, emitted] : maps_) {
      if (entries.key != kAnything) whole.key.push_back({entries.key, true, false});
      whole.value.push_back({entries.value, true, emitted});
    }
    return then(whole);
  }
  const auto& [fields, emitted] = schemas_[schema];
  if (fields.keys.empty()) {
    if (fields.closed) return;
    FreshEntry next = entry;
    if (fields.rest != kNoTerm) next.value.push_back({fields.rest, true, emitted});
    return vary(next, schema + 1, patience, best, then);
  }
  // Each subset of the key specs; there are few.
  constexpr std::size_t kMostSpecs = 16;
  const std::size_t count = std::min(fields.keys.size(), kMostSpecs);
  for (std::size_t chosen = 0; chosen < (std::size_t{1} << count); ++chosen) {
    if (chosen == 0 && fields.closed) continue;
    FreshEntry next = entry;
    next.declared |= emitted && chosen != 0;
    for (std::size_t i = 0; i < count; ++i) {
      const bool holds = (chosen >> i & 1U) != 0;
      next.key.push_back({fields.keys[i].key, holds, false});
      if (holds) next.value.push_back({fields.keys[i].value, true, emitted});
    }
    if (chosen == 0 && fields.rest != kNoTerm) next.value.push_back({fields.rest, true, emitted});
    if (patience.ends()) return;
    vary(next, schema + 1, patience, best, then);
  }
  if (count < fields.keys.size()) best.add(Answer::doubt("budget"));
}

// An entry that asks the same of its key cannot do with less: where those take up all the keys there are, there is none
// for one more. One that asks something else may have taken this one's key where another would do.
bool Keys::may_be_in_the_way(const FreshKey& taken, const FreshEntry& entry) {
  if (taken.goal == entry.key && taken.declared == entry.declared) return false;
  const Scalar scalar{Scalar::Kind::string, false, {}, taken.text};
  return std::none_of(entry.key.begin(), entry.key.end(), [&](const Statement& statement) {
    return solver_.conforms(scalar, kString, statement) == Solver::Truth::no;
  });
}

std::vector<std::string> Keys::free_names(const FreshEntry& entry, const Members& members, std::size_t count) {
  const bool excused = governed_ && !entry.declared;
  const auto there = [&](const std::string& text) {
    return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.first == text; });
  };
  std::vector<std::string> names;
  for (std::size_t number = 1; names.size() < count; ++number) {
    std::string name = number == 1 ? "other" : "other" + std::to_string(number);
    if (there(name) || speaks_of(name) || (excused && solver_.vocabulary().declares(name))) continue;
    names.push_back(std::move(name));
  }
  return names;
}

Answer Keys::fresh_key(const FreshEntry& entry, const Members& members, const std::vector<FreshKey>& taken) {
  if (entry.key.empty()) return Answer::of(string_value(free_names(entry, members, 1).front()));
  const bool excused = governed_ && !entry.declared;
  std::vector<Scalar> excluded;
  for (const KeyId key : mentioned_) excluded.push_back({Scalar::Kind::string, false, {}, terms_.text(key)});
  const std::size_t certain = excluded.size();
  for (const auto& [text, value] : members) excluded.push_back({Scalar::Kind::string, false, {}, text});
  constexpr std::size_t kMostTries = 2000;
  for (std::size_t tries = 0; tries < kMostTries; ++tries) {
    Goal goal = entry.key;
    goal.push_back({terms_.kinds(kString), true, false});
    goal.push_back({terms_.one_of(excluded), false, false});
    Answer answer = solver_.solve(std::move(goal));
    if (answer.found() && excused && solver_.vocabulary().declares(answer.value->text)) {
      excluded.push_back({Scalar::Kind::string, false, {}, answer.value->text});
      continue;
    }
    if (!answer.empty() || excluded.size() == certain) return answer;
    const bool own_fault =
        std::any_of(taken.begin(), taken.end(), [&](const FreshKey& key) { return may_be_in_the_way(key, entry); });
    return own_fault ? Answer::doubt("budget") : answer;
  }
  return Answer::doubt("budget");
}

}  // namespace norm::diffing
