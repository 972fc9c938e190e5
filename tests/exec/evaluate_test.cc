// What conforms and why not, construct by construct: the whole list of problems, in order.
#include "exec/val_text.h"
#include "support.h"

namespace norm::exec {
namespace {

struct Row {
  Spec spec;
  const char* json;
  const char* problems;
};

class Evaluate : public testing::TestWithParam<Row> {};

TEST_P(Evaluate, Explains) {
  EXPECT_EQ(explained(GetParam().spec, GetParam().json), GetParam().problems) << GetParam().json;
}

Spec small() { return schema({req("a", integer()), opt("b", string())}); }

const Row kRows[] = {
    // Leaves.
    {integer(), "1", ""},
    {integer(), "1.0", "integer? = 1.0\n"},
    {lit(1), "1.0", ""},
    {enum_("a", 1), "\"b\"", "enum(\"a\", 1) = \"b\"\n"},
    {enum_("a", 1), "1.0", ""},
    {never(), "null", "never? = null\n"},
    // Composition.
    {integer() & gt(0), "-3", "> 0 = -3\n"},
    {integer() & gt(0), "\"x\"", "integer? = \"x\"\n"},
    {integer() | string(), "null", "integer? = null\nstring? = null\n"},
    {!lit(1), "1", "!lit(1) = 1\n"},
    {!lit(1), "2", ""},
    {all_of({gt(5), lt(3)}), "4", "> 5 = 4\n< 3 = 4\n"},
    {maybe(string()), "null", ""},
    {maybe(string()), "1", "string? = 1\n"},
    {alt({{"n", integer()}, {"s", string()}}), "true", "integer? = true <n>\nstring? = true <s>\n"},
    {alt({{"o", alt({{"i", null()}})}}), "1", "null? = 1 <o> <i>\n"},
    // Collections.
    {tuple({integer(), string()}), "[1]", "tuple_size: 2 = [1]\n"},
    {tuple({integer(), string()}), "[1,2]", "/1 string? = 2\n"},
    {tuple({integer()}, rest(string())), "[1,2,\"x\",3]", "/1 string? = 2\n/3 string? = 3\n"},
    {tuple({integer()}), "{}", "array? = {}\n"},
    {coll_of(integer(), {2, 3, true}), "[1,1.0]", "distinct? = [1,1.0]\n"},
    {coll_of(integer(), {2, 3, true}), "[\"a\"]", "min_count: 2 = [\"a\"]\n"},
    {coll_of(integer(), {2, 3, {}}), "[1,2,3,4]", "max_count: 3 = [1,2,3,4]\n"},
    {coll_of(integer()), "[1,\"a\",null]", "/1 integer? = \"a\"\n/2 integer? = null\n"},
    {coll_of(integer()), "1", "array? = 1\n"},
    {map_of(length(1), integer()), "{\"ab\":\"x\",\"c\":1}", "/ab length?(1) = \"ab\" on key\n/ab integer? = \"x\"\n"},
    {map_of(any(), any(), {1, {}, {}}), "{}", "min_count: 1 = {}\n"},
    {map_of(any(), integer()), "{\"a\":\"x\",\"b\":\"y\",\"a\":2}", "/a duplicate_key = 2\n/b integer? = \"y\"\n"},
    {map_of(any(), any()), "[]", "object? = []\n"},
    // Schemas.
    {small(), "{}", "/a required = {}\n"},
    {small(), "[]", "object? = []\n"},
    {small(), "{\"b\":null,\"x\":1,\"a\":\"y\"}", "/a integer? = \"y\"\n/b string? = null\n"},
    {small(), "{\"x\":1,\"x\":2,\"a\":1}", ""},
    {small(), "{\"a\":1,\"a\":\"2\"}", "/a duplicate_key = \"2\"\n"},
    {small(), "{\"a\":\"1\",\"b\":1,\"a\":2,\"a\":3}", "/a duplicate_key = 2\n/b string? = 1\n"},
    {schema(closed, {opt("a")}), "{\"y\":1,\"a\":1,\"x\":2,\"x\":3}",
     "/y disallowed = 1\n/x disallowed = 2\n/x disallowed = 3\n"},
    {schema({opt("a"), rest(integer())}), "{\"y\":\"1\",\"a\":\"1\",\"x\":2}", "/y integer? = \"1\"\n"},
    {schema({rest(integer())}), "{\"y\":\"1\",\"y\":\"2\",\"x\":2}", "/y duplicate_key = \"2\"\n"},
    {schema({opt("x-a", any()), keys(starts_with("x-"), string()), keys(ends_with("a"), min_length(2))}),
     "{\"x-b\":1,\"x-a\":\"s\",\"q\":1}", "/x-b string? = 1\n/x-a min_length?(2) = \"s\"\n"},
    {schema({keys(starts_with("x"), string()), keys(any(), string())}), "{\"x\":1,\"x\":2}", "/x duplicate_key = 2\n"},
    {schema({opt("x"), keys(any(), string())}), "{\"x\":1,\"x\":2}", "/x duplicate_key = 2\n"},
    {schema(closed, {keys(starts_with("x"), any())}), "{\"x\":1,\"y\":2}", "/y disallowed = 2\n"},
    {schema({opt("a"), opt("b"), opt("c"), require(key("a") | (key("b") & key("c")))}), "{\"b\":1}",
     "require(:a | :b & :c) = {\"b\":1}\n"},
    {schema({opt("a"), opt("b"), opt("c"), require(key("a") | (key("b") & key("c")))}), "{\"c\":1,\"b\":null}", ""},
    // Checks.
    {schema({check({"a"}, Relation::lt, {"b"})}), "{\"a\":2,\"b\":1}", "check(:a < :b) = {\"a\":2,\"b\":1}\n"},
    {schema({check({"a"}, Relation::lt, {"b"}, KeyPath{"b"})}), "{\"a\":2,\"b\":1}", "/b check(:a < :b) = 1\n"},
    {schema({check({"a"}, Relation::lt, {"b"})}), "{\"a\":2}", ""},
    {schema({opt("a", string()), check({"a"}, Relation::eq, {"b"})}), "{\"a\":2,\"b\":1}", "/a string? = 2\n"},
    {schema({opt("o", schema({opt("i", string())})), check({"o", "i"}, Relation::eq, {"b"})}),
     "{\"o\":{\"i\":1},\"b\":2}", "/o/i string? = 1\n"},
    {schema({opt("o", schema({opt("j", string())})), check({"o", "i"}, Relation::eq, {"b"})}),
     "{\"o\":{\"i\":1,\"j\":2},\"b\":2}", "/o/j string? = 2\ncheck(:o/:i == :b) = {\"o\":{\"i\":1,\"j\":2},\"b\":2}\n"},
    // Multi.
    {multi({"t"}, {on("a", small())}), "{\"t\":\"a\"}", "/a required = {\"t\":\"a\"}\n"},
    {multi({"t"}, {on("a", small()), on(2, any())}), "{\"t\":2.0}", ""},
    {multi({"t"}, {on("a", small()), on(2, any())}), "{\"t\":3}", "/t enum(\"a\", 2) = 3\n"},
    {multi({"t"}, {on("a", any())}), "{}", "/t required = {}\n"},
    {multi({"t"}, {on("a", any())}), "1", "object? = 1\n"},
    {multi({"t", "u", "v"}, {on("a", any())}), "{\"t\":{\"x\":1}}", "/t/u required = {\"x\":1}\n"},
    {multi({"t", "u", "v"}, {on("a", any())}), "{\"t\":5}", "/t/u required = 5\n"},
    {multi({"t"}, {on("a", any())}, null()), "{\"t\":\"b\"}", "null? = {\"t\":\"b\"}\n"},
    {multi({"t"}, {on("a", any())}, null()), "null", ""},
    {multi({"t"}, {on("a", any())}, any()), "{\"t\":\"a\",\"t\":\"a\"}", "/t duplicate_key = \"a\"\n"},
    // Names.
    {in_module({{"Id", integer() | string()}, {"R", schema({req("id", ref("Id"))})}}), "{\"id\":null}",
     "/id integer? = null via Id\n/id string? = null via Id\n"},
};

INSTANTIATE_TEST_SUITE_P(Rows, Evaluate, testing::ValuesIn(kRows));

TEST(Explain, StopsAtTheLimit) {
  EXPECT_EQ(explained(coll_of(integer()), "[\"a\",\"b\",\"c\"]", 2),
            "/0 integer? = \"a\"\n/1 integer? = \"b\"\ntruncated\n");
  EXPECT_EQ(explained(coll_of(integer()), "[\"a\",\"b\"]", 2), "/0 integer? = \"a\"\n/1 integer? = \"b\"\n");
}

TEST(Explain, SaysWhereInTheSchema) {
  const auto program = compiled(in_module(
      {{"UserId", integer() | string()}, {"R", schema({req("data", schema({req("user~/id", ref("UserId"))}))})}}));
  rapidjson::Document document;
  document.Parse("{\"data\":{\"user~/id\":null}}");
  const auto problems = explain(*program, Document{document}, 100).problems;
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].schema_path, "/data/user~0~1id/0");
  EXPECT_EQ(problems[1].schema_path, "/data/user~0~1id/1");
  EXPECT_EQ(problems[0].code, "integer");
  EXPECT_EQ(problems[1].unions, (std::vector<Alternative>{{"/data/user~0~1id", 1, 2, 2, ""}}));
}

