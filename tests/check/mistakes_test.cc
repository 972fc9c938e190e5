// One mistake a row: text, its place, code and message, and the hint where there is one.
#include <gtest/gtest.h>

#include "check/checked.h"

namespace norm::checking {
namespace {

struct Row {
  std::string_view text;
  std::string_view place;
  std::string_view code;
  std::string_view message;  // a part of it
  std::string_view hint;     // a part of it
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.text; }

class OneMistake : public testing::TestWithParam<Row> {};

TEST_P(OneMistake, IsTold) {
  const Row& row = GetParam();
  const Diagnostics found = checked(row.text);
  ASSERT_EQ(found.size(), 1U) << testing::PrintToString(lines_of(row.text));
  EXPECT_EQ(fmt::format("{}:{}", found[0].line, found[0].column), row.place) << shown(found[0]);
  EXPECT_EQ(found[0].code, row.code) << shown(found[0]);
  EXPECT_NE(found[0].message.find(row.message), std::string::npos) << shown(found[0]);
  EXPECT_NE(found[0].hint.find(row.hint), std::string::npos) << found[0].hint;
  EXPECT_EQ(found[0].file, "a.norm");
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_FALSE(found[0].excerpt.empty());
}

constexpr Row kNames[] = {
    {"A = schema { req :a, Nope }", "1:22", "unresolved-name", "undefined spec Nope", ""},
    {"Note = string?\nA = coll_of(Notr)", "2:13", "unresolved-name", "undefined spec Notr", "did you mean Note?"},
    {"A = common.Email", "1:5", "unresolved-name", "undefined spec common.Email", ""},
    {"A = string", "1:5", "unresolved-name", "undefined spec string", "predicates end in '?': string?"},
    {"A = strin?", "1:5", "unresolved-name", "unknown predicate strin?", "did you mean string?"},
    {"extern luhn? : string?\nA = lunh?", "2:5", "unresolved-name", "unknown predicate lunh?", "did you mean luhn?"},
    {"extern luhn? : Nope\nA = luhn?", "1:16", "unresolved-name", "undefined spec Nope", ""},
    {"A = string?\nA = integer?", "2:1", "duplicate-definition", "duplicate definition of A", "a.norm:1:1"},
    {"extern p?\nextern p?(1)\nA = p?", "2:8", "duplicate-definition", "duplicate extern p?", "a.norm:1:8"},
    {"extern uuid?\nA = uuid?", "1:8", "extern-builtin", "uuid? is a built-in predicate", ""},
};
INSTANTIATE_TEST_SUITE_P(Names, OneMistake, testing::ValuesIn(kNames));

constexpr Row kArguments[] = {
    {"A = string?(1)", "1:5", "predicate-arity", "string?", ""},
    {"A = length?", "1:5", "predicate-arity", "length?", ""},
    {"A = multiple_of?(0)", "1:5", "", "multiple_of?", ""},
    {"A = 10..1", "1:5", "empty-range", "10", ""},
    {"A = length?(3..2)", "1:5", "empty-range", "3..2", ""},
    {"extern near?(2)\nA = near?(1)", "2:5", "predicate-arity", "wrong arity: near? takes 2 arguments, not 1", ""},
    {"extern near?(1)\nA = near?(/a/)", "2:5", "predicate-arity", "extern near? takes JSON values", ""},
    {"@PII A = any?", "1:1", "unknown-annotation", "unknown annotation @PII", "did you mean @pii?"},
    {"A = schema { @pi req :a }", "1:14", "unknown-annotation", "unknown annotation @pi", "did you mean @pii?"},
    {"@Topic(\"x\") @owner(\"y\") @deprecated A = any?", "1:1", "unknown-annotation", "@Topic", "did you mean @topic?"},
    {"@exampel(1) A = any?", "1:1", "unknown-annotation", "@exampel", "did you mean @example?"},
    {"A = multi(:t) { }", "1:5", "arity", "multi needs at least one arm", ""},
    {"A = coll_of(any?, min_count: 3, max_count: 2)", "1:5", "empty-range", "min_count cannot be larger than max_count",
     ""},
    {"A = map_of(any?, any?, min_count: 18446744073709551617, max_count: 18446744073709551616)", "1:5", "empty-range",
     "min_count cannot be larger than max_count", ""},
};
class BadArguments : public OneMistake {};
TEST_P(BadArguments, IsTold) {
  const Row& row = GetParam();
  const Diagnostics found = checked(row.text);
  ASSERT_EQ(found.size(), 1U) << testing::PrintToString(lines_of(row.text));
  EXPECT_EQ(fmt::format("{}:{}", found[0].line, found[0].column), row.place) << shown(found[0]);
  if (!row.code.empty()) {
    EXPECT_EQ(found[0].code, row.code) << shown(found[0]);
  }
  EXPECT_NE(found[0].message.find(row.message), std::string::npos) << shown(found[0]);
}
INSTANTIATE_TEST_SUITE_P(Arguments, BadArguments, testing::ValuesIn(kArguments));
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BadArguments);

constexpr Row kRegexes[] = {
    {"A = /a(?=b)/", "1:7", "invalid-regex", "", ""},
    {"A = string? & re_matches?(/(/)", "1:28", "invalid-regex", "", ""},
    {"A = re_matches?( # a / b\n  /x**(y/)", "2:4", "invalid-regex", "", ""},
};
class BadRegex : public OneMistake {};
TEST_P(BadRegex, IsToldInsideIt) {
  const Row& row = GetParam();
  const Diagnostics found = checked(row.text);
  ASSERT_EQ(found.size(), 1U) << testing::PrintToString(lines_of(row.text));
  EXPECT_EQ(found[0].code, "invalid-regex");
  // The place is in the regex: never before its first character.
  const auto slash = row.text.substr(0, row.text.find('\n')).rfind('/');
  EXPECT_GE(std::pair(found[0].line, found[0].column),
            found[0].line > 1 ? std::pair(2U, 4U) : std::pair(1U, static_cast<std::uint32_t>(row.text.find('/') + 2)));
  EXPECT_NE(slash, std::string_view::npos);
}
INSTANTIATE_TEST_SUITE_P(Regexes, BadRegex, testing::ValuesIn(kRegexes));

constexpr Row kSchemas[] = {
    {"A = schema { req :a, integer?  req :a, string? }", "1:32", "duplicate-key", "duplicate key :a", "a.norm:1:14"},
    {"A = schema { req :a, integer?  opt :a, string? }", "1:32", "req-and-opt", "duplicate key :a, both req and opt",
     ""},
    {"A = schema(close: true) { req :a }", "1:12", "unknown-option",
     "schema has no option close:", "did you mean closed?"},
    {"A = schema(closed: 1) { req :a }", "1:12", "option-value", "closed: is true or false, not 1", ""},
    {"A = schema(closed: true, closed: true) { req :a }", "1:26", "duplicate-option", "duplicate option closed:", ""},
    {"A = schema { req :a, any?, defalt: 1 }", "1:28", "unknown-option",
     "a field has no option defalt:", "did you mean default?"},
    {"A = schema { req :a, any?, doc: 1 }", "1:28", "option-value", "doc: is a string, not 1", ""},
    {"A = schema { req :a, any?, message: null }", "1:28", "option-value", "message: is a string, not null", ""},
    {"A = schema { req :a, any?, deprecated: false }", "1:28", "option-value", "deprecated: is a string or true", ""},
    {"A = schema { req :a, any?, doc: \"x\", doc: \"y\" }", "1:38", "duplicate-option", "duplicate option doc:", ""},
    {"A = schema { @pii(1) req :a }", "1:14", "annotation-argument", "@pii takes no argument", ""},
    {"@topic(1) A = any?", "1:8", "annotation-argument", "@topic takes a string, not 1", ""},
    {"@topic A = any?", "1:1", "annotation-argument", "@topic needs an argument", ""},
    {"@example(of: 1) A = any?", "1:10", "annotation-argument", "@example takes no argument of:", ""},
    {"A = schema { rest any?  rest string? }", "1:25", "duplicate-rest", "at most one rest", ""},
    {"A = schema { reserved :a  req :a, any? }", "1:27", "reserved-reuse", "key :a is reserved",
     "it is reserved at a.norm:1:14"},
    {"B = schema { reserved :a }\nA = schema { include B  req :a }", "2:25", "reserved-reuse", "key :a is reserved",
     "it is reserved at a.norm:1:14"},
    // Between two includes: at the later one, which is neither's own.
    {"B = schema { reserved :a }\nC = schema { req :a }\nA = schema { include B  include C }", "3:33",
     "reserved-reuse", "key :a is reserved", "it is reserved at a.norm:1:14"},
    {"B = schema { reserved :a }\nC = schema { req :a }\nA = schema { include C  include B }", "3:33",
     "reserved-reuse", "key :a is reserved", "it is reserved at a.norm:1:14"},
    {"C = schema { req :a }\nA = schema { include C  reserved :a }", "2:25", "reserved-reuse", "key :a is reserved",
     "it is declared at a.norm:1:14"},
    {"B = schema { rest any? }\nC = schema { rest string? }\nA = schema { include B  include C }", "3:33",
     "include-clash", "rest comes from two includes", ""},
    {"A = schema { req :abc  require :abd }", "1:32", "unknown-key", "key :abd not in schema", "did you mean :abc?"},
    {"A = schema { req :a  check :a < :b }", "1:33", "unknown-key", "key :b not in schema", ""},
    {"A = schema { req :a  require :a & # :b\n (\"x y\" | :a) }", "2:3", "unknown-key", "key :\"x y\" not in", ""},
    {"A = schema { req :a  check:a/:x!= :a, message: \":a\", at::c? }", "1:57", "unknown-key", "key :c? not", ""},
    {"A = schema { req :a  check :a < :a/:b, at: :c }", "1:44", "unknown-key", "key :c not in schema", ""},
    {"A = multi(:t) { 1 => any?  \"a\" => any?  1.0 => any? }", "1:41", "duplicate-tag", "duplicate tag 1.0",
     "the first one stands at a.norm:1:17"},
    {"A = multi(:t) { \"a\" | \"b\" | \"a\" => any? }", "1:29", "duplicate-tag", "duplicate tag \"a\"",
     "the first one stands at a.norm:1:17"},
    {"A = multi(:t) { 1 | 1.0 => null? }", "1:21", "duplicate-tag", "duplicate tag 1.0", "stands at a.norm:1:17"},
    {"A = multi(:t) { {\"a\":1,\"b\":[1e1]} => null?  {\"b\":[10],\"a\":1.0} => any? }", "1:45", "duplicate-tag",
     "duplicate tag {\"b\":[10], \"a\":1.0}", ""},
};
INSTANTIATE_TEST_SUITE_P(Schemas, OneMistake, testing::ValuesIn(kSchemas));

constexpr Row kShapes[] = {
    {"A = selection(schema { opt :user, schema { opt :age, integer? } }, [foo: [:name]])", "1:69", "unknown-key",
     "key :foo not in schema", ""},
    {"A = selection(schema { opt :user, schema { opt :age } }, [user: [:agee]])", "1:66", "unknown-key",
     "key :agee not in schema", "did you mean :age?"},
    {"A = pick(schema { req :a }, [:b])", "1:30", "unknown-key", "key :b not in schema", ""},
    {"A = omit(schema { req :a }, [:b])", "1:30", "unknown-key", "key :b not in schema", ""},
    {"A = partial(schema { req :a }, [a: [:b]])", "1:33", "nested-selector", "plain keys", ""},
    {"A = selection(string?, [:a])", "1:15", "not-a-schema", "needs a schema, not string?", ""},
    {"A = schema { include coll_of(any?) }", "1:22", "not-a-schema", "include needs a schema", ""},
    {"B = selection(schema { req :a })\nA = selection(B, [:a])", "", "not-a-schema", "selection", ""},
    {"B = schema { req :k, any? }\nC = schema { req :k, string? }\nA = schema { include B include C }", "3:32",
     "include-clash", "key :k comes from two includes", ""},
};
class ShapeMistake : public OneMistake {};
TEST_P(ShapeMistake, IsTold) {
  const Row& row = GetParam();
  const Diagnostics found = checked(row.text);
  ASSERT_EQ(found.size(), 1U) << testing::PrintToString(lines_of(row.text));
  if (!row.place.empty()) {
    EXPECT_EQ(fmt::format("{}:{}", found[0].line, found[0].column), row.place) << shown(found[0]);
  }
  EXPECT_EQ(found[0].code, row.code) << shown(found[0]);
  EXPECT_NE(found[0].message.find(row.message), std::string::npos) << shown(found[0]);
  EXPECT_NE(found[0].hint.find(row.hint), std::string::npos) << found[0].hint;
}
INSTANTIATE_TEST_SUITE_P(Shapes, ShapeMistake, testing::ValuesIn(kShapes));

constexpr Row kCycles[] = {
    {"A = A", "1:1", "unguarded-cycle", "unguarded cycle A -> A", "schema, coll_of, map_of or tuple"},
    {"A = B | integer?\nB = maybe(C) & any?\nC = !A", "1:1", "unguarded-cycle", "unguarded cycle A -> B -> C -> A", ""},
    {"A = multi(:t) { 1 => A }", "1:1", "unguarded-cycle", "unguarded cycle A -> A", ""},
    {"A = alt(a: any?, b: all_of(any?, A))", "1:1", "unguarded-cycle", "unguarded cycle A -> A", ""},
    {"extern p? : A\nA = p?", "1:8", "unguarded-cycle", "unguarded cycle p? -> A -> p?", ""},
    {"A = schema { include A }", "1:1", "include-cycle", "cycle through include: A -> A", ""},
    {"A = schema { include B }\nB = schema { include A }", "1:1", "include-cycle", "cycle through include: A -> B -> A",
     ""},
    {"A = selection(B, [:x])\nB = schema { include A  req :x }", "1:1", "include-cycle", "A -> B -> A", ""},
    {"A = partial(A)", "1:1", "include-cycle", "cycle through selection: A -> A", ""},
    {"A = B\nB = C\nC = D\nD = E\nE = F\nF = G\nG = H\nH = I\nI = A", "1:1", "unguarded-cycle",
     "unguarded cycle A -> B -> C -> D -> … -> G -> H -> I -> A", ""},
};
INSTANTIATE_TEST_SUITE_P(Cycles, OneMistake, testing::ValuesIn(kCycles));

// What looks like a mistake and is none.
class NoMistake : public testing::TestWithParam<std::string_view> {};
TEST_P(NoMistake, IsTold) { EXPECT_EQ(lines_of(GetParam()), std::vector<std::string>()); }
constexpr std::string_view kGood[] = {
    "A = schema { req :a, A }",
    "A = coll_of(A) | integer?",
    "A = maybe(tuple(integer?, A))",
    "A = map_of(string?, A)",
    "A = schema { include B  opt :x, A }\nB = schema { req :y, A }",
    "A = schema { req :x, schema { include A } }",
    "B = schema { req :a }\nA = schema { include B  include B  opt :a, integer?  require :a }",
    "B = schema { req :a }\nC = schema { include B }\nD = schema { include B }\nA = schema { include C include D }",
    "@owner(team: \"x\", 1) @unheard_of({}) A = any?",
    "A = multi(:t) { \"1\" => any?  1 => any?  true => any?  null => any?  [1] => any? }",
    "extern near?(2) : number?\nA = near?(1, {\"a\": 2})",
    "A = coll_of(any?, min_count: 2, max_count: 2)",
    "A = tuple()",
    "A = selection(B, [:a, b: [:c]])\nB = schema { req :a  opt :b, maybe(coll_of(map_of(string?, C))) }\nC = schema { "
    "opt :c }",
    "A = selection(B)\nB = schema { opt :b, coll_of(B) }",
    "A = schema { reserved :a  req :b }\nB = schema { req :a }",
};
INSTANTIATE_TEST_SUITE_P(Good, NoMistake, testing::ValuesIn(kGood));

}  // namespace
}  // namespace norm::checking
