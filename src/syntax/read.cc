// Runs PEGTL over a text. PEGTL reports by exception where a committed rule fails; it ends here, as a Mistake, and
// reading goes on at the next statement. Long, since the grammar is instantiated in this file only.
#include "syntax/read.h"

#include <algorithm>
#include <optional>
#include <type_traits>

#include "grammar/messages.h"
#include "grammar/rules.h"
#include "syntax/hints.h"
#include "syntax/kinds.h"
#include "syntax/salvage.h"

namespace norm::syntax {
namespace {

namespace pegtl = tao::pegtl;

template <class Rule>
inline constexpr bool is_nested = false;
template <class Rule>
inline constexpr bool is_nested<grammar::nested<Rule>> = true;

/// Writes the tape while rules match, fail and give way to others.
template <class Rule>
struct recording : pegtl::normal<Rule> {
  static constexpr bool is_committed = grammar::sentence<Rule> != nullptr;
  // Rules for single characters need none of this, and are most of the work.
  static constexpr bool is_character =
      kind_of<Rule> == Kind::none && !is_committed && std::is_same_v<typename Rule::subs_t, pegtl::empty_list>;
  static constexpr bool enable = pegtl::normal<Rule>::enable && !is_character;

  template <class Input>
  static void start(const Input& in, Tape& tape) {
    if constexpr (kind_of<Rule> != Kind::none) tape.open(kind_of<Rule>, in.byte());
    if constexpr (std::is_same_v<Rule, grammar::blanks>) tape.begin_blanks(in.byte());
    if constexpr (is_nested<Rule>) {
      if (!tape.enter()) throw pegtl::parse_error(grammar::kNestedTooDeep, in);
    }
  }

  template <class Input>
  static void success(const Input& in, Tape& tape) {
    if constexpr (kind_of<Rule> != Kind::none) tape.close(in.byte());
    if constexpr (std::is_same_v<Rule, grammar::blanks>) tape.end_blanks(in.byte());
    if constexpr (is_nested<Rule>) tape.leave();
  }