TEST(Explain, UsesTheAuthorsSentenceAtTheField) {
  const auto program =
      compiled(schema({req("a", schema({req("b", integer(), {.message = "b counts"})}), {.message = "a holds b"})}));
  const auto messages = [&](const char* json) {
    rapidjson::Document document;
    document.Parse(json);
    std::string out;
    for (const Problem& problem : explain(*program, Document{document}, 100).problems) out += problem.message + ';';
    return out;
  };
  EXPECT_EQ(messages("{}"), "a holds b;");
  EXPECT_EQ(messages("{\"a\":1}"), "a holds b;");
  EXPECT_EQ(messages("{\"a\":{}}"), "b counts;");
  EXPECT_EQ(messages("{\"a\":{\"b\":null}}"), "b counts;");
}

TEST(Explain, PutsTheArgumentsIntoTheSentence) {
  const std::pair<Spec, const char*> rows[] = {
      {gt(5), "must be greater than 5"},
      {le("1.50"), "must be at most 1.50"},
      {range(0, 255), "must be an integer from 0 to 255"},
      {range("0.5", 255), "must be from 0.5 to 255"},
      {multiple_of(3), "must be a multiple of 3"},
      {length(4), "must have a length of 4 code points"},
      {length(1, 20), "must have a length of 1 to 20 code points"},
      {min_length(2), "must have at least 2 code points"},
      {max_length(1) & length(1), "must have at most 1 code point"},
      {non_empty(), "must be a string, array or object that is not empty"},
      {!null(), "must not conform to null?"},
      {starts_with("_"), "must start with \"_\""},
      {re_matches("^a", "i"), "must match /^a/i"},
      {uuid(), "must be a UUID"},
      {uuid(4), "must be a UUID of version 4"},
  };
  rapidjson::Document document;
  for (const auto& [spec, message] : rows) {
    EXPECT_EQ(explain(*compiled(spec), Document{document}, 1).problems.at(0).message, message) << print(spec);
  }
}

