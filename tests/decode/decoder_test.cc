// The Decoder as a user has it: verdicts on bytes, explanations with spans, documents that outlive it.
#include <gtest/gtest.h>
#include <norm/decode.h>
#include <norm/dsl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decode/allocation_count.h"
#include "decode/exact_bytes.h"
#include "decode/random_json.h"
#include "program/compile.h"

namespace norm {
namespace {

using namespace std::string_view_literals;

Validator validator_of(const Spec& spec) { return Validator(*program::compile(spec, {})); }

Spec comment() {
  return schema({req("type", lit("comment.created")),
                 req("data", schema({req("user_id", integer()), req("msg", string()), opt("score", le("1e500"))}))});
}

constexpr std::string_view kGood = R"({"type":"comment.created","data":{"user_id":7,"msg":"caf\u00e9","score":1.5}})";

TEST(Decoder, GivesTheDocumentAndTheBytes) {
  Decoder decoder(validator_of(comment()));
  EXPECT_TRUE(decoder.valid(kGood));
  const auto decoded = decoder.decode(kGood);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->bytes().data(), kGood.data());
  EXPECT_EQ(decoded->bytes(), kGood);
  EXPECT_STREQ(decoded->json()["data"]["msg"].GetString(), "caf\xC3\xA9");
}

TEST(Decoder, SaysWhereBytesAreNoJson) {
  Decoder decoder(validator_of(any()));
  EXPECT_FALSE(decoder.valid("{\"a\" 1}"));
  const auto decoded = decoder.decode("{\"a\" 1}");
  ASSERT_FALSE(decoded);
  ASSERT_TRUE(decoded.error().malformed);
  EXPECT_EQ(decoded.error().malformed->offset, 5u);
  EXPECT_EQ(decoded.error().malformed->code, "syntax");
  EXPECT_EQ(decoded.error().malformed->reason, "expected ':' after a member name");
  EXPECT_TRUE(decoded.error().problems.empty());
  EXPECT_FALSE(decoder.valid("{}\0x"sv));
  EXPECT_FALSE(decoder.valid(""));
  EXPECT_FALSE(decoder.valid({}));
}

TEST(Decoder, ExplainsWithSpans) {
  Decoder decoder(validator_of(comment()));
  const std::string_view bytes = R"({"type":"comment.created", "data" : {"user_id": "x" ,"msg":"m"}})";
  EXPECT_FALSE(decoder.valid(bytes));
  const auto decoded = decoder.decode(bytes);
  ASSERT_FALSE(decoded);
  EXPECT_FALSE(decoded.error().malformed);
  ASSERT_EQ(decoded.error().problems.size(), 1u);
  const Problem& problem = decoded.error().problems[0];
  EXPECT_EQ(problem.predicate, "integer?");
  ASSERT_TRUE(problem.span);
  EXPECT_EQ(bytes.substr(problem.span->begin, problem.span->end - problem.span->begin), "\"x\"");
}

TEST(Decoder, JudgesNumbersByTheirText) {
  Decoder decoder(validator_of(schema({req("n", integer() & le("100000000000000000000"))})));
  EXPECT_TRUE(decoder.valid(R"({"n":100000000000000000000})"));
  EXPECT_FALSE(decoder.valid(R"({"n":100000000000000000001})"));
  EXPECT_FALSE(decoder.valid(R"({"n":1e20})"));
  Decoder exact(validator_of(le("0.1")));
  EXPECT_TRUE(exact.valid("0.1"));
  EXPECT_FALSE(exact.valid("0.1000000000000000000001"));
  Decoder huge(validator_of(gt("1e400")));
  EXPECT_FALSE(huge.valid("1e400"));
  EXPECT_TRUE(huge.valid("1e401"));
  EXPECT_TRUE(huge.valid("1e999999999999"));
  EXPECT_FALSE(huge.valid("-1e401"));
}

TEST(Decoder, ValidAndDecodeAgree) {
  Decoder decoder(validator_of(array() | (object() & non_empty())));
  int good = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    std::string text = decode::testing::RandomJson(seed).text();
    if (seed % 5 == 0) text.pop_back();
    const decode::testing::ExactBytes bytes(text);
    const bool valid = decoder.valid(bytes.view());
    const auto decoded = decoder.decode(bytes.view());
    EXPECT_EQ(valid, decoded.has_value()) << text;
    if (!decoded) {
      EXPECT_NE(decoded.error().malformed.has_value(), !decoded.error().problems.empty()) << text;
    }
    good += valid ? 1 : 0;
  }
  EXPECT_GT(good, 100);
  EXPECT_LT(good, 400);
}

