// RE2 decides which texts a regex matches; this room must say the same, and its answers must follow from that. What
// follows from what is tried on all short texts, and by libfa, an automata library that knows a part of the dialect.
extern "C" {
#include <fa.h>
}
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "predicate/regex.h"
#include "regex/language.h"
#include "regex/random_regex.h"

namespace norm::regex {
namespace {

template <class Property>
void holds_always(const char* what, Property property) {
  EXPECT_TRUE(rc::check(what, std::move(property)));
}

std::shared_ptr<const predicate::CompiledRegex> re2_of(const std::string& pattern, const std::string& flags) {
  auto compiled = predicate::CompiledRegex::compile(Regex{pattern, flags});
  RC_PRE(compiled.has_value());
  return *std::move(compiled);
}

TEST(Oracle, MembershipIsThatOfRe2) {
  holds_always("a text is in the language iff RE2 finds a match", [] {
    const std::string pattern = random_regex(2), flags = random_flags();
    const auto re2 = re2_of(pattern, flags);
    const auto language = Language::of_regex(pattern, flags);
    RC_LOG() << "/" << pattern << "/" << flags << '\n';
    RC_ASSERT(language.has_value());
    for (int i = 0; i < 20; ++i) {
      const std::string text = random_text();
      RC_LOG() << "text: " << text << '\n';
      RC_ASSERT(language->contains(text) == re2->matches(text));
    }
  });
}

TEST(Oracle, ShortestMatches) {
  holds_always("RE2 agrees with what was found", [] {
    const std::string pattern = random_regex(2), flags = random_flags();
    const std::string denied_pattern = random_regex(2), denied_flags = random_flags();
    const auto wanted = re2_of(pattern, flags), denied = re2_of(denied_pattern, denied_flags);
    const auto in = Language::of_regex(pattern, flags), out = Language::of_regex(denied_pattern, denied_flags);
    RC_ASSERT(in && out);
    RC_LOG() << "/" << pattern << "/" << flags << " but not /" << denied_pattern << "/" << denied_flags << '\n';
    Budget budget;
    const std::vector<Constraint> constraints = {{*in}, {*out, true}};
    const Answer answer = find_shortest(constraints, {}, budget);
    RC_ASSERT(answer.outcome != Outcome::unknown);
    if (answer.outcome == Outcome::found) {
      RC_LOG() << "found: " << answer.text << '\n';
      RC_ASSERT(wanted->matches(answer.text) && !denied->matches(answer.text));
    }
    for (int i = 0; i < 20; ++i) {
      const std::string text = random_text();
      if (!wanted->matches(text) || denied->matches(text)) continue;
      RC_ASSERT(answer.outcome == Outcome::found);
      RC_ASSERT(in->contains(text) && !out->contains(text));
    }
  });
}

// All texts of up to four characters out of four, tried one by one.
TEST(Oracle, BruteForce) {
  const std::string_view letters = "ab1\n";
  std::vector<std::string> texts = {""};
  for (std::size_t begin = 0, length = 1; length <= 4; ++length) {
    const std::size_t end = texts.size();
    for (; begin < end; ++begin) {
      for (const char letter : letters) texts.push_back(texts[begin] + letter);
    }
  }
  const Language within = *Language::of_regex("^[ab1\\n]*$", "");
  holds_always("the shortest is the shortest, and there are as many as there are", [&] {
    const std::string pattern = random_regex(2), flags = random_flags();
    const std::string denied_pattern = random_regex(1), denied_flags = random_flags();
    const auto wanted = re2_of(pattern, flags), denied = re2_of(denied_pattern, denied_flags);
    const auto in = Language::of_regex(pattern, flags), out = Language::of_regex(denied_pattern, denied_flags);
    RC_ASSERT(in && out);
    RC_LOG() << "/" << pattern << "/" << flags << " but not /" << denied_pattern << "/" << denied_flags << '\n';
    const auto least = *rc::gen::inRange<std::size_t>(0, 4);
    std::vector<std::string> members;
    for (const std::string& text : texts) {
      if (text.size() >= least && wanted->matches(text) && !denied->matches(text)) members.push_back(text);
    }
    const std::vector<Constraint> constraints = {{within}, {*in}, {*out, true}};
    Budget budget;
    const Answer answer = find_shortest(constraints, {least}, budget);
    RC_ASSERT(answer.outcome != Outcome::unknown);
    if (members.empty()) {
      RC_ASSERT(answer.outcome == Outcome::empty || answer.text.size() > 4);
    } else {
      RC_ASSERT(answer.outcome == Outcome::found);
      RC_ASSERT(answer.text.size() == members.front().size());
      RC_ASSERT(std::find(members.begin(), members.end(), answer.text) != members.end());
    }
    Several all = find_distinct(constraints, {least, 4}, texts.size(), budget);
    RC_ASSERT(all.outcome == Outcome::empty || members.size() == texts.size());
    std::sort(all.texts.begin(), all.texts.end());
    std::sort(members.begin(), members.end());
    RC_ASSERT(all.texts == members);
  });
}

/// A regex of characters, classes, groups and stars, for an oracle that knows no more.
std::string plain_regex(int depth) {
  std::string regex;
  for (int part = *rc::gen::inRange(0, 4); part >= 0; --part) {
    const bool group = depth > 0 && *rc::gen::inRange(0, 2) == 0;
    regex += group ? "(" + plain_regex(depth - 1) + ")" : one_of({"a", "b", "[ab]", "[^a]", "c"});
    regex += one_of({"", "", "*", "+", "?", "{2,3}"});
    if (part > 0 && *rc::gen::inRange(0, 5) == 0) regex += "|";
  }
  return regex;
}

using Automaton = std::unique_ptr<fa, void (*)(fa*)>;

Automaton libfa_of(const std::string& regex) {
  fa* made = nullptr;
  RC_ASSERT(fa_compile(regex.data(), regex.size(), &made) == 0);
  return {made, fa_free};
}

TEST(Oracle, InclusionIsThatOfLibfa) {
  holds_always("containment of two regexes", [] {
    const std::string part = plain_regex(2), whole = plain_regex(2);
    RC_LOG() << part << " in " << whole << '\n';
    // libfa's characters are bytes: `[^a]` is held to those of one byte here.
    const Language ascii = *Language::of_regex("^[\\x01-\\x7f]*$", "");
    const auto exactly = [](const std::string& regex) { return *Language::of_regex("^(?:" + regex + ")$", "s"); };
    Budget budget;
    const Truth truth = includes(exactly(whole), exactly(part) & ascii, budget);
    const Automaton ours = libfa_of("(" + part + ")"), theirs = libfa_of("(" + whole + ")");
    fa* all = nullptr;
    const std::string_view bytes = "[\x01-\x7f]*";
    RC_ASSERT(fa_compile(bytes.data(), bytes.size(), &all) == 0);
    const Automaton within(all, fa_free);
    const Automaton held(fa_intersect(ours.get(), within.get()), fa_free);
    RC_ASSERT(truth == (fa_contains(held.get(), theirs.get()) == 1 ? Truth::yes : Truth::no));
  });
}

}  // namespace
}  // namespace norm::regex
