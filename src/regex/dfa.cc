// Determinises by sets of instructions. An assertion waits in the set until the next character, or the end, is known.
#include "regex/dfa.h"

#include <algorithm>
#include <utility>

namespace norm::regex {
namespace {

using Op = Instruction::Op;

Assertion assertion_of(const Instruction& instruction) { return static_cast<Assertion>(instruction.argument); }

}  // namespace

Dfa::Dfa(std::shared_ptr<const Nfa> nfa) : nfa_(std::move(nfa)), seen_(nfa_->instructions.size(), 0) {
  add(false, Fate::never, {});
  add(true, Fate::always, {});
  const auto second = steps_.begin() + static_cast<std::ptrdiff_t>(alphabet().size());
  std::fill(steps_.begin(), second, kNever);
  std::fill(second, steps_.end(), kAlways);
  Waiting first;
  first.before = Neighbour::edge;
  ++round_;
  const bool matched = reach(nfa_->start, first.instructions, [](const Instruction&) { return Onward::wait; });
  start_ = matched ? kAlways : intern(std::move(first));
}

std::optional<Dfa::State> Dfa::step(State state, std::uint32_t class_index, Budget& budget) {
  if (const auto to = known(state, class_index)) return to;
  resolved_.clear();
  ++round_;
  State to = kAlways;
  if (!resolve(waiting_[state], nfa_->kinds[class_index], resolved_)) {
    if (!budget.spend(1 + resolved_.size())) return std::nullopt;
    Waiting next;
    next.before = nfa_->kinds[class_index];
    bool matched = false;
    ++round_;
    for (const std::uint32_t at : resolved_) {
      const Instruction& instruction = nfa_->instructions[at];
      if (instruction.op != Op::characters || !nfa_->takes(instruction.argument, class_index)) continue;
      matched = reach(instruction.next, next.instructions,
                      [](const Instruction& assertion) { return assertion.live_inside ? Onward::wait : Onward::drop; });
      if (matched) break;
    }
    if (!matched) {
      std::erase_if(next.instructions, [&](std::uint32_t at) { return !nfa_->instructions[at].live_inside; });
      const std::size_t before = size();
      to = intern(std::move(next));
      if (size() > before && !budget.spend(alphabet().size())) return std::nullopt;
    }
  }
  steps_[state * alphabet().size() + class_index] = to;
  return to;
}

template <class Decide>
bool Dfa::reach(std::uint32_t from, std::vector<std::uint32_t>& found, Decide onward) {
  todo_.assign(1, from);
  while (!todo_.empty()) {
    const std::uint32_t at = todo_.back();
    todo_.pop_back();
    if (std::exchange(seen_[at], round_) == round_) continue;
    const Instruction& instruction = nfa_->instructions[at];
    switch (instruction.op) {
      case Op::match: return true;
      case Op::characters: found.push_back(at); break;
      case Op::split:
        todo_.push_back(instruction.argument);
        todo_.push_back(instruction.next);
        break;
      case Op::assertion: {
        const Onward decision = onward(instruction);
        if (decision == Onward::wait) found.push_back(at);
        if (decision == Onward::pass) todo_.push_back(instruction.next);
        break;
      }
    }
  }
  return false;
}

bool Dfa::resolve(const Waiting& waiting, Neighbour after, std::vector<std::uint32_t>& found) {
  return std::any_of(waiting.instructions.begin(), waiting.instructions.end(), [&](std::uint32_t at) {
    return reach(at, found, [&](const Instruction& instruction) {
      return holds(assertion_of(instruction), waiting.before, after) ? Onward::pass : Onward::drop;
    });
  });
}

Dfa::State Dfa::intern(Waiting waiting) {
  if (waiting.instructions.empty()) return kNever;
  std::sort(waiting.instructions.begin(), waiting.instructions.end());
  const bool looks_back = std::any_of(waiting.instructions.begin(), waiting.instructions.end(),
                                      [&](std::uint32_t at) { return nfa_->instructions[at].looks_back; });
  if (!looks_back && waiting.before != Neighbour::edge) waiting.before = Neighbour::other;
  std::u32string key(waiting.instructions.begin(), waiting.instructions.end());
  key.push_back(static_cast<char32_t>(waiting.before));
  const auto [at, added] = index_.try_emplace(std::move(key), static_cast<State>(size()));
  if (added) {
    resolved_.clear();
    ++round_;
    const bool accepts = resolve(waiting, Neighbour::edge, resolved_);
    add(accepts, Fate::open, std::move(waiting));
  }
  return at->second;
}

Dfa::State Dfa::add(bool accepts, Fate fate, Waiting waiting) {
  accepts_.push_back(accepts);
  fates_.push_back(fate);
  waiting_.push_back(std::move(waiting));
  steps_.resize(steps_.size() + alphabet().size(), kUnknown);
  return static_cast<State>(size() - 1);
}

bool Dfa::complete(Budget& budget) {
  for (State state = 0; state < size(); ++state) {
    for (std::uint32_t name = 0; name < alphabet().size(); ++name) {
      if (!step(state, name, budget)) return false;
    }
  }
  settle();
  waiting_ = {};
  index_ = {};
  return true;
}

// A state is never to accept if no accepting one can be reached from it, and always if only accepting ones can.
void Dfa::settle() {
  const std::size_t classes = alphabet().size();
  std::vector<std::uint32_t> begin(size() + 1, 0);
  for (const State to : steps_) ++begin[to + 1];
  for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  std::vector<State> sources(steps_.size());
  std::vector<std::uint32_t> fill = begin;
  for (std::size_t i = 0; i < steps_.size(); ++i) sources[fill[steps_[i]]++] = static_cast<State>(i / classes);

  const auto reaching = [&](bool accepting) {
    std::vector<bool> marked(size());
    std::vector<State> todo;
    for (State state = 0; state < size(); ++state) {
      if (accepts_[state] == accepting) {
        marked[state] = true;
        todo.push_back(state);
      }
    }
    while (!todo.empty()) {
      const State state = todo.back();
      todo.pop_back();
      for (std::uint32_t i = begin[state]; i < begin[state + 1]; ++i) {
        if (marked[sources[i]]) continue;
        marked[sources[i]] = true;
        todo.push_back(sources[i]);
      }
    }
    return marked;
  };
  const std::vector<bool> may_accept = reaching(true), may_refuse = reaching(false);
  for (State state = 0; state < size(); ++state) {
    fates_[state] = !may_accept[state] ? Fate::never : !may_refuse[state] ? Fate::always : Fate::open;
  }
}

}  // namespace norm::regex
