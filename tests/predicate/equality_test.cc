// JSON equality, its hash, distinct and the relations of `check`.
#include <chrono>

#include "predicate/support.h"

namespace norm::predicate {
namespace {

const Digits kNoDigits;

// The constant of a JSON text; numbers keep RapidJSON's reading, which these texts do not lose.
Constant to_constant(const Json& json) {
  if (json.IsNull()) return Constant(nullptr);
  if (json.IsBool()) return Constant(json.GetBool());
  if (json.IsString()) return Constant(std::string(json.GetString(), json.GetStringLength()));
  if (json.IsInt64()) return Constant(Number(json.GetInt64()));
  if (json.IsUint64()) return Constant(Number(json.GetUint64()));
  if (json.IsDouble()) return Constant(Number(fmt::format("{}", json.GetDouble())));
  if (json.IsArray()) {
    Constant::Array items;
    for (const auto& item : json.GetArray()) items.push_back(to_constant(item));
    return Constant(std::move(items));
  }
  Constant::Object members;
  for (const auto& member : json.GetObject()) {
    members.emplace_back(std::string(member.name.GetString(), member.name.GetStringLength()),
                         to_constant(member.value));
  }
  return Constant(std::move(members));
}

void expect_equal(std::string_view a, std::string_view b, bool wanted) {
  const Parsed left(a), right(b);
  EXPECT_EQ(equal(left.json(), kNoDigits, right.json(), kNoDigits), wanted) << a << " " << b;
  EXPECT_EQ(equal(right.json(), kNoDigits, left.json(), kNoDigits), wanted) << b << " " << a;
  EXPECT_EQ(equal(left.json(), kNoDigits, to_constant(right.json())), wanted) << a << " constant " << b;
  EXPECT_EQ(equal(right.json(), kNoDigits, to_constant(left.json())), wanted) << b << " constant " << a;
  if (wanted) {
    EXPECT_EQ(hash(left.json(), kNoDigits), hash(right.json(), kNoDigits)) << a << " " << b;
  } else if (a != b) {
    EXPECT_NE(hash(left.json(), kNoDigits), hash(right.json(), kNoDigits)) << a << " " << b;
  }
}

TEST(Equality, ByValue) {
  expect_equal("1", "1.0", true);
  expect_equal("0", "-0.0", true);
  expect_equal("1e2", "100", true);
  expect_equal("18446744073709551615", "18446744073709551615", true);
  expect_equal("18446744073709551615", "-1", false);
  expect_equal("9007199254740993", "9007199254740992", false);
  expect_equal("0", "false", false);
  expect_equal("null", "false", false);
  expect_equal("\"1\"", "1", false);
  expect_equal("\"a\"", "\"A\"", false);
  expect_equal(R"("a\u0000b")", R"("a\u0000c")", false);
  expect_equal("[]", "{}", false);
  expect_equal("[1,2]", "[1.0,2e0]", true);
  expect_equal("[1,2]", "[2,1]", false);
  expect_equal("[1]", "[[1]]", false);
  expect_equal("[1]", "[1,1]", false);
  expect_equal(R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1e0})", true);
  expect_equal(R"({"a":1,"b":2})", R"({"a":2,"b":1})", false);
  expect_equal(R"({"a":1})", R"({"a":1,"b":2})", false);
  expect_equal(R"({"a":1})", R"({"b":1})", false);
  expect_equal(R"({"a":null})", "{}", false);
}

TEST(Equality, ANameTwiceEqualsNothing) {
  for (const char* bad : {R"({"a":1,"a":1})", R"([{"a":1,"a":2}])", R"({"x":{"b":1,"c":1,"b":1}})"}) {
    expect_equal(bad, bad, false);
  }
  expect_equal(R"({"a":1,"a":1})", R"({"a":1,"b":1})", false);
  // With many members another way is taken.
  std::string members;
  for (int i = 0; i < 50; ++i) members += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  const std::string unique = "{" + members + "\"z\":1}";
  const std::string twice = "{" + members + "\"k7\":7}";
  expect_equal(unique, unique, true);
  expect_equal(twice, twice, false);
  expect_equal(unique, twice, false);
}

TEST(Equality, ExactDigits) {
  ExactDigits texts;
  Json a(1e308 * 10), b(1e308 * 10), c(0.1);
  texts.add(a, "1e400");
  texts.add(b, "10e399");
  texts.add(c, "0.1000000000000000000000000001");
  EXPECT_TRUE(equal(a, texts.digits(), b, texts.digits()));
  EXPECT_EQ(hash(a, texts.digits()), hash(b, texts.digits()));
  EXPECT_TRUE(equal(a, texts.digits(), Constant(Number("1e400"))));
  EXPECT_FALSE(equal(a, texts.digits(), Constant(Number("1e401"))));
  EXPECT_FALSE(equal(c, texts.digits(), Constant(Number("0.1"))));
  EXPECT_TRUE(equal(c, kNoDigits, Constant(Number("0.1"))));
  EXPECT_FALSE(equal(a, kNoDigits, b, kNoDigits)) << "an infinity without digits equals nothing";
  EXPECT_FALSE(equal(c, kNoDigits, Constant(Number("nonsense"))));
}

std::string nested(std::size_t depth, const std::string& core) {
  return std::string(depth, '[') + core + std::string(depth, ']');
}

TEST(Equality, DepthIsBounded) {
  expect_equal(nested(999, "1"), nested(999, "1.0"), true);
  expect_equal(nested(999, "1"), nested(999, "2"), false);
  // Deeper ones are built by hand: RapidJSON's own recursion is what limits the text.
  rapidjson::MemoryPoolAllocator<> memory;
  Json deep(rapidjson::kArrayType);
  for (int i = 0; i < 1500; ++i) {
    Json outer(rapidjson::kArrayType);
    outer.PushBack(deep, memory);
    deep = outer;
  }
  EXPECT_FALSE(equal(deep, kNoDigits, deep, kNoDigits));
  Json two(rapidjson::kArrayType);
  two.PushBack(Json(deep, memory), memory).PushBack(Json(deep, memory), memory);
  EXPECT_EQ(first_duplicate(two, kNoDigits), 2u);
}

std::size_t duplicate_of(std::string_view text) { return first_duplicate(Parsed(text).json(), kNoDigits); }

TEST(Distinct, FirstDuplicate) {
  EXPECT_EQ(duplicate_of("[]"), 0u);
  EXPECT_EQ(duplicate_of("[1]"), 1u);
  EXPECT_EQ(duplicate_of("[1,2,1.0,2]"), 2u);
  EXPECT_EQ(duplicate_of("[1,\"1\",true,[1],{\"a\":1},null,false,0]"), 8u);
  EXPECT_EQ(duplicate_of(R"([{"a":1,"b":2},{"b":2,"a":1.0}])"), 1u);
  EXPECT_EQ(duplicate_of(R"([[1,2],[2,1],[],[[]],[1,2e0]])"), 4u);
  EXPECT_EQ(duplicate_of(R"([{"a":1,"a":1},{"a":1,"a":1}])"), 2u) << "a name twice: equal to nothing";
  EXPECT_EQ(duplicate_of("[0,1,2,3,4,5,6,7,8,9,10,11,12,-0.0]"), 13u);
}

// Around the size from which the slots are no longer on the stack.
TEST(Distinct, EverySize) {
  for (int size = 0; size < 200; ++size) {
    std::string numbers = "[";
    for (int i = 0; i < size; ++i) numbers += std::to_string(i * 64) + ",";
    EXPECT_EQ(duplicate_of(numbers + "-1]"), static_cast<std::size_t>(size + 1));
    if (size > 0) {
      EXPECT_EQ(duplicate_of(numbers + "0.0]"), static_cast<std::size_t>(size));
    }
  }
}

TEST(Distinct, HostileSizes) {
  const auto begin = std::chrono::steady_clock::now();
  const int size = 50'000;
  std::string numbers = "[", twins = "[", names = "{", turned = "{";
  for (int i = 0; i < size; ++i) {
    numbers += std::to_string(i) + ",";
    twins += R"({"a":1,"a":1},)";
    names += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    turned += "\"k" + std::to_string(size - 1 - i) + "\":" + std::to_string(size - 1 - i) + ".0,";
  }
  EXPECT_EQ(duplicate_of(numbers + "-1]"), static_cast<std::size_t>(size + 1));
  EXPECT_EQ(duplicate_of(numbers + "49999.0]"), static_cast<std::size_t>(size));
  EXPECT_EQ(duplicate_of(twins + "1]"), static_cast<std::size_t>(size + 1));
  const Parsed left(names + "\"z\":1}"), right(turned + "\"z\":1}");
  EXPECT_TRUE(equal(left.json(), kNoDigits, right.json(), kNoDigits));
  EXPECT_EQ(hash(left.json(), kNoDigits), hash(right.json(), kNoDigits));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << "quadratic would take minutes";
}

// All six relations of two JSON texts, as a string of those that hold.
std::string relations(std::string_view a, std::string_view b) {
  const Parsed left(a), right(b);
  ExactDigits texts;
  if (!left.digits().empty()) texts.add(left.json(), left.digits());
  if (!right.digits().empty()) texts.add(right.json(), right.digits());
  std::string held;
  const std::vector<std::pair<Relation, const char*>> all = {{Relation::eq, "== "}, {Relation::ne, "!= "},
                                                             {Relation::lt, "< "},  {Relation::le, "<= "},
                                                             {Relation::gt, "> "},  {Relation::ge, ">= "}};
  for (const auto& [relation, sign] : all) {
    if (related(relation, left.json(), right.json(), texts.digits())) held += sign;
  }
  return held;
}

TEST(Related, Values) {
  EXPECT_EQ(relations("1", "1.0"), "== <= >= ");
  EXPECT_EQ(relations("1", "2"), "!= < <= ");
  EXPECT_EQ(relations("1e400", "1e401"), "!= < <= ");
  EXPECT_EQ(relations("0.1", "0.10000000000000000001"), "!= < <= ");
  EXPECT_EQ(relations("\"b\"", "\"a\""), "!= > >= ");
  EXPECT_EQ(relations("\"a\"", "\"ab\""), "!= < <= ");
  EXPECT_EQ(relations("\"z\"", "\"é\""), "!= < <= ");
  EXPECT_EQ(relations("\"\xef\xbf\xbd\"", "\"\xf0\x9f\x98\x80\""), "!= < <= ") << "by code points, not UTF-16 units";
  EXPECT_EQ(relations("\"a\"", "\"a\""), "== <= >= ");
  EXPECT_EQ(relations("1", "\"1\""), "!= ");
  EXPECT_EQ(relations("null", "null"), "== ");
  EXPECT_EQ(relations("true", "false"), "!= ");
  EXPECT_EQ(relations("[1]", "[1.0]"), "== ");
  EXPECT_EQ(relations(R"({"a":1,"a":1})", R"({"a":1,"a":1})"), "!= ");
}

TEST(Related, Instants) {
  EXPECT_EQ(relations(R"("2020-01-01T01:00:00+01:00")", R"("2020-01-01T00:00:00Z")"), "!= <= >= ");
  EXPECT_EQ(relations(R"("2020-01-01T00:00:00.10Z")", R"("2020-01-01T00:00:00.1Z")"), "!= <= >= ");
  EXPECT_EQ(relations(R"("2020-01-01T09:00:00+10:00")", R"("2019-12-31T23:30:00Z")"), "!= < <= ");
  EXPECT_EQ(relations(R"("1990-12-31T23:59:60Z")", R"("1991-01-01T00:00:00Z")"), "!= < <= ");
  EXPECT_EQ(relations(R"("1990-12-31T23:59:60Z")", R"("1990-12-31T23:59:59.9Z")"), "!= > >= ");
  EXPECT_EQ(relations(R"("2020-01-01T09:00:00+10:00")", R"("2019-12-31")"), "!= > >= ") << "one is no instant";
}

}  // namespace
}  // namespace norm::predicate
