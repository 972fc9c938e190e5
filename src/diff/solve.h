#pragma once

// Decides whether there is a value that meets a goal, and gives the smallest that it meets. Sound always; complete for
// everything regular within its budget. Only entry point: Solver::solve.
//
// A goal is split by JSON kind, then by those alternatives of its unions that what is known already does not settle,
// until it is a conjunction of tests of one kind; numbers, strings, arrays and objects have a solver each, which asks
// for the values inside by goals of their own. A goal that is met again inside itself has no finite value there. That
// makes it `empty`, for good once the outermost goal that was assumed empty has turned out to be.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "diff/build.h"
#include "diff/goal.h"
#include "diff/term.h"
#include "regex/language.h"

namespace norm::diffing {

struct Limits {
  std::size_t steps = 0;
  std::size_t regex_steps = 0;
  std::chrono::steady_clock::time_point deadline;
};

/// What is left of a goal for values of one kind: tests of which all have to hold, unions of which one each has to.
struct Conjunct {
  struct Clause {
    Goal alternatives;     ///< two at least
    std::size_t seen = 0;  ///< so many of the atoms have had their say
  };
  std::vector<Statement> atoms;
  std::vector<Clause> clauses;
};

class Solver {
 public:
  /// REQUIRES: all outlive it.
  Solver(Terms& terms, Builder& builder, const Vocabulary& vocabulary)
      : terms_(terms), builder_(builder), vocabulary_(vocabulary) {}

  void set_limits(const Limits& limits);

  /// Within the limits set last; what they did not allow is asked anew after the next set_limits.
  [[nodiscard]] Answer solve(Goal goal);

  // ---- for the solvers of the kinds

  [[nodiscard]] Terms& terms() { return terms_; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return vocabulary_; }
  /// False: the budget is spent.
  [[nodiscard]] bool spend(std::size_t steps = 1);
  /// One level of recursion for as long as it lives; hostile unions nest in each other without end otherwise.
  class Level {
   public:
    explicit Level(Solver& solver) : solver_(solver) { ++solver_.levels_; }
    ~Level() { --solver_.levels_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    [[nodiscard]] bool too_deep() const { return solver_.levels_ > kMostLevels; }

   private:
    static constexpr std::size_t kMostLevels = 3000;  // under a kilobyte of stack each
    Solver& solver_;
  };
  /// Of one question to the automata.
  [[nodiscard]] regex::Budget regex_budget() const;
  void settle(const regex::Budget& before, const regex::Budget& after);
  /// Of a Pattern; nullptr: nothing is known of it as a language.
  [[nodiscard]] const regex::Language* language(TermId pattern);

  /// Whether a scalar conforms.
  enum class Truth : std::uint8_t { no, yes, unknown };
  [[nodiscard]] Truth conforms(const Scalar& scalar, Kind kind, Statement statement);
  /// What made that answer unknown, the last time it was.
  [[nodiscard]] TermId opaque() const { return opaque_; }
  /// Whether it is plain that no value conforms to both.
  [[nodiscard]] bool clash(TermId a, TermId b);

 private:
  struct Entry {
    Answer answer;
    bool open = false;
    std::size_t depth = 0;           ///< open: in the stack
    std::size_t assumes = SIZE_MAX;  ///< the outermost open goal that the answer rests on
  };

  /// Drops what says nothing; false: the goal contradicts itself.
  [[nodiscard]] bool tidy(Goal& goal);
  [[nodiscard]] Answer compute(const Goal& goal);
  /// The term as it is for values of one kind.
  [[nodiscard]] TermId restricted(TermId term, Kind kind);
  [[nodiscard]] Answer decide(const std::vector<Statement>& atoms, Kind kind);

  // ---- split.cc: unions, alternative by alternative

  void split(const Conjunct& conjunct, Kind kind, Best& best);
  /// Adds a statement of that kind; false: it contradicts what is there.
  [[nodiscard]] bool assume(Conjunct& conjunct, Statement statement, Kind kind);
  [[nodiscard]] bool assume_atom(Conjunct& conjunct, Statement atom);
  /// Adds what the atoms leave of the clauses; false: nothing of one.
  [[nodiscard]] bool settle(Conjunct& conjunct, std::vector<Conjunct::Clause> clauses, Kind kind);

  // ---- bearing.cc: what is plain without a goal of its own

  enum class Bearing : std::uint8_t { none, holds, fails };
  /// What one statement that holds says of another one.
  [[nodiscard]] Bearing bearing(Statement known, Statement asked);
  /// Whether it is plain that whatever conforms to `a` conforms to `b`.
  [[nodiscard]] bool inside(TermId a, TermId b);
  class Glance;
  template <class Look>
  [[nodiscard]] bool glance(std::unordered_map<std::uint64_t, bool>& known, TermId a, TermId b, Look look);

  // ---- scalars.cc

  /// Tries each of the few values that there can be.
  [[nodiscard]] Answer enumerate(const Conjunct& conjunct, Kind kind);

  Terms& terms_;
  Builder& builder_;
  const Vocabulary& vocabulary_;
  Limits limits_;
  bool spent_ = false;
  std::size_t until_clock_ = 0;
  std::unordered_map<Goal, Entry, GoalHash> known_;
  std::vector<const Goal*> provisional_;  // in known_, with answers that rest on an open goal
  std::size_t depth_ = 0;
  std::size_t levels_ = 0;
  std::size_t assumed_ = SIZE_MAX;  // the outermost open goal that the goals since the last reset rest on
  std::unordered_map<std::uint64_t, TermId> restricted_;
  std::unordered_map<std::uint64_t, bool> clashes_, inside_;  // of two terms
  TermId opaque_ = kNoTerm;                                   // the last one that was met
  std::unordered_map<TermId, std::optional<regex::Language>> languages_;
};

// ---- scalars

/// The number as JSON text of that kind; nullopt: that would have too many digits.
[[nodiscard]] std::optional<std::string> number_text(const Decimal& number, Kind kind);
[[nodiscard]] std::size_t code_points(std::string_view text);
/// The strings that pass; nullopt: they are not known as a language.
[[nodiscard]] std::optional<regex::Language> language_of(const Pattern& pattern);

// The solvers of the kinds. REQUIRES: the literals are atoms of that kind, none of them Opaque, no two contradictory.
[[nodiscard]] Answer solve_number(Solver& solver, const std::vector<Statement>& atoms, Kind kind);
[[nodiscard]] Answer solve_string(Solver& solver, const std::vector<Statement>& atoms);
[[nodiscard]] Answer solve_array(Solver& solver, const std::vector<Statement>& atoms);
[[nodiscard]] Answer solve_object(Solver& solver, const std::vector<Statement>& atoms);

}  // namespace norm::diffing
