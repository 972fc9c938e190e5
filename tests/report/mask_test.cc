#include "report/mask.h"

#include <gtest/gtest.h>

#include <string>

namespace norm::report {
namespace {

std::string shown(const Mask& mask, ByteSpan span) {
  const ByteSpan place = mask.place_of(span);
  return std::string(mask.text().substr(place.begin, place.end - place.begin));
}

TEST(Mask, WithoutRangesIsTheText) {
  const std::string bytes = "[1,2]";
  const Mask mask(bytes, {});
  EXPECT_EQ(mask.text().data(), bytes.data());
  EXPECT_EQ(shown(mask, {1, 2}), "1");
}

TEST(Mask, MergesSortsAndCutsRanges) {
  EXPECT_EQ(Mask("0123456789", {{2, 4}, {3, 3}, {3, 6}, {5, 6}}).text(), "01<redacted>6789");
  EXPECT_EQ(Mask("0123456789", {{8, 99}, {0, 1}, {40, 50}, {7, 3}}).text(), "<redacted>1234567<redacted>");
  EXPECT_EQ(Mask("0123456789", {{2, 4}, {4, 6}}).text(), "01<redacted><redacted>6789");
}

TEST(Mask, FindsPlacesAgain) {
  const Mask mask("ab12cd34ef", {{2, 4}, {6, 8}});
  EXPECT_EQ(shown(mask, {0, 2}), "ab");
  EXPECT_EQ(shown(mask, {4, 6}), "cd");
  EXPECT_EQ(shown(mask, {8, 10}), "ef");
  EXPECT_EQ(shown(mask, {2, 4}), "<redacted>");
  EXPECT_EQ(shown(mask, {3, 4}), "<redacted>");
  EXPECT_EQ(shown(mask, {6, 7}), "<redacted>");
  EXPECT_EQ(shown(mask, {1, 5}), "b<redacted>c");
  EXPECT_EQ(shown(mask, {3, 7}), "<redacted>cd<redacted>");
  EXPECT_EQ(shown(mask, {0, 10}), mask.text());
  EXPECT_EQ(shown(mask, {10, 10}), "");
}

}  // namespace
}  // namespace norm::report
