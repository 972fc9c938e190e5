// Strings of a goal: a length, automata, single texts that it is not.
#include <algorithm>
#include <string>
#include <vector>

#include "diff/solve.h"
#include "regex/formats.h"

namespace norm::diffing {
namespace {

struct Lengths {
  std::uint64_t min = 0;
  std::uint64_t max = UINT64_MAX;  // both ends included
};

// A text of that length that is none of these: one more of them is tried than there are.
Answer other_than(const Lengths& lengths, const std::vector<std::string>& excluded) {
  constexpr std::uint64_t kLongest = 2'000'000;
  if (lengths.min > kLongest) return Answer::doubt("budget");
  const auto free = [&](const std::string& text) {
    return std::find(excluded.begin(), excluded.end(), text) == excluded.end();
  };
  std::uint64_t length = lengths.min;
  if (length == 0) {
    if (free("")) return Answer::of(string_value(""));
    if (lengths.max == 0) return Answer::nothing();
    length = 1;
  }
  const std::string head(length - 1, 'a');
  for (std::uint32_t letter = 0; letter <= excluded.size(); ++letter) {
    std::string text = head;
    // Letters first, then whatever comes after them; there are far more than anybody lists.
    regex::append_utf8(text, letter < 26 ? 'a' + letter : 0x100 + letter);
    if (free(text)) return Answer::of(string_value(text));
  }
  return Answer::doubt("budget");
}

}  // namespace

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::optional<regex::Language> language_of(const Pattern& pattern) {
  const std::string_view code = pattern.row->code;
  if (code == "starts_with") return regex::Language::starting_with(pattern.operand.text);
  if (code == "ends_with") return regex::Language::ending_with(pattern.operand.text);
  if (code == "contains") return regex::Language::containing(pattern.operand.text);
  if (code == "uuid" && !pattern.written.args.empty()) {
    const auto* version = std::get_if<Constant>(&pattern.written.args.front());
    const auto* number = version != nullptr ? std::get_if<Number>(&version->value) : nullptr;
    const auto value = number != nullptr ? Decimal::parse(number->text) : std::nullopt;
    if (!value) return std::nullopt;
    return regex::of_uuid(static_cast<unsigned>(value->to_uint64().value_or(0)));
  }
  if (code != "re_matches") return regex::of_format(pattern.row->info.name);
  const auto* regex = std::get_if<Regex>(&pattern.written.args.front());
  if (regex == nullptr) return std::nullopt;
  auto language = regex::Language::of_regex(regex->pattern, regex->flags);
  return language ? std::optional(std::move(*language)) : std::nullopt;
}

Answer solve_string(Solver& solver, const std::vector<Statement>& atoms) {
  Lengths lengths;
  std::vector<std::string> excluded;
  std::vector<regex::Constraint> constraints;
  for (const Statement& atom : atoms) {
    if (const auto* longer = solver.terms().get<Long>(atom.term)) {
      if (atom.positive) lengths.min = std::max(lengths.min, longer->length);
      if (!atom.positive) lengths.max = std::min(lengths.max, longer->length - 1);  // never at least 0: that is all
    } else if (const auto* list = solver.terms().get<OneOf>(atom.term)) {
      for (const Scalar& scalar : list->scalars) excluded.push_back(scalar.text);
    } else if (const regex::Language* language = solver.language(atom.term)) {
      constraints.push_back({*language, !atom.positive});
    }
  }
  if (lengths.min > lengths.max) return Answer::nothing();
  if (constraints.empty()) return other_than(lengths, excluded);
  if (!excluded.empty()) constraints.push_back({regex::Language::of_texts(excluded), true});
  regex::Budget budget = solver.regex_budget();
  const regex::Budget before = budget;
  regex::Answer answer = regex::find_shortest(constraints, {lengths.min, lengths.max}, budget);
  solver.settle(before, budget);
  switch (answer.outcome) {
    case regex::Outcome::found: return Answer::of(string_value(std::move(answer.text)));
    case regex::Outcome::empty: return Answer::nothing();
    case regex::Outcome::unknown: break;
  }
  return Answer::doubt("budget");
}

}  // namespace norm::diffing
