// Makes instructions of a tree, from its end to its beginning: what comes next is then always known.
#include "regex/nfa.h"

#include <map>
#include <utility>

#include "regex/classes.h"

namespace norm::regex {
namespace {

constexpr std::size_t kMostMembers = 10'000'000;  // classes of all sets

using Op = Instruction::Op;

class Compiler {
 public:
  explicit Compiler(std::size_t most_instructions) : most_(most_instructions) {}

  std::optional<Nfa> run(const Ast& ast, Reading reading) {
    // A match that is reached is one whatever follows.
    const std::uint32_t match = emit(Op::match, 0, 0);
    if (reading == Reading::whole) {
      start_ = node(ast, shape_of(Assertion::end_text, match));
    } else {
      start_ = node(ast, match);
      search(match);
    }
    if (full_) return std::nullopt;
    return finish();
  }

 private:
  std::uint32_t emit(Op op, std::uint32_t next, std::uint32_t argument) {
    if (made_.instructions.size() >= most_) full_ = true;
    if (full_) return 0;
    Instruction instruction;
    instruction.op = op;
    instruction.next = next;
    instruction.argument = argument;
    made_.instructions.push_back(instruction);
    return static_cast<std::uint32_t>(made_.instructions.size() - 1);
  }

  std::uint32_t set_index(const CodePointSet& set) {
    const auto [at, added] = indices_.try_emplace(set, static_cast<std::uint32_t>(sets_.size()));
    if (added) sets_.push_back(set);
    return at->second;
  }

  std::uint32_t node(const Ast& ast, std::uint32_t next) {
    if (full_) return 0;
    return std::visit([&](const auto& shape) { return shape_of(shape, next); }, ast->shape);
  }

  std::uint32_t shape_of(const Characters& characters, std::uint32_t next) {
    return emit(Op::characters, next, set_index(characters.set));
  }

  std::uint32_t shape_of(Assertion kind, std::uint32_t next) {
    by_words_ = by_words_ || kind == Assertion::word_boundary || kind == Assertion::no_word_boundary;
    by_lines_ = by_lines_ || kind == Assertion::begin_line || kind == Assertion::end_line;
    inside_ = inside_ || kind == Assertion::no_word_boundary;
    return emit(Op::assertion, next, static_cast<std::uint32_t>(kind));
  }

  std::uint32_t shape_of(const Sequence& sequence, std::uint32_t next) {
    for (auto part = sequence.parts.rbegin(); part != sequence.parts.rend(); ++part) next = node(*part, next);
    return next;
  }

  std::uint32_t shape_of(const Choice& choice, std::uint32_t next) {
    std::uint32_t made = node(choice.options.back(), next);
    for (auto option = choice.options.rbegin() + 1; option != choice.options.rend(); ++option) {
      made = emit(Op::split, node(*option, next), made);
    }
    return made;
  }

  std::uint32_t shape_of(const Repeat& repeat, std::uint32_t next) {
    std::uint32_t made = next;
    if (repeat.most == Repeat::kUnbounded) {
      made = emit(Op::split, 0, next);
      const std::uint32_t body = node(repeat.what, made);
      if (!full_) made_.instructions[made].next = body;
    } else {
      // `x{0,2}` is `(x(x)?)?`: each copy knows the way out.
      for (unsigned i = repeat.least; i < repeat.most && !full_; ++i)
        made = emit(Op::split, node(repeat.what, made), next);
    }
    for (unsigned i = 0; i < repeat.least && !full_; ++i) made = node(repeat.what, made);
    return made;
  }

  void search(std::uint32_t match) {
    std::uint32_t found = start_;
    // RE2 goes by bytes, so that inside a character of several it finds an empty match if it finds one anywhere between
    // two characters that are no words: `\B` is in "1é1".
    if (inside_ && matches_nothing_inside()) {
      found = emit(Op::split, emit(Op::characters, match, set_index(CodePointSet({{0x80, kLastCodePoint}}))), found);
    }
    const std::uint32_t loop = emit(Op::split, 0, found);
    const std::uint32_t any = emit(Op::characters, loop, set_index(CodePointSet::all()));
    if (!full_) made_.instructions[loop].next = any;
    start_ = loop;
  }

  [[nodiscard]] bool matches_nothing_inside() const {
    if (full_) return false;
    std::vector<std::uint32_t> todo = {start_};
    std::vector<bool> seen(made_.instructions.size());
    while (!todo.empty()) {
      const std::uint32_t at = todo.back();
      todo.pop_back();
      if (seen[at]) continue;
      seen[at] = true;
      const Instruction& instruction = made_.instructions[at];
      if (instruction.op == Op::match) return true;
      if (instruction.op == Op::characters) continue;
      if (instruction.op == Op::split) todo.push_back(instruction.argument);
      if (instruction.op == Op::split ||
          holds(static_cast<Assertion>(instruction.argument), Neighbour::other, Neighbour::other)) {
        todo.push_back(instruction.next);
      }
    }
    return false;
  }

