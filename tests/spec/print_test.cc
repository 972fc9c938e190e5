// Canonical text of every construct, written by combinators.
#include <gtest/gtest.h>
#include <norm/dsl.h>
#include <norm/print.h>

#include <cmath>

namespace norm {
namespace {

struct Row {
  const char* text;
  Spec spec;
};

class Print : public testing::TestWithParam<Row> {};

TEST_P(Print, IsCanonical) { EXPECT_EQ(print(GetParam().spec), GetParam().text); }

const Row kRows[] = {
    {"string?", string()},
    {"null?", nil()},
    {"> 0", gt(0)},
    {">= -1.50", ge("-1.50")},
    {"0..255", range(0, 255)},
    {"0.1..1e3", range("0.1", "1e3")},
    {"length?(1..20)", length(1, 20)},
    {"length?(4)", length(4)},
    {"starts_with?(\"a\\\"b\")", starts_with("a\"b")},
    {"re_matches?(/^a\\/b$/i)", re_matches("^a\\/b$", "i")},
    {"re_matches?(/a\\/[/]\\n[]\\/[:alpha:]/]b/)", re_matches("a/[/]\n[]\\/[:alpha:]/]b")},
    {"re_matches?(/(?:)/)", re_matches("")},
    {"array?", pred("list?")},
    {"lit(\"x\")", lit("x")},
    {"lit(null)", lit(nullptr)},
    {"lit(1.0)", lit(1.0)},
    {"lit([1, {\"a\":true}])", lit(Constant::Array{1, Constant::Object{{"a", true}}})},
    {"enum(\"S\", 1, null)", enum_("S", 1, nullptr)},
    {"string? & length?(1) & !empty?", string() & length(1) & !empty()},
    {"(string? | null?) & non_empty?", (string() | null()) & non_empty()},
    {"string? & non_empty? | null?", (string() & non_empty()) | null()},
    {"string? | integer? | null?", one_of({string() | integer(), null()})},
    {"!(string? & empty?)", !(string() & empty())},
    {"!!(string? | null?)", !!(string() | null())},
    {"!> 0", !gt(0)},
    {"all_of(string? | null?, any?)", all_of({string() | null(), any()})},
    {"maybe(UserId)", maybe(ref("UserId"))},
    {"alt(num: integer?, str: string?)", alt({{"num", integer()}, {"str", string()}})},
    {"tuple()", tuple(std::vector<Spec>{})},
    {"tuple(integer?, rest: string?)", tuple({integer()}, rest(string()))},
    {"tuple(rest: string?)", tuple({}, rest(string()))},
    {"coll_of(string?, min_count: 1, max_count: 9, distinct: true)", coll_of(string(), {1, 9, true})},
    {"map_of(string?, any?, max_count: 32)", map_of(string(), any(), {{}, 32, {}})},
    {"schema { }", schema({})},
    {"schema(closed: true) { req :a  opt :\"a b\", string? }", schema(closed, {req("a"), opt("a b", string())})},
    {"schema { req :a?, any?, doc: \"x\", default: [], deprecated: true, message: \"m\" }",
     schema({req("a?", any(), {"x", Constant::Array{}, true, "m", {}})})},
    {"schema { @pii @owner(\"x\") opt :phone, string? }",
     schema({opt("phone", string(), {.annotations = {annotation("pii"), annotation("owner", {"x"})}})})},
    {"schema { include Base  reserved :a, :b  keys re_matches?(/^x-/), string?  rest any? }",
     schema({include(ref("Base")), reserved({"a", "b"}), keys(re_matches("^x-"), string()), rest(any())})},
    {"schema { require :a | :b & (:c | :d)  check :a/:b >= :c, at: :c, message: \"no\" }",
     schema({require(key("a") | (key("b") & (key("c") | key("d")))),
             check({"a", "b"}, Relation::ge, {"c"}, KeyPath{"c"}, "no")})},
    {"multi(:data/:type) { \"a\" | 1 => string?  else => any? }",
     multi({"data", "type"}, {on(std::vector<Constant>{"a", 1}, string())}, any())},
    {"selection(S, [:a, b: [:c], \"d e\": []])",
     selection(ref("S"), keys_of({at("a"), at("b", keys_of({at("c")})), at("d e", keys_of({}))}))},
    {"selection(S)", selection(ref("S"))},
    {"pick(S, [:a])", pick(ref("S"), {"a"})},
    {"partial(S)", partial(ref("S"))},
    {"required(omit(S, [:x]), [:a])", required(omit(ref("S"), {"x"}), {"a"})},
};

INSTANTIATE_TEST_SUITE_P(Rows, Print, testing::ValuesIn(kRows));

TEST(Spec, ConjunctionsAreFlatHoweverTheyAreGrouped) {
  EXPECT_EQ((string() & empty()) & any(), string() & (empty() & any()));
  EXPECT_EQ((string() | empty()) | any(), one_of({string(), empty(), any()}));
}

TEST(Spec, EqualityIsOfStructure) {
  EXPECT_EQ(schema({req("a", lit(1))}), schema({req("a", lit(1))}));
  EXPECT_FALSE(schema({req("a", lit(1))}) == schema({req("a", lit(1.0))}));
  EXPECT_FALSE(schema({req("a")}) == schema({opt("a")}));
  EXPECT_FALSE(string() == integer());
}

TEST(Constant, PrintsStringsWithTheFewestEscapes) {
  EXPECT_EQ(print(Constant(std::string("\"\\/\b\f\n\r\t\x01\x7F é", 13))), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7F é\"");
}

TEST(Constant, CopiesJson) {
  Json array(rapidjson::kArrayType);
  rapidjson::MemoryPoolAllocator<> memory;
  array.PushBack(1, memory).PushBack(0.5, memory).PushBack(Json(rapidjson::kNullType), memory);
  array.PushBack(UINT64_MAX, memory);
  EXPECT_EQ(print(Constant::from(array)), "[1, 0.5, null, 18446744073709551615]");
}

TEST(Number, DoublesReadAsFloats) {
  EXPECT_EQ(Number(1.0).text, "1.0");
  EXPECT_EQ(Number(1e300).text, "1e+300");
  EXPECT_EQ(Number(0.1).text, "0.1");
  EXPECT_EQ(Number(0x1p60).text, "1.152921504606847e+18");
  EXPECT_EQ(Number(std::int64_t{-5}).text, "-5");
}

}  // namespace
}  // namespace norm
