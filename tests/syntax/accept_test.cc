// Texts that are right, and the trees that they give.
#include <gtest/gtest.h>

#include <norm/print.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/dump.h"
#include "syntax/parse.h"

namespace norm::syntax {
namespace {

struct Row {
  std::string_view text;
  std::string_view tree;
};

std::string shown(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    out += std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) + ": " + diagnostic.message + "\n";
  }
  return out;
}

const std::vector<Row> kExpressions = {
    // Predicates.
    {"string?", "string?"},
    {"p?()", "p?"},
    {"p ? ", ""},  // see Rejects below: a predicate is one token
    {"p? (1)", "(p? 1)"},
    {"null?", "null?"},
    {"nil?", "null?"},
    {"list?", "array?"},
    {"map?", "object?"},
    {"schema?", "schema?"},
    {"true?", "true?"},
    {"lit?", "lit?"},
    {"length?(1..20)", "(length? 1..20)"},
    {"length?( 1 .. 20 )", "(length? 1..20)"},
    {"re_matches?(/a\\/b/i)", "(re_matches? /a\\/b/i)"},
    {"near?(1, \"x\", [1, {\"a\": null}], true)", "(near? 1 \"x\" [1, {\"a\":null}] true)"},
    // Bounds and ranges.
    {"> 0", "(> 0)"},
    {">=-1.50e3", "(>= -1.50e3)"},
    {"<1", "(< 1)"},
    {"<= 1", "(<= 1)"},
    {"0..255", "(.. 0..255)"},
    {"-1.5..2e1", "(.. -1.5..2e1)"},
    {"1 ..2", "(.. 1..2)"},
    // Constants.
    {"\"S\" | 1 | true | false | null", "(| (lit \"S\") (lit 1) (lit true) (lit false) (lit null))"},
    {"lit({\"b\": [1.0, -0, 1e5], \"a\": {}})", "(lit {\"b\":[1.0, -0, 1e5], \"a\":{}})"},
    {"lit([ ])", "(lit [])"},
    {"enum(1, 1.0, \"a\",)", "(enum 1 1.0 \"a\")"},
    {"lit(“a “b \\n \"c\"”)", "(lit \"a “b \\n \\\"c\\\"\")"},
    {"lit({“a”: “b”})", "(lit {\"a\":\"b\"})"},
    {"\"# no comment\" # a comment", "(lit \"# no comment\")"},
    {"\"\\u00e9\\ud83d\\ude00\\/\"", "(lit \"é😀/\")"},
    {"12345678901234567890123456789", "(lit 12345678901234567890123456789)"},
    // Regexes.
    {"/a/", "(re_matches? /a/)"},
    {"/[/]/ims", "(re_matches? /[/]/ims)"},
    {"/[]/]a/", "(re_matches? /[]/]a/)"},
    {"/[^]/]a/", "(re_matches? /[^]/]a/)"},
    {"/[[:alpha:]/]#/", "(re_matches? /[[:alpha:]/]#/)"},
    {"/\\//", "(re_matches? /\\//)"},
    {"/a/ & /b/", "(& (re_matches? /a/) (re_matches? /b/))"},
    // Operators.
    {"a & b & c", "(& <a@0> <b@0> <c@0>)"},
    {"(a & b) & c", "(& <a@0> <b@0> <c@0>)"},
    {"a & (b & (c & d))", "(& <a@0> <b@0> <c@0> <d@0>)"},
    {"a | b & c", "(| <a@0> (& <b@0> <c@0>))"},
    {"(a | b) & c", "(& (| <a@0> <b@0>) <c@0>)"},
    {"a | (b | c)", "(| <a@0> <b@0> <c@0>)"},
    {"!a & b", "(& (! <a@0>) <b@0>)"},
    {"!(a & b)", "(! (& <a@0> <b@0>))"},
    {"!!a", "(! (! <a@0>))"},
    {"((a))", "<a@0>"},
    {"common.Email", "<common.Email@0>"},
    {"a # one\n # two\n | # three\n b", "(| <a@0> <b@0>)"},
    // Combinators.
    {"one_of(a)", "<a@0>"},
    {"one_of(a, b | c, one_of(d, e),)", "(| <a@0> <b@0> <c@0> <d@0> <e@0>)"},
    {"all_of(a & b, c)", "(all_of (& <a@0> <b@0>) <c@0>)"},
    {"maybe(a)", "(maybe <a@0>)"},
    {"alt(num: integer?, str: string?)", "(alt num=integer? str=string?)"},
    {"tuple()", "(tuple)"},
    {"tuple(a, b, rest: c)", "(tuple <a@0> <b@0> rest=<c@0>)"},
    {"coll_of(a, min_count: 1, max_count: 10, distinct: true)", "(coll_of <a@0> min=1 max=10 distinct)"},
    {"coll_of(distinct: false, a)", "(coll_of <a@0> any)"},
    {"coll_of(a, min_count: 007, max_count: 7)", ""},  // no JSON number
    {"coll_of(a, min_count: 99999999999999999999, max_count: 100000000000000000000)",
     "(coll_of <a@0> min=99999999999999999999 max=100000000000000000000)"},
    {"map_of (string?, any?, max_count: 32)", "(map_of string? any? max=32)"},
    {"selection(S)", "(selection <S@0>)"},
    {"selection(S, [])", "(selection <S@0> [])"},
    {"selection(S, [:a, b: [:c, \"d e\": [:f],], \"g\", check: [:req]])",
     "(selection <S@0> [a b[c d e[f]] g check[req]])"},
    {"pick(S, [:a])", "(pick <S@0> [a])"},
    {"omit(S, [:a])", "(omit <S@0> [a])"},
    {"partial(S)", "(partial <S@0>)"},
    {"required(S, [:a])", "(required <S@0> [a])"},
    // Schemas.
    {"schema {}", "(schema)"},
    {"schema(closed: true) { }", "(schema closed=true)"},
    {"schema{req :a,opt :b}", "(schema (req a) (opt b))"},
    {"schema{req:a,req:b,string?}", "(schema (req a) (req b string?))"},
    {"schema { req :a, doc: \"x\" }", "(schema (req a doc=\"x\"))"},
    {"schema { req :a, string?, doc: \"x\", default: [] ; opt :b; }",
     "(schema (req a string? doc=\"x\" default=[]) (opt b))"},
    {"schema { req :a, string? req :b }", "(schema (req a string?) (req b))"},
    {"schema { req :a, }", "(schema (req a))"},
    {"schema { req :a, @pii opt :b, any? @x(1) @y rest z }",
     "(schema (req a) (opt b any? @pii) (rest <z@0> @x =1 @y))"},
    {"schema { req :req, req? opt :true, true opt :null? }",
     "(schema (req req req?) (opt true (lit true)) (opt null?))"},
    {"schema { req \"a b\" req :\"c\\u0064\" req :“e” req :f! }", "(schema (req a b) (req cd) (req e) (req f!))"},
    {"schema { include A, include pick(B, [:x]) }", "(schema (include <A@0>) (include (pick <B@0> [x])))"},
    {"schema { keys /^x-/, string? rest never? }", "(schema (keys (re_matches? /^x-/) string?) (rest never?))"},
    {"schema { reserved :a, :b, req :c }", "(schema (reserved a b) (req c))"},
    {"schema { reserved :a, \"b\" reserved :c, }", "(schema (reserved a b) (reserved c))"},
    {"schema { require :a | :b & (:c | :d) | :e }", "(schema (require (| a (& b (| c d)) e)))"},
    {"schema { require (:a | :b) | :c require ((:a)) & :b & :c }", "(schema (require (| a b c)) (require (& a b c)))"},
    {"schema { check :a!= :b check :a! == :b? }", "(schema (check [a] ne [b]) (check [a!] eq [b?]))"},
    {"schema { check :a/:b >= :c/\"d\", at: :a/:b, message: \"m\", check :a<:b check :a<=:b check :a>:b }",
     "(schema (check [a/b] ge [c/d] at=[a/b] message=m) (check [a] lt [b]) (check [a] le [b]) (check [a] gt [b]))"},
    {"schema { check :a == :b, message: \"m\", at: :a, opt :x, any? }",
     "(schema (check [a] eq [b] at=[a] message=m) (opt x any?))"},
    {"schema {\n ## one\n # aside\n ## two \n req :a ### ruler\n @k ## three\n opt :b, s? ## four\n}",
     "(schema (req a doc<one\ntwo>) (opt b s? @k doc<three>))"},
    {"schema { req :d, schema { req :x ## of nothing\n } ## of y\n req :y }",
     "(schema (req d (schema (req x))) (req y doc<of y>))"},
    // Unions by tag.
    {"multi(:type) { \"a\" => A \"b\" | 1 | null => B else => any? }",
     "(multi [type] (\"a\" => <A@0>) (\"b\" 1 null => <B@0>) (else any?))"},
    {"multi(:a/:b) { else => x, true => y; {\"k\":1} => z }",
     "(multi [a/b] (true => <y@0>) ({\"k\":1} => <z@0>) (else <x@0>))"},
    {"multi(:t){}", "(multi [t])"},
    // Words that only begin like keywords.
    {"schema_x | multiple | nullable | requires | lits | enum_ | elsewhere",
     "(| <schema_x@0> <multiple@0> <nullable@0> <requires@0> <lits@0> <enum_@0> <elsewhere@0>)"},
};