  // Calls visit(from, to) for each way that a run can take inside of a text.
  template <class Visit>
  void each_edge(Visit visit) const {
    for (std::uint32_t from = 0; from < made_.instructions.size(); ++from) {
      const Instruction& instruction = made_.instructions[from];
      const bool dead =
          instruction.op == Op::match ||
          (instruction.op == Op::assertion && static_cast<Assertion>(instruction.argument) == Assertion::begin_text) ||
          (instruction.op == Op::characters && sets_[instruction.argument].empty());
      if (dead) continue;
      visit(from, instruction.next);
      if (instruction.op == Op::split) visit(from, instruction.argument);
    }
  }

  // Marks all instructions from which one of `marked` is reached over the edges that `wanted` lets pass.
  template <class Wanted>
  void spread(std::vector<std::uint32_t> marked, bool Instruction::*mark, Wanted wanted) {
    std::vector<std::uint32_t> begin(made_.instructions.size() + 1, 0);
    each_edge([&](std::uint32_t, std::uint32_t to) { ++begin[to + 1]; });
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    std::vector<std::uint32_t> sources(begin.back()), fill = begin;
    each_edge([&](std::uint32_t from, std::uint32_t to) { sources[fill[to]++] = from; });
    for (const std::uint32_t at : marked) made_.instructions[at].*mark = true;
    while (!marked.empty()) {
      const std::uint32_t at = marked.back();
      marked.pop_back();
      for (std::uint32_t i = begin[at]; i < begin[at + 1]; ++i) {
        Instruction& source = made_.instructions[sources[i]];
        if (source.*mark || !wanted(source)) continue;
        source.*mark = true;
        marked.push_back(sources[i]);
      }
    }
  }

  void mark() {
    std::vector<std::uint32_t> matches, looking;
    for (std::uint32_t at = 0; at < made_.instructions.size(); ++at) {
      const Instruction& instruction = made_.instructions[at];
      if (instruction.op == Op::match) matches.push_back(at);
      if (instruction.op != Op::assertion) continue;
      const auto kind = static_cast<Assertion>(instruction.argument);
      const bool looks =
          kind == Assertion::begin_line || kind == Assertion::word_boundary || kind == Assertion::no_word_boundary;
      if (looks) looking.push_back(at);
    }
    spread(std::move(matches), &Instruction::live_inside, [](const Instruction&) { return true; });
    spread(std::move(looking), &Instruction::looks_back,
           [](const Instruction& source) { return source.op != Op::characters; });
  }

  std::optional<Nfa> finish() {
    made_.start = start_;
    mark();
    std::vector<CodePointSet> dividing = sets_;
    if (by_words_) dividing.push_back(word_characters());
    if (by_lines_) dividing.push_back(CodePointSet('\n'));
    auto alphabet = Alphabet::dividing(dividing);
    if (!alphabet) return std::nullopt;
    made_.alphabet = *std::move(alphabet);
    for (std::uint32_t name = 0; name < made_.alphabet.size(); ++name) {
      const std::uint32_t sample = made_.alphabet.sample(name);
      made_.kinds.push_back(by_words_ && word_characters().contains(sample) ? Neighbour::word
                            : by_lines_ && sample == '\n'                   ? Neighbour::newline
                                                                            : Neighbour::other);
    }
    std::size_t members = 0;
    for (const CodePointSet& set : sets_) {
      made_.classes.push_back(made_.alphabet.classes_of(set));
      members += made_.classes.back().size();
      if (members > kMostMembers) return std::nullopt;
    }
    return std::move(made_);
  }

  std::size_t most_;
  Nfa made_;
  std::uint32_t start_ = 0;
  std::map<CodePointSet, std::uint32_t> indices_;
  std::vector<CodePointSet> sets_;
  bool by_words_ = false;
  bool by_lines_ = false;
  bool inside_ = false;
  bool full_ = false;
};

}  // namespace

bool holds(Assertion assertion, Neighbour before, Neighbour after) {
  switch (assertion) {
    case Assertion::begin_text: return before == Neighbour::edge;
    case Assertion::end_text: return after == Neighbour::edge;
    case Assertion::begin_line: return before == Neighbour::edge || before == Neighbour::newline;
    case Assertion::end_line: return after == Neighbour::edge || after == Neighbour::newline;
    case Assertion::word_boundary: return (before == Neighbour::word) != (after == Neighbour::word);
    case Assertion::no_word_boundary: return (before == Neighbour::word) == (after == Neighbour::word);
  }
  return false;
}

std::optional<Nfa> compile(const Ast& ast, Reading reading, std::size_t most_instructions) {
  return Compiler(most_instructions).run(ast, reading);
}

}  // namespace norm::regex
