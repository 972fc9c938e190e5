// The first stages against each other: simdjson's is the reference of ours, token for token.
#include "decode/token_index.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "decode/exact_bytes.h"
#include "decode/random_json.h"
#include "decode/reader_cases.h"
#include "decode/token_blocks.h"

namespace norm::decode {
namespace {

using testing::ExactBytes;

class FirstStages : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!TokenIndex::available() || !can_find_in_blocks()) GTEST_SKIP() << "this processor has one first stage";
  }

  /// Empty where they agree. Counts the texts that have tokens.
  std::string difference(std::string_view text) {
    const ExactBytes bytes(text);
    const Tokens theirs = reference_.find_by_simdjson(bytes.view());
    const Tokens ours = index_.find(bytes.view());
    if (ours.count != theirs.count) return fmt::format("{} tokens, simdjson {}", ours.count, theirs.count);
    if (ours.count == 0) return {};
    ++good_;
    if (!std::equal(ours.begin, ours.end(), theirs.begin)) return "other offsets";
    if (ours.first_backslash != theirs.first_backslash) return "another first backslash";
    return *ours.end() == text.size() ? "" : "no size behind the last";
  }

  TokenIndex index_, reference_;
  int good_ = 0;
};

TEST_F(FirstStages, AgreeWhereverATextStands) {
  std::vector<std::string_view> texts(std::begin(testing::kAccepted), std::end(testing::kAccepted));
  for (const testing::Refused& refused : testing::kRefused) texts.push_back(refused.text);
  for (const std::string_view text : texts) {
    for (const std::size_t before : {0, 1, 40, 57, 61, 62, 63, 64, 127}) {
      for (const std::size_t behind : {0, 1, 63}) {
        const std::string whole = fmt::format("{:{}}[{}]{:{}}", "", before, text, "", behind);
        ASSERT_EQ(difference(whole), "") << whole;
      }
    }
  }
  EXPECT_GT(good_, 1000);
}

// As many tokens, quotes, backslashes and blanks as a block can hold, and all that lies between.
TEST_F(FirstStages, AgreeOnRandomBytes) {
  std::mt19937_64 random(17);
  for (const std::string_view bytes : {R"(["\)", R"(\")", R"({}[],:"\ 01e-)", R"(,)", "\"\n \x1F", "a\xC3\xA9\"",
                                       "\"\\\\\\\\n", "\x0C\x1A:,\"", "[1 "}) {
    for (std::size_t size = 0; size < 400; ++size) {
      for (int i = 0; i < 8; ++i) {
        std::string text(size, ' ');
        for (char& c : text) c = bytes[random() % bytes.size()];
        ASSERT_EQ(difference(text), "") << text;
      }
    }
  }
  EXPECT_GT(good_, 5000);
}

TEST_F(FirstStages, AgreeOnRandomDocumentsAndWhatIsDamagedOfThem) {
  std::mt19937_64 random(19);
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    std::string text = testing::RandomJson(seed).text();
    ASSERT_EQ(difference(text), "") << text;
    for (int damage = 0; damage < 4; ++damage) {
      text[random() % text.size()] = static_cast<char>(random());
      ASSERT_EQ(difference(text), "") << text;
    }
  }
  EXPECT_GT(good_, 3000);
}

}  // namespace
}  // namespace norm::decode
