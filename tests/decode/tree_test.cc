// The tree that bytes become: the same as RapidJSON's own, with the numbers that it would lose beside it.
#include "decode/tree.h"

#include <gtest/gtest.h>
#include <norm/records.h>

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "decode/copy.h"
#include "decode/exact_bytes.h"
#include "decode/random_json.h"
#include "decode/same_json.h"
#include "exec/spans.h"

namespace norm::decode {
namespace {

using testing::ExactBytes;
using testing::RandomJson;
using testing::same;
using testing::same_number;
using testing::text_of;

const Limits kLimits = clamped(std::size_t{64} << 20, 128);

/// RapidJSON reads `0E50` with a shift of 64 and rounds by up to 3 ulp: of it only the text, the value from the C
/// library.
bool is_number_of(const Json& number, const Json& digits) {
  const std::string text(text_of(digits));
  if (text.find_first_of(".eE") == std::string::npos) {
    errno = 0;
    const std::int64_t as_signed = std::strtoll(text.c_str(), nullptr, 10);
    if (errno == 0) return same_number(number, Json(as_signed));
    errno = 0;
    const std::uint64_t as_unsigned = std::strtoull(text.c_str(), nullptr, 10);
    if (errno == 0 && text[0] != '-') return same_number(number, Json(as_unsigned));
  }
  return same_number(number, Json(std::strtod(text.c_str(), nullptr)));
}

TEST(Tree, AgreesWithRapidJson) {
  Tree tree(kLimits);
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    const std::string text = RandomJson(seed).text();
    ASSERT_FALSE(tree.read(ExactBytes(text).view())) << text;
    rapidjson::Document other;
    other.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
    ASSERT_FALSE(other.HasParseError()) << text;
    EXPECT_TRUE(same(tree.root(), other, [](const Json& a, const Json& b) {
      return b.IsString() && is_number_of(a, b);
    })) << text;
  }
}

TEST(Tree, StringsEndInNul) {
  Tree tree(kLimits);
  ASSERT_FALSE(tree.read(R"({"a":"b","":"","long name":"\u0000x","e":"\n"})"));
  for (const auto& member : tree.root().GetObject()) {
    EXPECT_EQ(member.name.GetString()[member.name.GetStringLength()], '\0');
    EXPECT_EQ(member.value.GetString()[member.value.GetStringLength()], '\0');
  }
  EXPECT_EQ(tree.root()["long name"].GetStringLength(), 2u);
}

TEST(Tree, KeepsNamesThatOccurTwice) {
  Tree tree(kLimits);
  ASSERT_FALSE(tree.read(R"({"a":1,"a":2})"));
  ASSERT_EQ(tree.root().MemberCount(), 2u);
  EXPECT_EQ(tree.root().MemberBegin()[1].value.GetInt(), 2);
}

TEST(Tree, OutlivesTheBytesButForLostNumbers) {
  Tree tree(kLimits);
  {
    const ExactBytes bytes(R"({"name":["value",1.5]})");
    ASSERT_FALSE(tree.read(bytes.view()));
  }
  EXPECT_STREQ(tree.root()["name"][0].GetString(), "value");
}

// ---- numbers

struct NumberCase {
  std::string_view text;
  double value;  // of a double
  bool lost;     // the text is kept
};

TEST(Numbers, IntegersThatFitAreExact) {
  Tree tree(kLimits);
  ASSERT_FALSE(tree.read("[0,-0,9223372036854775807,9223372036854775808,18446744073709551615,-9223372036854775808]"));
  const Json& root = tree.root();
  EXPECT_TRUE(root[0].IsInt() && root[0].GetInt() == 0);
  EXPECT_TRUE(root[1].IsInt() && root[1].GetInt() == 0);
  EXPECT_EQ(root[2].GetInt64(), std::numeric_limits<std::int64_t>::max());
  EXPECT_FALSE(root[3].IsInt64());
  EXPECT_EQ(root[3].GetUint64(), std::uint64_t{1} << 63);
  EXPECT_EQ(root[4].GetUint64(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(root[5].GetInt64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(tree.numbers().empty());
}

const NumberCase kNumbers[] = {
    {"18446744073709551616", 18446744073709551616.0, true},  // an integer by its text
    {"18446744073709551620", 18446744073709551620.0, true},
    {"-9223372036854775809", -9223372036854775808.0, true},
    {"100000000000000000000", 1e20, true},
    {"1e20", 1e20, false},
    {"1.0", 1.0, false},
    {"-0.0", -0.0, false},
    {"0e5", 0.0, false},
    {"0.000e-999999999999999999999", 0.0, false},
    {"0.1", 0.1, false},
    {"3.2", 3.2, false},
    {"0.10000000000000000000000", 0.1, false},  // zeros lose nothing
    {"1.000000000000000000000", 1.0, false},
    {"0.10000000000000000001", 0.1, true},
    {"123456789012345.6", 123456789012345.6, false},
    {"0.1234567890123456", 0.1234567890123456, false},
    {"0.12345678901234567", 0.12345678901234567, true},  // its shortest ends in 8
    {"0.12345678901234568", 0.12345678901234568, false},
    {"0.30000000000000004", 0.1 + 0.2, false},
    {"0.300000000000000044", 0.1 + 0.2, true},
    {"9007199254740993.0", 9007199254740992.0, true},
    {"9007199254740992.0", 9007199254740992.0, false},
    {"1e23", 1e23, false},
    {"9.999999999999999e22", 1e23, true},
    {"99999999999999991611392.0", 1e23, true},  // the double's exact value, not its shortest decimal
    {"1.7976931348623157e308", std::numeric_limits<double>::max(), false},
    {"1.7976931348623159e308", std::numeric_limits<double>::infinity(), true},
    {"1e309", std::numeric_limits<double>::infinity(), true},
    {"-1e400", -std::numeric_limits<double>::infinity(), true},
    {"1e999999999999999999999999999", std::numeric_limits<double>::infinity(), true},
    {"0.0000000001e999999999", std::numeric_limits<double>::infinity(), true},
    {"2.2250738585072014e-308", std::numeric_limits<double>::min(), false},
    {"5e-324", 5e-324, false},
    {"4.9e-324", 5e-324, true},  // two digits, yet a denormal does not give them back
    {"1e-320", 1e-320, false},
    {"1.00000000000001e-320", 1e-320, true},
    {"1e-400", 0.0, true},
    {"-1e-400", -0.0, true},
    {"2e-324", 0.0, true},
    {"1e-999999999999999999999999999", 0.0, true},
    {"2.2204460492503131e-16", 2.220446049250313e-16, true},
    {"2.220446049250313e-16", 2.220446049250313e-16, false},
};

TEST(Numbers, CorrectlyRoundedAndKeptWhereLost) {
  Tree tree(kLimits);
  for (const NumberCase& expected : kNumbers) {
    const ExactBytes bytes(expected.text);
    ASSERT_FALSE(tree.read(bytes.view())) << expected.text;
    ASSERT_TRUE(tree.root().IsDouble()) << expected.text;
    EXPECT_EQ(tree.root().GetDouble(), expected.value) << expected.text;
    EXPECT_EQ(std::signbit(tree.root().GetDouble()), std::signbit(expected.value)) << expected.text;
    EXPECT_EQ(tree.numbers().find(&tree.root()), expected.lost ? expected.text : "") << expected.text;
  }
}

TEST(Numbers, ZeroOfAnyLengthIsGivenBack) {
  Tree tree(kLimits);
  const std::string zero = "0." + std::string(10'000, '0') + "e-5";
  ASSERT_FALSE(tree.read(zero));
  EXPECT_TRUE(tree.numbers().empty());
  const std::string tiny = "0." + std::string(10'000, '0') + "1e10001";
  ASSERT_FALSE(tree.read(tiny));
  EXPECT_EQ(tree.root().GetDouble(), 1.0);
  EXPECT_TRUE(tree.numbers().empty());
  const std::string many = "1" + std::string(100'000, '0') + "." + std::string(100'000, '0') + "1e-100000";
  ASSERT_FALSE(tree.read(many));
  EXPECT_EQ(tree.root().GetDouble(), 1.0);
  EXPECT_EQ(tree.numbers().find(&tree.root()), many);
}

TEST(Numbers, LostOnesAreFoundByTheirAddress) {
  Tree tree(kLimits);
  const std::string text =
      R"({"a":[1,1e400,2.0,{"b":0.10000000000000000001,"c":"1e400"}],"1":18446744073709551616,"d":3,"e":[[],-1e999]})";
  ASSERT_FALSE(tree.read(text));
  const Json& root = tree.root();
  const exec::ExactNumbers& numbers = tree.numbers();
  EXPECT_EQ(numbers.find(&root["a"][1]), "1e400");
  EXPECT_EQ(numbers.find(&root["a"][3]["b"]), "0.10000000000000000001");
  EXPECT_EQ(numbers.find(&root["1"]), "18446744073709551616");
  EXPECT_EQ(numbers.find(&root["e"][1]), "-1e999");
  for (const Json* exact : {&root["a"][0], &root["a"][2], &root["a"][3]["c"], &root["d"]}) {
    EXPECT_EQ(numbers.find(exact), "");
  }
  ASSERT_FALSE(tree.read("[1]"));
  EXPECT_TRUE(tree.numbers().empty());
}

TEST(Numbers, RandomDoublesComeBack) {
  std::mt19937_64 random(11);
  Tree tree(kLimits);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const std::string shortest = fmt::format("{:e}", value);  // six digits: the text decides, not the double
    ASSERT_FALSE(tree.read(shortest));
    EXPECT_EQ(tree.root().GetDouble(), std::strtod(shortest.c_str(), nullptr)) << shortest;
    const std::string exact = fmt::format("{:.17e}", value);
    ASSERT_FALSE(tree.read(exact));
    EXPECT_EQ(tree.root().GetDouble(), value) << exact;
    const std::string given_back = fmt::format("{}", value);
    const bool integer = given_back.find_first_of(".e") == std::string::npos;
    ASSERT_FALSE(tree.read(given_back));
    EXPECT_EQ(tree.numbers().empty(), !integer || !tree.root().IsDouble()) << given_back;
  }
}

// ---- spans and copies

TEST(Spans, AreTheTextOfEachValueAndName) {
  const std::string_view text = " { \"a\" : [ 1 , \"x]\\\"\" ,null],\"b\":{ } , \"c\\n\":-1.5e3 }\n";
  Tree tree(kLimits);
  ASSERT_FALSE(tree.read(text));
  const exec::Spans spans(tree.root(), text);
  const auto part = [&](const Json& value) {
    const ByteSpan span = spans.at(&value);
    return text.substr(span.begin, span.end - span.begin);
  };
  const Json& root = tree.root();
  EXPECT_EQ(part(root), text.substr(1, text.size() - 2));
  EXPECT_EQ(part(root.MemberBegin()[0].name), "\"a\"");
  EXPECT_EQ(part(root["a"]), "[ 1 , \"x]\\\"\" ,null]");
  EXPECT_EQ(part(root["a"][0]), "1");
  EXPECT_EQ(part(root["a"][1]), "\"x]\\\"\"");
  EXPECT_EQ(part(root["a"][2]), "null");
  EXPECT_EQ(part(root["b"]), "{ }");
  EXPECT_EQ(part(root.MemberBegin()[2].name), "\"c\\n\"");
  EXPECT_EQ(part(root["c\n"]), "-1.5e3");
}

/// Each span, read by itself, is the value that it belongs to, and no other one where it is the only one asked for.
void expect_spans(const Json& root, const Json& value, const exec::Spans& spans, std::string_view text) {
  const ByteSpan span = spans.at(&value);
  EXPECT_EQ(exec::Spans(root, text).at(&value), span);
  Tree part(kLimits);
  ASSERT_FALSE(part.read(text.substr(span.begin, span.end - span.begin)));
  EXPECT_TRUE(same(part.root(), value)) << text;
  EXPECT_EQ(trim_blanks(text.substr(span.begin, span.end - span.begin)).size(), span.end - span.begin);
  if (value.IsArray()) {
    for (const Json& element : value.GetArray()) expect_spans(root, element, spans, text);
  }
  if (value.IsObject()) {
    for (const auto& member : value.GetObject()) {
      expect_spans(root, member.name, spans, text);
      expect_spans(root, member.value, spans, text);
    }
  }
}

TEST(Spans, ReadByThemselvesGiveTheValue) {
  Tree tree(kLimits);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const std::string text = RandomJson(seed).text();
    ASSERT_FALSE(tree.read(text));
    const Json elsewhere;
    const exec::Spans spans(tree.root(), text);
    EXPECT_EQ(spans.find(&elsewhere), std::nullopt);
    expect_spans(tree.root(), tree.root(), spans, text);
    EXPECT_EQ(spans.find(&elsewhere), std::nullopt);
  }
}

TEST(Copies, ShareNothingWithTheOriginal) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const std::string text = RandomJson(seed).text();
    Copy copy{};
    {
      Tree tree(kLimits);
      const ExactBytes bytes(text);
      ASSERT_FALSE(tree.read(bytes.view()));
      copy = copy_of(tree.root(), bytes.view());
      EXPECT_TRUE(same(*copy.json, tree.root()));
    }
    Tree again(kLimits);
    ASSERT_FALSE(again.read(text));
    EXPECT_TRUE(same(*copy.json, again.root())) << text;
    EXPECT_EQ(copy.bytes, text);
  }
}

TEST(Copies, OfTheDeepestDocument) {
  Tree tree(clamped(1 << 20, 1000));
  std::string text(1000, '[');
  text += std::string(1000, ']');
  ASSERT_FALSE(tree.read(text));
  const Copy copy = copy_of(tree.root(), text);
  const Json* level = copy.json;
  int depth = 1;
  for (; !level->Empty(); ++depth) level = &(*level)[0];
  EXPECT_EQ(depth, 1000);
}

}  // namespace
}  // namespace norm::decode
