// Reads a regex from left to right with a stack of its own, as deep as the pattern likes; only the tree's depth is
// limited, since all that walk it recurse.
#include "regex/parse.h"

#include <optional>
#include <utility>
#include <vector>

#include "regex/classes.h"
#include "regex/unicode.h"

namespace norm::regex {
namespace {

constexpr std::size_t kMostDepth = 500;
constexpr std::size_t kMostNodes = 100'000;
constexpr unsigned kMostTimes = 1000;  // RE2's own

struct Flags {
  bool fold = false;
  bool multiline = false;
  bool dot_all = false;

  bool Flags::*named(char c) const {
    return c == 'i' ? &Flags::fold : c == 'm' ? &Flags::multiline : c == 's' ? &Flags::dot_all : nullptr;
  }
  [[nodiscard]] Case folding() const { return fold ? Case::folded : Case::kept; }
};

struct Group {
  Flags outside;
  std::vector<Ast> options = {};
  std::vector<Ast> parts = {};
};

using Reason = Refusal::Reason;

class Parser {
 public:
  Parser(std::string_view pattern, Flags flags) : size_(pattern.size()), rest_{pattern}, flags_(flags) {
    groups_.push_back(Group{flags});
  }

  Result<Ast, Refusal> run() {
    while (!rest_.text.empty() && !failed_) {
      const bool after_repeat = std::exchange(after_repeat_, false);
      read_one();
      if (after_repeat && after_repeat_) fail(Reason::invalid);  // `a**`
      if (nodes_ > kMostNodes || rest_.spelt > kMostSpelt) fail(Reason::too_large);
    }
    if (!failed_ && groups_.size() > 1) fail(Reason::invalid);
    if (failed_) return Failure(Refusal{*failed_, size_ - rest_.text.size()});
    return close(groups_.back());
  }

 private:
  void fail(Reason reason) {
    if (!failed_) failed_ = reason;
  }

  void push(Ast part) {
    ++nodes_;
    attach(std::move(part));
  }

  void attach(Ast part) {
    if (part->depth > kMostDepth || part->size > kMostNodes) return fail(Reason::too_large);
    groups_.back().parts.push_back(std::move(part));
  }

  void push_point(std::uint32_t point) {
    const CodePointSet set(point);
    push(characters(flags_.fold ? folded(set) : set));
  }

  static Ast close(Group& group) {
    group.options.push_back(sequence(std::move(group.parts)));
    group.parts.clear();
    return choice(std::move(group.options));
  }

  void read_one() {
    if (rest_.starts_with("(?")) return read_perl_group();
    if (rest_.take("(")) return groups_.push_back(Group{flags_});
    if (rest_.take(")")) return read_close();
    if (rest_.take("|")) {
      Group& group = groups_.back();
      group.options.push_back(sequence(std::move(group.parts)));
      group.parts.clear();
      return;
    }
    if (rest_.take("^")) return push(assertion(flags_.multiline ? Assertion::begin_line : Assertion::begin_text));
    if (rest_.take("$")) return push(assertion(flags_.multiline ? Assertion::end_line : Assertion::end_text));
    if (rest_.take(".")) return push(characters((flags_.dot_all ? CodePointSet() : CodePointSet('\n')).complement()));
    if (rest_.starts_with("[")) return push_or_fail(take_class(rest_, flags_.folding()));
    if (rest_.take("*")) return read_repeat(0, Repeat::kUnbounded);
    if (rest_.take("+")) return read_repeat(1, Repeat::kUnbounded);
    if (rest_.take("?")) return read_repeat(0, 1);
    if (rest_.starts_with("{")) return read_count();
    if (rest_.starts_with("\\")) return read_backslash();
    const auto point = take_code_point(rest_.text);
    return point ? push_point(*point) : fail(Reason::invalid);
  }

  void push_or_fail(std::optional<CodePointSet> set) {
    if (!set) return fail(rest_.spelt > kMostSpelt ? Reason::too_large : Reason::invalid);
    push(characters(*std::move(set)));
  }

  void read_close() {
    if (groups_.size() == 1) return fail(Reason::invalid);
    Group group = std::move(groups_.back());
    groups_.pop_back();
    flags_ = group.outside;
    attach(close(group));
  }