TEST(Accept, Expressions) {
  for (const Row& row : kExpressions) {
    SCOPED_TRACE(row.text);
    const ParsedExpression parsed = parse_expression(row.text, "e");
    if (row.tree.empty()) {
      EXPECT_FALSE(parsed.diagnostics.empty());
      EXPECT_TRUE(parsed.file.definitions.empty());
      continue;
    }
    ASSERT_TRUE(parsed.diagnostics.empty()) << shown(parsed.diagnostics);
    ASSERT_EQ(parsed.file.definitions.size(), 1U);
    EXPECT_EQ(dump(parsed.file.definitions.front().spec), row.tree);
  }
}

TEST(Accept, PrintedSpecsParseToTheSameTree) {
  for (const Row& row : kExpressions) {
    if (row.tree.empty()) continue;
    SCOPED_TRACE(row.text);
    const ParsedExpression once = parse_expression(row.text, "e");
    ASSERT_EQ(once.file.definitions.size(), 1U);
    const Spec& spec = once.file.definitions.front().spec;
    const std::string text = print(spec);
    const ParsedExpression twice = parse_expression(text, "e");
    ASSERT_TRUE(twice.diagnostics.empty()) << text << "\n" << shown(twice.diagnostics);
    // Doc comments have no place on one line.
    if (row.text.find("##") == std::string_view::npos) {
      EXPECT_EQ(twice.file.definitions.front().spec, spec) << text;
    }
    EXPECT_EQ(print(twice.file.definitions.front().spec), text);
  }
}