TEST(Decoder, KeepsItsLimits) {
  Decoder decoder(validator_of(any()), {.max_bytes = 10, .max_depth = 2});
  EXPECT_TRUE(decoder.valid("[[1,2,3]] "));
  EXPECT_EQ(decoder.decode("[[1,2,3]]  ").error().malformed->code, "too_large");
  EXPECT_EQ(decoder.decode("[[[]]]").error().malformed->code, "too_deep");
  EXPECT_EQ(decoder.decode("[[[]]]").error().malformed->offset, 2u);
  Decoder deep(validator_of(any()), {.max_depth = 1'000'000});
  EXPECT_TRUE(deep.valid(std::string(1000, '[') + std::string(1000, ']')));
  EXPECT_EQ(deep.decode(std::string(1'000'000, '[')).error().malformed->offset, 1000u);
}

TEST(Decoder, StopsAtTheErrorLimit) {
  Decoder decoder(validator_of(coll_of(integer())), {.max_errors = 2});
  const auto decoded = decoder.decode(R"(["a","b","c"])");
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().problems.size(), 2u);
  EXPECT_TRUE(decoded.error().truncated);
  Decoder none(validator_of(integer()), {.max_errors = 0});
  EXPECT_EQ(none.decode("\"a\"").error().problems.size(), 1u) << "no failure without a reason";
}

TEST(Decoder, DetachedOutlivesDecoderAndBytes) {
  std::optional<Decoded> kept;
  {
    Decoder decoder(validator_of(comment()));
    const decode::testing::ExactBytes bytes(kGood);
    const auto decoded = decoder.decode(bytes.view());
    ASSERT_TRUE(decoded);
    kept = decoded->detach();
    EXPECT_NE(&kept->json(), &decoded->json());
  }
  EXPECT_EQ(kept->bytes(), kGood);
  EXPECT_STREQ(kept->json()["data"]["msg"].GetString(), "caf\xC3\xA9");
  const Decoded again = kept->detach();
  EXPECT_EQ(&again.json(), &kept->json()) << "shared, as neither can change";
  kept.reset();
  EXPECT_EQ(again.json()["data"]["user_id"].GetInt(), 7);
}

TEST(Decoder, MovesWithItsDocument) {
  Decoder first(validator_of(comment()));
  const auto decoded = first.decode(kGood);
  ASSERT_TRUE(decoded);
  Decoder second = std::move(first);
  EXPECT_EQ(decoded->json()["data"]["user_id"].GetInt(), 7);
  EXPECT_TRUE(second.valid(kGood));
  first = Decoder(validator_of(any()));
  EXPECT_TRUE(first.valid("1"));
}

TEST(Decoder, NoAllocationOnceWarm) {
  Decoder decoder(validator_of(comment()));
  const std::vector<std::string> texts = {
      std::string(kGood), R"({"type":"comment.created","data":{"user_id":7,"msg":"m","score":0.10000000000000000001}})",
      R"({"type":"comment.created","data":{"user_id":"x","msg":"m"}})",
      R"({"type":"comment.created","data":{"user_id")"};
  int valid = 0;
  for (const std::string& text : texts) valid += decoder.valid(text) ? 1 : 0;
  EXPECT_EQ(valid, 2);
  const std::size_t before = decode::testing::allocations();
  for (int i = 0; i < 1000; ++i) {
    for (const std::string_view text :
         {std::string_view(texts[0]), std::string_view(texts[2]), std::string_view(texts[3])}) {
      valid += decoder.valid(text) ? 1 : 0;
    }
    valid += decoder.decode(texts[0]).has_value() ? 1 : 0;
  }
  EXPECT_EQ(decode::testing::allocations(), before);
  EXPECT_EQ(valid, 2 + 2000);
}

}  // namespace
}  // namespace norm
