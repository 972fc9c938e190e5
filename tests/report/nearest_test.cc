// Did you mean: near words are found, far ones are not offered.
#include <norm/report.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm {
namespace {

TEST(Nearest, FindsSlipsOfTheFinger) {
  const std::vector<std::string> names = {"CommentCreated", "CommentDeleted", "UserId", "id", "size"};
  EXPECT_EQ(nearest("CommentCreatd", names), "CommentCreated");
  EXPECT_EQ(nearest("CommnetDeleted", names), "CommentDeleted");
  EXPECT_EQ(nearest("userid", names), "UserId");
  EXPECT_EQ(nearest("sizes", names), "size");
  EXPECT_EQ(nearest("di", names), "id");
}

TEST(Nearest, OffersNothingFar) {
  const std::vector<std::string> names = {"CommentCreated", "id", "a", ""};
  EXPECT_EQ(nearest("Envelope", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("b", names), "");
  EXPECT_EQ(nearest("xy", names), "");
  EXPECT_EQ(nearest(std::string(100000, 'x'), {std::string(100000, 'y')}), "");
}

}  // namespace
}  // namespace norm
