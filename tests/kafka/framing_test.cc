// Confluent's framing: what is recognised, what is left to the decoder.
#include <gtest/gtest.h>
#include <norm/kafka/framing.h>

#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace norm::kafka {
namespace {

using namespace std::string_view_literals;

std::array<std::uint8_t, 16> counted() {
  std::array<std::uint8_t, 16> guid{};
  std::iota(guid.begin(), guid.end(), std::uint8_t{1});
  return guid;
}
constexpr std::string_view kGuid = "\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10";

Framing framing_of(std::string_view value, const std::vector<Header>& headers = {}) {
  Record record;
  record.value = value;
  record.headers = headers;
  return *value_framing(record);
}

TEST(Framing, OfAValue) {
  EXPECT_EQ(framing_of("{}"), (Framing{{}, {}, "{}"}));
  EXPECT_EQ(framing_of("\0\0\1\2\3{}"sv), (Framing{66051U, {}, "{}"}));
  EXPECT_EQ(framing_of("\0\xff\xff\xff\xff{}"sv), (Framing{0xffffffffU, {}, "{}"}));
  const std::string guid = "\1" + std::string(kGuid) + "{}";
  EXPECT_EQ(framing_of(guid), (Framing{{}, counted(), "{}"}));
}

TEST(Framing, IsNotGuessedWhereItIsTooShort) {
  for (const std::string_view value : {""sv, "\0"sv, "\0\0\0\0\1"sv, "\1abc"sv, "\2abcdefghijklmnopqrstuvw"sv}) {
    EXPECT_EQ(framing_of(value), (Framing{{}, {}, value}));
  }
  EXPECT_EQ(framing_of("\1" + std::string(kGuid)).payload.size(), 17U);
}

TEST(Framing, TakesTheLastHeaderThatIsNotNull) {
  const std::string guid = "\1" + std::string(kGuid);
  const std::string other = "\1" + std::string(16, 'x');
  EXPECT_EQ(framing_of("{}", {{"__value_schema_id", other}, {"__value_schema_id", guid}, {"__value_schema_id", {}}}),
            (Framing{{}, counted(), "{}"}));
  EXPECT_EQ(framing_of("\0\0\0\0\7{}"sv, {{"__value_schema_id", "not a guid"}, {"__key_schema_id", guid}}),
            (Framing{7U, {}, "{}"}));
}

TEST(Framing, OfAKeyAndOfNull) {
  Record record;
  EXPECT_FALSE(value_framing(record));
  EXPECT_FALSE(key_framing(record));
  record.key = "\0\0\0\0\5user-1"sv;
  EXPECT_EQ(*key_framing(record), (Framing{5U, {}, "user-1"}));
}

}  // namespace
}  // namespace norm::kafka
