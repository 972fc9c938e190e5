// Did you mean: near words are found, far ones are not offered.
#include "spec/nearest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm::spec {
namespace {

TEST(Nearest, FindsSlipsOfTheFinger) {
  const std::vector<std::string> names = {"CommentCreated", "CommentDeleted", "UserId", "id", "size", "Note"};
  EXPECT_EQ(nearest("CommentCreatd", names), "CommentCreated");
  EXPECT_EQ(nearest("CommnetDeleted", names), "CommentDeleted");
  EXPECT_EQ(nearest("userid", names), "UserId");
  EXPECT_EQ(nearest("sizes", names), "size");
  EXPECT_EQ(nearest("di", names), "id");
  EXPECT_EQ(nearest("Nope", names), "Note");
}

TEST(Nearest, OffersNothingFar) {
  const std::vector<std::string> names = {"CommentCreated", "UserId", "id", "a", ""};
  EXPECT_EQ(nearest("Envelope", names), "");
  EXPECT_EQ(nearest("Thread", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("b", names), "");
  EXPECT_EQ(nearest("xy", names), "");
  EXPECT_EQ(nearest(std::string(100000, 'x'), std::vector{std::string(100000, 'y')}), "");
}

TEST(Slips, EachIsOne) {
  EXPECT_EQ(slips("comment", "coment", 9), 1U);
  EXPECT_EQ(slips("comment", "commennt", 9), 1U);
  EXPECT_EQ(slips("comment", "komment", 9), 1U);
  EXPECT_EQ(slips("comment", "commetn", 9), 1U);
  EXPECT_EQ(slips("comment", "COMMENT", 9), 0U);
  EXPECT_EQ(slips("", "abc", 9), 3U);
}

TEST(Slips, StopsAtTheLimit) {
  EXPECT_EQ(slips("comment", "tnemmoc", 2), 2U);
  EXPECT_EQ(slips("abcdef", "badcfe", 4), 3U);  // three swaps: every second row is dearer than the last
  EXPECT_EQ(slips("abcdef", "badcfe", 3), 3U);
}

}  // namespace
}  // namespace norm::spec