  // Takes back what a rule has written that fails, or that was only a look ahead. A committed rule speaks of the place
  // where it began, so it must be back there when it fails.
  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <class...> class Action,
            template <class...> class Control, class Input>
  static bool match(Input& in, Tape& tape) {
    constexpr auto mode = is_committed ? pegtl::rewind_mode::required : M;
    if constexpr (is_character) return pegtl::normal<Rule>::template match<A, mode, Action, Control>(in, tape);
    const Tape::Mark mark = tape.mark();
    const bool matched = pegtl::normal<Rule>::template match<A, mode, Action, Control>(in, tape);
    if (!matched || A == pegtl::apply_mode::nothing) tape.restore(mark);
    return matched;
  }
};

struct Sentences {
  template <class Rule>
  static constexpr const char* message = grammar::sentence<Rule>;
};

template <class Rule>
using control = pegtl::must_if<Sentences, recording, false>::control<Rule>;

// Lines and columns are counted later, where there is a mistake; here a place is its offset.
using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf_crlf, const char*>;

Input input(std::string_view text) { return {text.data(), text.data() + text.size(), ""}; }

struct Stop {
  std::size_t at;
  std::string sentence;  // empty: all is well, and the rule ends there
  explicit operator bool() const { return !sentence.empty(); }
};

/// Runs a rule from an offset on, up to where it cannot go on.
template <class Rule>
Stop run(std::string_view text, std::size_t from, Tape& tape) {
  Input in = input(text);
  in.bump(from);
  try {
    // The last alternative of the rules for whole texts is committed, so they throw rather than fail.
    if (pegtl::parse<Rule, pegtl::nothing, control>(in, tape)) return Stop{in.byte(), {}};
    return Stop{in.byte(), grammar::sentence<grammar::end_of_file>};
  } catch (const pegtl::parse_error& error) {
    return Stop{error.positions().front().byte, std::string(error.message())};
  }
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  return static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n')) +
         1;
}

Mistake mistake(std::string_view text, const Tape& tape, const Stop& stop) {
  Mistake out{stop.at, end_of_word(text, stop.at), tape.too_deep() ? "too-deep" : "syntax", stop.sentence,
              hint(text, stop.at, stop.sentence)};
  if (const std::size_t at = out.message.find("{line}"); at != std::string::npos) {
    out.message.replace(at, 6, std::to_string(line_of(text, tape.innermost_before(stop.at))));
  }
  if (stop.at == text.size()) {  // shown behind the last token, where something is missing
    out.begin = tape.blanks_before(stop.at).begin;
    out.end = out.begin + 1;
  }
  return out;
}

/// The statement in which reading stopped.
struct Unfinished {
  std::size_t begin;  // of its name, if that was reached
  std::string_view name;
};

std::optional<Unfinished> unfinished(std::string_view text, const Tape& tape) {
  const auto open = tape.open_entries();
  if (open.empty()) return std::nullopt;
  const auto& entries = tape.entries();
  Unfinished out{entries[open.front()].begin, {}};
  for (std::size_t i = open.front() + 1; i < entries.size(); ++i) {
    if (entries[i].kind != Kind::definition_name) continue;
    out.begin = entries[i].begin;
    if (entries[i].end > 0) out.name = text.substr(entries[i].begin, entries[i].end - entries[i].begin);
    break;
  }
  return out;
}

std::size_t line_start(std::string_view text, std::size_t offset) { return text.substr(0, offset).rfind('\n') + 1; }

std::size_t indentation(std::string_view text, std::size_t line) {
  const std::size_t first = std::min(text.find_first_not_of(" \t", line), text.size());
  return first - line;
}

template <class Rule>
bool begins(std::string_view text, std::size_t from) {
  Input in = input(text.substr(from));
  return pegtl::parse<Rule>(in);
}

/// The next place from `least` on where a statement begins a line and is indented no deeper than `deepest`.
std::optional<std::size_t> next_statement(std::string_view text, std::size_t least, std::size_t deepest) {
  std::size_t line = line_start(text, least);
  while (true) {
    const std::size_t indent = indentation(text, line);
    if (line + indent >= least && indent <= deepest && begins<grammar::statement_start>(text, line + indent))
      return line + indent;
    line = text.find('\n', line);
    if (line == std::string_view::npos) return std::nullopt;
    ++line;
  }
}

bool begins_line(std::string_view text, std::size_t at) {
  const std::size_t line = line_start(text, at);
  return line + indentation(text, line) == at;
}

bool has_brackets(std::string_view text, std::size_t at) {
  const std::size_t line = line_start(text, at);
  return text.substr(line, std::min(text.find('\n', at), text.size()) - line).find_first_of("{}") !=
         std::string_view::npos;
}

/// The names that the text may well define: words before `=`, and behind `extern`.
void add_names(std::string_view text, std::vector<std::string>& names) {
  constexpr std::string_view kBlanks = " \t\r\n";
  bool is_extern = false;
  for (std::size_t at = 0; at < text.size();) {
    Input in = input(text.substr(at));
    if (!pegtl::parse<grammar::identifier>(in)) {
      ++at;
      continue;
    }
    const bool is_key = at > 0 && text[at - 1] == ':';
    const std::string_view word = text.substr(at, in.byte());
    at += word.size();
    const std::string_view behind = text.substr(std::min(text.find_first_not_of(kBlanks, at), text.size()));
    if (is_extern) {
      names.push_back(std::string(word) + '?');
    } else if (!is_key && behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>")) {
      names.emplace_back(word);
    }
    is_extern = word == "extern";
  }
}

/// Keeps what is complete on a tape that was left.
void keep(std::string_view text, const Tape& tape, std::size_t stopped, Salvage& salvage) {
  salvage.take(tape);
  if (has_brackets(text, stopped)) {
    salvage.end_members();
  } else {
    salvage.expect(indentation(text, line_start(text, stopped)));
  }
}

/// Looks at the members and arms that begin a line from `from` on. They are no part of the tree, since what they belong
/// to is broken, but have mistakes of their own. Reads no line twice but those on which it stops.
void read_on(std::string_view text, std::size_t from, bool has_arms, std::vector<Mistake>& mistakes, Salvage& salvage) {
  std::size_t at = from;
  std::size_t indent = indentation(text, line_start(text, at));
  bool is_here =
      at < text.size() && begins_line(text, at);  // whether something may begin at `at`, else on the next line
  while (mistakes.size() < kMostMistakes) {
    if (!is_here) {
      const std::size_t end = text.find('\n', at);
      if (end == std::string_view::npos) return;
      indent = indentation(text, end + 1);
      at = end + 1 + indent;
    }
    is_here = false;
    const bool is_member = begins<grammar::member_start>(text, at);
    if (!is_member && !(has_arms && begins<grammar::arm_start>(text, at))) {
      if (at < text.size() && std::string_view("})]").find(text[at]) != std::string_view::npos) salvage.end_members();
      continue;
    }
    Tape tape;
    const Stop stop = is_member ? run<grammar::sole_member>(text, at, tape) : run<grammar::sole_arm>(text, at, tape);
    if (stop) {
      // The end of the text is no mistake of the member's: the brace that is missing may be the first one's.
      if (stop.at < text.size()) mistakes.push_back(mistake(text, tape, stop));
      keep(text, tape, stop.at, salvage);
      is_here = stop.at > at && stop.at < text.size() && begins_line(text, stop.at);
      at = std::max(at, stop.at);
      if (is_here) indent = indentation(text, line_start(text, at));
      continue;
    }
    if (is_member) {
      salvage.member(tape, indent);
    } else {
      salvage.arm(tape);
    }
    if (text.substr(at, stop.at - at).find('\n') != std::string_view::npos) {
      indent = indentation(text, line_start(text, stop.at));
    }
    at = stop.at;
    if (at >= text.size()) return;
    is_here = begins<grammar::member_start>(text, at) || (has_arms && begins<grammar::arm_start>(text, at));
    if (is_here) continue;
    if (std::string_view("})]").find(text[at]) != std::string_view::npos) {
      salvage.end_members();
    } else if (!begins<grammar::statement_start>(text, at)) {
      mistakes.push_back(mistake(text, tape, {at, is_member ? grammar::kBehindMember : grammar::kBehindArm}));
    }
  }
}

bool has_open_multi(const Tape& tape) {
  const auto open = tape.open_entries();
  return std::any_of(open.begin(), open.end(),
                     [&](std::uint32_t index) { return tape.entries()[index].kind == Kind::multi; });
}

}  // namespace

Reading read_file(std::string_view text) {
  Reading out;
  Salvage salvage;
  std::size_t from = 0;
  Stop stop = run<grammar::file>(text, from, out.tape);
  while (stop) {
    out.mistakes.push_back(mistake(text, out.tape, stop));
    // Each round begins behind the last one and reads no line twice but that on which it stopped: linear.
    const std::size_t stopped = std::max(stop.at, from);
    std::size_t anchor = stopped;
    std::size_t least = std::max(stopped, from + 1);
    std::size_t lost = stopped;
    if (const auto broken = unfinished(text, out.tape)) {
      anchor = broken->begin;
      least = std::max({line_start(text, stopped), broken->begin + 1, from + 1});
      if (!broken->name.empty()) {
        out.lost.emplace_back(broken->name);
      } else {
        lost = broken->begin;
      }
    }
    const bool has_arms = has_open_multi(out.tape);
    keep(text, out.tape, stopped, salvage);
    out.tape.abandon();
    if (out.mistakes.size() >= kMostMistakes) break;
    const auto next = next_statement(text, least, indentation(text, line_start(text, anchor)));
    const std::size_t end = next.value_or(text.size());
    add_names(text.substr(lost, end - std::min(lost, end)), out.lost);
    read_on(text.substr(0, end), stopped, has_arms, out.mistakes, salvage);
    salvage.end_members();
    if (!next || out.mistakes.size() >= kMostMistakes) break;
    from = *next;
    stop = run<grammar::statements>(text, from, out.tape);
  }
  out.broken = salvage.finish();
  return out;
}

Reading read_expression(std::string_view text) {
  Reading out;
  if (const Stop stop = run<grammar::expression_file>(text, 0, out.tape)) {
    out.mistakes.push_back(mistake(text, out.tape, stop));
    Salvage salvage;
    keep(text, out.tape, stop.at, salvage);
    read_on(text, stop.at, has_open_multi(out.tape), out.mistakes, salvage);
    out.broken = salvage.finish();
    out.tape.abandon();
  }
  return out;
}

}  // namespace norm::syntax
