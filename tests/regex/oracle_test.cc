// RE2 decides which texts a regex matches; this room must say the same, and its answers must follow from that.
#include <gtest/gtest.h>
#include <rapidcheck.h>

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

}  // namespace
}  // namespace norm::regex
