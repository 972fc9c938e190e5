// Sentences in lines that fit, without cutting what someone may want to copy.
#include "report/wrap.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm::report {
namespace {

using Lines = std::vector<std::string>;

TEST(Wrap, BreaksAtBlanks) {
  EXPECT_EQ(wrapped("must be an integer", 100), Lines{"must be an integer"});
  EXPECT_EQ(wrapped("must be an integer", 18), Lines{"must be an integer"});
  EXPECT_EQ(wrapped("must be an integer", 17), (Lines{"must be an", "integer"}));
  EXPECT_EQ(wrapped("must be an integer", 1), (Lines{"must", "be", "an", "integer"}));
  EXPECT_EQ(wrapped("", 5), Lines{""});
}

TEST(Wrap, KeepsWordsAndQuotesWhole) {
  EXPECT_EQ(wrapped("see https://example.com/a/b?c=d#e now", 10),
            (Lines{"see", "https://example.com/a/b?c=d#e", "now"}));
  EXPECT_EQ(wrapped("one of \"a b c\", \"d \\\" e\" or f", 8), (Lines{"one of", "\"a b c\",", "\"d \\\" e\"", "or f"}));
  EXPECT_EQ(wrapped("no end \"of quotes", 6), (Lines{"no end", "\"of quotes"}));
}

TEST(Wrap, CountsColumnsAndNotBytes) {
  EXPECT_EQ(columns_of("a日本é😀e\xCC\x81"), 9U);
  EXPECT_EQ(wrapped("日本 日本 日本", 9), (Lines{"日本 日本", "日本"}));
  EXPECT_EQ(wrapped("日本 日本 日本", 8), (Lines{"日本", "日本", "日本"}));
  EXPECT_EQ(wrapped("éé éé éé", 8), Lines{"éé éé éé"});
}

}  // namespace
}  // namespace norm::report
