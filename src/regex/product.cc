// Steps all automata of a question at once and drops what its formula can no longer accept.
#include "regex/product.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

namespace norm::regex {
namespace {

constexpr Product::State kNotYet = Product::kUnknown - 1;

// What a person would rather read, first; no controls unless there is no other way.
constexpr std::array<CodePointRange, 11> kPreference = {{{'a', 'z'},
                                                         {'0', '9'},
                                                         {'A', 'Z'},
                                                         {'!', '/'},
                                                         {':', '@'},
                                                         {'[', '`'},
                                                         {'{', '~'},
                                                         {' ', ' '},
                                                         {0xA1, kLastCodePoint},
                                                         {0, 0x1F},
                                                         {0x7F, 0xA0}}};
static_assert(kPreference[kPrintableRanks - 1].first == ' ');

void prefer(Letter& letter, const CodePointRange& range) {
  for (std::uint32_t rank = 0; rank < letter.rank; ++rank) {
    const std::uint32_t first = std::max(range.first, kPreference[rank].first);
    if (first > std::min(range.last, kPreference[rank].last)) continue;
    letter.point = first;
    letter.rank = rank;
  }
}

Fate opposite(Fate fate) {
  switch (fate) {
    case Fate::open: return Fate::open;
    case Fate::never: return Fate::always;
    case Fate::always: return Fate::never;
  }
  return fate;
}

}  // namespace

std::vector<std::uint32_t> best_points(const Letter& letter, std::size_t most) {
  std::vector<std::uint32_t> points;
  for (const CodePointRange& preferred : kPreference) {
    for (const CodePointRange& range : letter.ranges) {
      const std::uint32_t last = std::min(range.last, preferred.last);
      for (std::uint32_t point = std::max(range.first, preferred.first); point <= last && points.size() < most;
           ++point) {
        points.push_back(point);
      }
    }
  }
  return points;
}

Product::Product(const Formula& formula, Budget& budget) : formula_(formula), budget_(budget) {
  if (formula.contradictory) return;
  std::u32string parts;
  for (const Automaton* automaton : formula.automata) {
    Track track;
    track.whole = automaton->whole ? &*automaton->whole : nullptr;
    if (!track.whole) track.own.emplace(automaton->nfa);
    parts.push_back(track.dfa().start());
    tracks_.push_back(std::move(track));
  }
  for (const Length& length : formula.lengths) {
    const std::size_t bound = length.max == Length::kUnbounded ? length.min : length.max;
    limits_.push_back(static_cast<std::uint32_t>(std::min<std::size_t>(bound, kNotYet - 2) + 1));
    parts.push_back(0);
  }
  start_ = find_letters() ? intern(parts) : kUnknown;
}

// Goes through the runs of all alphabets at once.
bool Product::find_letters() {
  std::vector<std::size_t> at(tracks_.size(), 0);
  std::vector<std::uint32_t> classes(tracks_.size());
  std::map<std::vector<std::uint32_t>, std::uint32_t> index;
  for (std::uint32_t first = 0; first <= kLastCodePoint;) {
    std::uint32_t next = kLastCodePoint + 1;
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      const auto& runs = tracks_[i].dfa().alphabet().runs();
      if (at[i] + 1 < runs.size() && runs[at[i] + 1].first == first) ++at[i];
      if (at[i] + 1 < runs.size()) next = std::min(next, runs[at[i] + 1].first);
      classes[i] = runs[at[i]].class_index;
    }
    if (!budget_.spend(tracks_.size() + 1)) return false;
    const CodePointSet run({{first, next - 1}});
    if (classes.empty() || classes.front() != Alphabet::kNoClass) {
      const auto [entry, added] = index.try_emplace(classes, static_cast<std::uint32_t>(letters_.size()));
      if (added) {
        letters_.push_back(Letter{0, static_cast<std::uint32_t>(kPreference.size())});
        classes_.push_back(classes);
      }
      Letter& letter = letters_[entry->second];
      for (const CodePointRange& range : run.ranges()) {
        prefer(letter, range);
        letter.ranges.push_back(range);
      }
    }
    first = next;
  }
  std::vector<std::uint32_t> order(letters_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
    return std::pair(letters_[left].rank, letters_[left].point) <
           std::pair(letters_[right].rank, letters_[right].point);
  });
  std::vector<Letter> letters;
  std::vector<std::vector<std::uint32_t>> by_letter;
  for (const std::uint32_t i : order) {
    letters.push_back(std::move(letters_[i]));
    by_letter.push_back(std::move(classes_[i]));
  }
  letters_ = std::move(letters);
  classes_ = std::move(by_letter);
  return true;
}

Product::State Product::step(State state, std::uint32_t letter) {
  const std::size_t cell = state * letters_.size() + letter;
  if (steps_[cell] != kNotYet) return steps_[cell];
  if (!budget_.spend(1 + tracks_.size())) return kUnknown;
  next_ = parts_[state];
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    Track& track = tracks_[i];
    const std::uint32_t name = classes_[letter][i];
    auto to = track.dfa().known(next_[i], name);
    if (!to) to = track.own->step(next_[i], name, budget_);
    if (!to) return kUnknown;
    next_[i] = *to;
  }
  for (std::size_t i = 0; i < limits_.size(); ++i) {
    char32_t& count = next_[tracks_.size() + i];
    if (count < limits_[i]) ++count;
  }
  const State to = intern(next_);
  if (to != kUnknown) steps_[cell] = to;
  return to;
}

Product::State Product::intern(const std::u32string& parts) {
  const auto at = index_.find(parts);
  if (at != index_.end()) return at->second;
  State made = kDead;
  bool accepts = true, possible = true;
  for (const Term& term : formula_.terms) {
    const Standing now = standing(term, parts);
    accepts = accepts && now.accepts;
    possible = possible && now.fate != Fate::never;
  }
  if (possible) {
    if (!budget_.spend(letters_.size() + parts.size())) return kUnknown;
    made = static_cast<State>(size());
    accepts_.push_back(accepts);
    parts_.push_back(parts);
    steps_.resize(steps_.size() + letters_.size(), kNotYet);
  }
  index_.emplace(parts, made);
  return made;
}

Product::Standing Product::leaf(const Term& term, const std::u32string& parts) const {
  Standing now;
  if (term.kind == Term::Kind::automaton) {
    const Dfa& dfa = tracks_[term.index].dfa();
    const Dfa::State state = parts[term.index];
    now = {dfa.fate(state), dfa.accepts(state)};
  } else {
    const Length& length = formula_.lengths[term.index];
    const std::size_t count = parts[tracks_.size() + term.index];
    now.accepts = count >= length.min && count <= length.max;
    if (count > length.max || length.min > length.max) now.fate = Fate::never;
    if (count >= length.min && length.max == Length::kUnbounded) now.fate = Fate::always;
  }
  if (term.negated) now = {opposite(now.fate), !now.accepts};
  return now;
}

Product::Standing Product::standing(const Term& term, const std::u32string& parts) const {
  if (term.kind == Term::Kind::automaton || term.kind == Term::Kind::length) return leaf(term, parts);
  const bool all = term.kind == Term::Kind::all_of;
  const Fate decisive = all ? Fate::never : Fate::always, idle = opposite(decisive);
  Standing made = {idle, all};
  for (const Term& part : term.parts) {
    const Standing now = standing(part, parts);
    made.accepts = all ? made.accepts && now.accepts : made.accepts || now.accepts;
    if (now.fate == decisive) made.fate = decisive;
    if (now.fate == Fate::open && made.fate == idle) made.fate = Fate::open;
  }
  return made;
}

}  // namespace norm::regex