TEST(Host, PredicatesGetValueAndArguments) {
  CompileOptions options;
  options.externs["near?"] = [](const Json& value, std::span<const Constant> args) {
    return value.IsInt() && args.size() == 2 && print(args[0]) == std::to_string(value.GetInt());
  };
  const Spec near = pred("near?", {Constant(5), Constant("x")});
  EXPECT_EQ(explained(near, "5", 100, options), "");
  EXPECT_EQ(explained(near, "6", 100, options), "near?(5, \"x\") = 6\n");
}

TEST(Host, MayValidateInTurn) {
  CompileOptions options;
  const auto inner = compiled(map_of(any(), integer()));
  options.externs["inner?"] = [&](const Json& value, std::span<const Constant>) {
    return valid(*inner, Document{value});
  };
  EXPECT_EQ(explained(map_of(any(), pred("inner?")), "{\"a\":{\"x\":1},\"b\":{\"x\":\"1\"}}", 100, options),
            "/b inner? = {\"x\":\"1\"}\n");
}

TEST(Names, LongValuesAreCutInTheirText) {
  rapidjson::Document document;
  document.SetString(rapidjson::StringRef(std::string(200'000, 'x').c_str()), document.GetAllocator());
  const auto program = compiled(integer());
  const auto problems = explain(*program, Document{document}, 100).problems;
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_LT(problems[0].val.size(), kLongestVal + 10);
  EXPECT_GT(problems[0].val.size(), kLongestVal);
}

}  // namespace
}  // namespace norm::exec
