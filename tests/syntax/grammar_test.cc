// The grammar by itself: no rule can loop, and each committed rule has its sentence.
#include "grammar/messages.h"
#include "grammar/rules.h"

#include <gtest/gtest.h>

#include <tao/pegtl/contrib/analyze.hpp>

#include "syntax/rule_names.h"

namespace norm::grammar {
namespace {

TEST(Grammar, NoRuleCanLoopWithoutProgress) {
  EXPECT_EQ(tao::pegtl::analyze<file>(), 0U);
  EXPECT_EQ(tao::pegtl::analyze<expression_file>(), 0U);
  EXPECT_EQ(tao::pegtl::analyze<statement_start>(), 0U);
  EXPECT_EQ(tao::pegtl::analyze<sole_member>(), 0U);
}

TEST(Grammar, CommittedRulesAreThoseWithASentence) {
  const auto spoken = syntax::rules_with_a_sentence();
  EXPECT_GT(spoken.size(), 50U);
  EXPECT_EQ(syntax::words_behind("struct ", "// committed", "grammar/rules.h"), spoken);
}

}  // namespace
}  // namespace norm::grammar
