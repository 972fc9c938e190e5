// Old specs against the new one: each pair decided by itself, then folded.
#include <norm/diff.h>
#include <norm/print.h>

#include <utility>

#include "diff/changes.h"
#include "diff/fold.h"
#include "diff/question.h"

namespace norm {
namespace diffing {
namespace {

using Clock = std::chrono::steady_clock;

// One old spec against the new one.
class Pair {
 public:
  Pair(const Spec& old, const Spec& now, const DiffOptions& options)
      : options_(options), question_(old, now), begin_(Clock::now()) {}

  Comparison compare() {
    Question::Side& old = question_.left();
    Question::Side& now = question_.right();
    const bool identical = old.term == now.term;
    const Found forward = decide(Direction::old_data_under_new, old, now, 0);
    const Found backward = decide(Direction::new_data_under_old, now, old, 1);
    out_.directions = {forward.holding, backward.holding};
    out_.breaks_producers = forward.witness;
    out_.breaks_consumers = backward.witness;
    grant(5);
    if (!identical) out_.changes = changes_between(question_);
    const bool same = identical || (forward.same && backward.same);
    out_.verdict = verdict_of(out_.directions, same ? Identical::yes : Identical::no, options_.role);
    return std::move(out_);
  }

 private:
  struct Found {
    Holding holding = Holding::unknown;
    std::optional<Witness> witness = {};
    bool same = false;  // plain containment holds
  };

  // Each direction has its share of the time, so that one does not hide what is certain of the other; what is left is
  // for hazards.
  void grant(int share) {
    constexpr int kShares = 5;
    const DiffBudget& budget = options_.budget;
    question_.solver().set_limits({budget.steps, budget.regex_steps, begin_ + budget.time * share / kShares});
  }

  Found decide(Direction direction, Question::Side& from, Question::Side& to, int turn) {
    grant(2 * (turn + 1));
    const Reading reading = options_.strict_open ? Reading::accept : Reading::emit;
    const Answer answer = question_.outside(from.term, reading, to.term);
    switch (answer.outcome) {
      case Answer::Outcome::empty: break;
      case Answer::Outcome::unknown:
        for (const Doubt& doubt : answer.doubts) add(question_.explained(doubt, direction));
        return {Holding::unknown};
      case Answer::Outcome::found: {
        std::optional<Witness> witness = confirmed(*answer.value, from, to);
        if (witness) return {Holding::fails, std::move(witness)};
        add(question_.explained({"disagreement"}, direction));
        return {Holding::unknown};
      }
    }
    if (options_.strict_open) return {Holding::holds, {}, true};
    const Answer plain = question_.outside(from.term, Reading::accept, to.term);
    if (plain.found()) {
      if (std::optional<Witness> witness = confirmed(*plain.value, from, to)) {
        std::vector<std::string> path;
        if (!witness->problems.empty()) {
          for (const Segment& segment : witness->problems.front().path) {
            const auto* key = std::get_if<std::string>(&segment);
            path.push_back(key != nullptr ? *key : std::to_string(std::get<std::size_t>(segment)));
          }
        }
        out_.hazards.push_back({direction, pointer_of({path.rbegin(), path.rend()}), std::move(*witness)});
      }
    }
    return {Holding::holds, {}, plain.empty()};
  }

  std::optional<Witness> confirmed(const Value& value, Question::Side& from, Question::Side& to) {
    Witness witness;
    witness.json = print(to_constant(value));
    if (from.judge.rule(witness.json) != Judge::Ruling::valid) return std::nullopt;
    if (to.judge.rule(witness.json) != Judge::Ruling::invalid) return std::nullopt;
    witness.problems = to.judge.problems(witness.json);
    const Segments place = witness.problems.empty() ? Segments() : witness.problems.front().path;
    witness.accepted = said_at(from.scope, from.judge.spec(), place);
    return witness;
  }

  void add(Unknown unknown) {
    for (const Unknown& known : out_.unknowns) {
      if (known.direction == unknown.direction && known.code == unknown.code && known.pointer == unknown.pointer &&
          known.spec.text == unknown.spec.text) {
        return;
      }
    }
    out_.unknowns.push_back(std::move(unknown));
  }

  const DiffOptions& options_;
  Question question_;
  Clock::time_point begin_;
  Comparison out_;
};

}  // namespace
}  // namespace diffing

Result<Difference, Diagnostics> diff(std::span<const Spec> olds, const Spec& now, const DiffOptions& options) {
  if (olds.empty()) {
    Diagnostic diagnostic;
    diagnostic.code = "no-old-version";
    diagnostic.message = "there is no old version to compare with";
    return Failure(Diagnostics{std::move(diagnostic)});
  }
  const Result<Spec, Diagnostics> next = diffing::prepare(now);
  if (!next) return Failure(next.error());
  Difference out;
  for (const Spec& old : olds) {
    const Result<Spec, Diagnostics> before = diffing::prepare(old);
    if (!before) return Failure(before.error());
    out.pairs.push_back(diffing::Pair(*before, *next, options).compare());
  }
  out.overall = diffing::fold(out.pairs, options.role);
  return out;
}

}  // namespace norm