  // `(?flags)`, `(?flags:…)`, `(?P<name>…)`; RE2's `U` only turns lazy and greedy around.
  void read_perl_group() {
    if (rest_.take("(?P<")) return read_name();
    (void)rest_.take("(?");
    Flags flags = flags_;
    bool value = true, flagged = true;
    for (;;) {
      if (rest_.text.empty()) return fail(Reason::invalid);
      const char c = rest_.text.front();
      if (c == ':' || c == ')') break;
      rest_.text.remove_prefix(1);
      if (c == '-') {
        if (!value) return fail(Reason::invalid);
        value = flagged = false;
      } else if (const auto flag = flags.named(c)) {
        flags.*flag = value;
        flagged = true;
      } else if (c == 'U') {
        flagged = true;
      } else {
        return fail(Reason::invalid);
      }
    }
    if (!flagged) return fail(Reason::invalid);
    if (rest_.take(":")) {
      groups_.push_back(Group{flags_});
    } else {
      (void)rest_.take(")");
    }
    flags_ = flags;
  }

  void read_name() {
    const std::size_t end = rest_.text.find('>');
    if (end == 0 || end == std::string_view::npos) return fail(Reason::invalid);
    for (const char c : rest_.text.substr(0, end)) {
      if (!word_characters().contains(static_cast<unsigned char>(c))) return fail(Reason::invalid);
    }
    rest_.text.remove_prefix(end + 1);
    groups_.push_back(Group{flags_});
  }

  void read_repeat(unsigned least, unsigned most) {
    (void)rest_.take("?");
    after_repeat_ = true;
    std::vector<Ast>& parts = groups_.back().parts;
    if (parts.empty()) return fail(Reason::invalid);
    Ast what = std::move(parts.back());
    parts.pop_back();
    push(repeat(std::move(what), least, most));
  }

  // `{2}`, `{2,}`, `{2,5}`; anything else in braces is a text.
  void read_count() {
    Rest after = rest_;
    (void)after.take("{");
    const auto least = take_integer(after);
    auto most = least;
    if (least && after.take(",")) most = after.starts_with("}") ? Repeat::kUnbounded : take_integer(after);
    if (!least || !most || !after.take("}")) {
      (void)rest_.take("{");
      return push_point('{');
    }
    rest_ = after;
    if (*least > kMostTimes || (*most != Repeat::kUnbounded && *most > kMostTimes) || *most < *least) {
      return fail(Reason::invalid);
    }
    read_repeat(*least, *most);
  }

  // As RE2 reads it: no leading zero, and from a hundred million on no further digit.
  static std::optional<unsigned> take_integer(Rest& rest) {
    unsigned value = 0;
    std::size_t digits = 0;
    for (; digits < rest.text.size() && rest.text[digits] >= '0' && rest.text[digits] <= '9'; ++digits) {
      if (value >= 100'000'000) return std::nullopt;
      value = value * 10 + static_cast<unsigned>(rest.text[digits] - '0');
    }
    if (digits == 0 || (digits > 1 && rest.text.front() == '0')) return std::nullopt;
    rest.text.remove_prefix(digits);
    return value;
  }

  void read_backslash() {
    if (rest_.take("\\b")) return push(assertion(Assertion::word_boundary));
    if (rest_.take("\\B")) return push(assertion(Assertion::no_word_boundary));
    if (rest_.take("\\A")) return push(assertion(Assertion::begin_text));
    if (rest_.take("\\z")) return push(assertion(Assertion::end_text));
    if (rest_.take("\\Q")) return read_quoted();
    if (auto group = take_group(rest_, flags_.folding())) return push(characters(*std::move(group)));
    const auto point = take_escape(rest_);
    return point ? push_point(*point) : fail(Reason::invalid);
  }

  void read_quoted() {
    while (!rest_.text.empty() && !rest_.take("\\E") && !failed_) {
      if (rest_.starts_with("\\/")) rest_.text.remove_prefix(1);
      const auto point = take_code_point(rest_.text);
      if (!point) return fail(Reason::invalid);
      push_point(*point);
    }
  }

  std::size_t size_;
  Rest rest_;
  Flags flags_;
  std::vector<Group> groups_;
  std::size_t nodes_ = 0;
  bool after_repeat_ = false;
  std::optional<Reason> failed_;
};

}  // namespace

Result<Ast, Refusal> parse(std::string_view pattern, std::string_view flags) {
  Flags initial;
  for (const char c : flags) {
    const auto flag = initial.named(c);
    if (!flag || initial.*flag) return Failure(Refusal{Reason::invalid, pattern.size()});
    initial.*flag = true;
  }
  return Parser(pattern, initial).run();
}

}  // namespace norm::regex