const std::vector<Row> kFiles = {
    {"", ""},
    {"# nothing\n\n## nothing either", ""},
    {"\xEF\xBB\xBFnorm 1 A = b", "A = <b@7>\n"},
    {"norm 01\r\nmodule a.b\r\nimport \"x.norm\" as x\r\nimport “y”\r\nA = x.B\r\n",
     "module a.b\nimport x.norm as x\nimport y as \nA = <x.B@7>\n"},
    {"extern luhn? : string?  extern near?(2)\nextern null_? (0) : a | b A = near?(1, 2)",
     "extern luhn? 0 string?\nextern near? 2 \nextern null_? 0 (| <a@7> <b@7>)\nA = (near? 1 2)\n"},
    {"A = b B = c C=d", "A = <b@7>\nB = <c@7>\nC = <d@7>\n"},
    {"A\n=\nb\n&\nc\n", "A = (& <b@7> <c@7>)\n"},
    {"## Doc of A\n##\n##  more\n\n# aside\nA = b ## of B\n@t(\"x\") @u(v: 1, [2]) ## and B\nB = c ## of nothing",
     "A = <b@7> doc<Doc of A\n\n more>\nB = <c@7> @t =\"x\" @u v=1 =[2] doc<of B\nand B>\n"},
    {"CommentEvent = schema{ req :type, lit(“comment.created”) req :msg, string? }",
     "CommentEvent = (schema (req type (lit \"comment.created\")) (req msg string?))\n"},
    {"as = b import_ = c modules = d norm_ = e", "as = <b@7>\nimport_ = <c@7>\nmodules = <d@7>\nnorm_ = <e@7>\n"},
    {"import \"a\" as = b", "import a as \nas = <b@7>\n"},
};

TEST(Accept, Files) {
  for (const Row& row : kFiles) {
    SCOPED_TRACE(row.text);
    const ParsedFile parsed = parse_file(row.text, "f", 7);
    EXPECT_TRUE(parsed.diagnostics.empty()) << shown(parsed.diagnostics);
    EXPECT_TRUE(parsed.lost.empty());
    EXPECT_EQ(dump(parsed.file), row.tree);
    EXPECT_EQ(parsed.file.text, row.text);
    EXPECT_EQ(parsed.file.name, "f");
  }
}

std::string content(const std::string& name) {
  std::ifstream in(NORM_SOURCE_DIR "/tests/syntax/" + name);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// One file with every construct; its tree was read by eye.
TEST(Accept, TheReferenceExample) {
  const ParsedFile parsed = parse_file(content("example.norm"), "example.norm", 0);
  EXPECT_TRUE(parsed.diagnostics.empty()) << shown(parsed.diagnostics);
  EXPECT_FALSE(parsed.file.definitions.empty());
  EXPECT_EQ(dump(parsed.file), content("example.tree"));
}

// What the text of a span is, for places that reports quote.
std::string_view text_at(const SchemaFile& file, const SourceSpan& span) {
  return std::string_view(file.text).substr(span.begin, span.end - span.begin);
}

TEST(Accept, SpansCoverTheirTextWithoutBlanks) {
  const ParsedFile parsed = parse_file(
      "@a ( 1 ) # x\n  A = schema ( closed : true ) { req :k , a & b # x\n , doc: \"d\"  @p rest  c } # x\nB = "
      "coll_of( z ) \n"
      "extern p? ( 1 ) : c\n",
      "f", 7);
  // `closed :` is no label: LABEL is one token.
  ASSERT_EQ(parsed.diagnostics.size(), 1U);

  const ParsedFile good = parse_file(
      "import \"i\" as j # x\n@a ( 1 ) # x\n  A = schema ( closed: true ) { req :k , a & b # x\n , doc: \"d\"  @p rest "
      " c } # x\n"
      "B = ( selection( z , [ :m , n: [ :o ] ] ) ) \nextern p? ( 1 ) : c\n",
      "f", 7);
  ASSERT_TRUE(good.diagnostics.empty()) << shown(good.diagnostics);
  const SchemaFile& file = good.file;
  ASSERT_EQ(file.definitions.size(), 2U);
  EXPECT_EQ(text_at(file, file.imports.at(0).source), "import \"i\" as j");
  const Definition& a = file.definitions[0];
  EXPECT_EQ(text_at(file, a.source), "A");
  EXPECT_EQ(a.source.file, 7U);
  EXPECT_EQ(text_at(file, a.annotations.at(0).source), "@a ( 1 )");
  EXPECT_EQ(text_at(file, a.annotations.at(0).args.at(0).source), "1");
  EXPECT_EQ(text_at(file, a.spec.node().source),
            "schema ( closed: true ) { req :k , a & b # x\n , doc: \"d\"  @p rest  c }");
  const auto& schema = std::get<Schema>(a.spec.node().shape);
  EXPECT_EQ(text_at(file, schema.options.at(0).source), "closed: true");
  EXPECT_EQ(text_at(file, schema.members.at(0).source), "req :k , a & b # x\n , doc: \"d\"");
  const auto& field = std::get<Field>(schema.members.at(0).shape);
  EXPECT_EQ(text_at(file, field.spec->node().source), "a & b");
  EXPECT_EQ(text_at(file, field.options.at(0).source), "doc: \"d\"");
  EXPECT_EQ(text_at(file, schema.members.at(1).source), "rest  c");
  const Definition& b = file.definitions[1];
  EXPECT_EQ(text_at(file, b.spec.node().source), "selection( z , [ :m , n: [ :o ] ] )");
  const auto& selection = std::get<Selection>(b.spec.node().shape);
  EXPECT_EQ(text_at(file, selection.selector->entries.at(0).source), ":m");
  EXPECT_EQ(text_at(file, selection.selector->entries.at(1).source), "n");
  EXPECT_EQ(text_at(file, selection.selector->entries.at(1).nested->entries.at(0).source), ":o");
  EXPECT_EQ(text_at(file, file.externs.at(0).source), "p?");
}

TEST(Accept, TwoHundredLevels) {
  const auto nested = [](std::string_view open, std::string_view inner, std::string_view close, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += open;
    text += inner;
    for (int i = 0; i < times; ++i) text += close;
    return text;
  };
  const std::vector<std::pair<std::string_view, std::string_view>> brackets = {
      {"(", ")"}, {"!", ""}, {"maybe(", ")"}, {"schema { req :a, ", " }"}, {"multi(:a) { 1 => ", "}"}};
  for (const auto& [open, close] : brackets) {
    SCOPED_TRACE(open);
    EXPECT_TRUE(parse_expression(nested(open, "a", close, 200), "e").diagnostics.empty());
    const Diagnostics deep = parse_expression(nested(open, "a", close, 201), "e").diagnostics;
    ASSERT_EQ(deep.size(), 1U);
    EXPECT_EQ(deep.front().code, "too-deep");
    EXPECT_EQ(deep.front().message, "nested deeper than 200");
  }
  EXPECT_TRUE(parse_expression("lit(" + nested("[", "1", "]", 199) + ")", "e").diagnostics.empty());
  EXPECT_EQ(parse_expression("lit(" + nested("[", "1", "]", 200) + ")", "e").diagnostics.at(0).code, "too-deep");
  EXPECT_TRUE(parse_expression("selection(a, " + nested("[a: ", "[]", "]", 198) + ")", "e").diagnostics.empty());
  EXPECT_EQ(parse_expression("selection(a, " + nested("[a: ", "[]", "]", 199) + ")", "e").diagnostics.at(0).code,
            "too-deep");
}

}  // namespace
}  // namespace norm::syntax
