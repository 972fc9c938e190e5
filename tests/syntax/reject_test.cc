// Texts that are wrong: where, under which code, and what people read. Each committed rule of the grammar has its row.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/combinators.h"
#include "syntax/dump.h"
#include "syntax/parse.h"
#include "syntax/rule_names.h"

namespace norm::syntax {
namespace {

std::string shown(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics) {
    out += std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.code + ": " + d.message;
    if (!d.hint.empty()) out += " (" + d.hint + ")";
    out += "\n";
  }
  return out;
}

struct SyntaxRow {
  std::string_view rule;  // of grammar/messages.h
  std::string_view text;
  std::uint32_t line, column;
  std::string_view message;  // a part of it
  std::string_view hint;     // likewise
};

const std::vector<SyntaxRow> kSyntax = {
    {"well_formed_number", "A = 01", 1, 5, "expected a number as JSON writes it", ""},
    {"", "A = 1.", 1, 5, "expected a number as JSON writes it", ""},
    {"", "A = 1a", 1, 5, "expected a number as JSON writes it", ""},
    {"", "A = 1.5.2", 1, 5, "expected a number as JSON writes it", ""},
    {"", "A = 1e", 1, 5, "expected a number as JSON writes it", ""},
    {"", "A = -", 1, 5, "expected a number as JSON writes it", ""},
    {"", "A = 1...5", 1, 8, "expected a number after '..'", ""},
    {"unicode_escape", "A = \"\\u12g4\"", 1, 8, "expected four hex digits", ""},
    {"", "A = \"\\ud800\"", 1, 8, "a surrogate only as half of a pair", ""},
    {"", "A = \"\\ud800\\u0041\"", 1, 8, "a surrogate only as half of a pair", ""},
    {"", "A = \"\\udc00\"", 1, 8, "a surrogate only as half of a pair", ""},
    {"escaped", "A = \"é\\x\"", 1, 8, "after '\\'", ""},
    {"closing_quote", "A = \"ab\nB = c", 1, 8, "expected '\"' to close the string", ""},
    {"", "A = \"a\tb\"", 1, 7, "expected '\"' to close the string", "a tab in a string is written \\t"},
    {"", "A = \"a\x01\"", 1, 7, "expected '\"' to close the string", "is written \\u0001"},
    {"closing_curly", "A = “ab\"", 1, 9, "expected '”' to close the string", "the text ends here"},
    {"class_end", "A = /[a]b[c/", 1, 13, "expected ']' to close", ""},
    {"regex_body", "A = // all", 1, 6, "expected a regex", "a comment begins with '#'"},
    {"regex_end", "A = /ab\nB = c", 1, 8, "expected '/' to close the regex", ""},
    {"regex_flags", "A = /ab/ix", 1, 9, "expected no regex flags but", ""},
    {"key_after_colon", "A = schema { req : a }", 1, 19, "expected a word or a string after the ':'", ""},

    {"element", "A = lit([1, ])", 1, 13, "expected a JSON value in the array opened at line 1", ""},
    {"array_end", "A = lit(\n[1 2])", 2, 4, "expected ',' or ']' to close the array opened at line 2", ""},
    {"object_key", "A = lit({a: 1})", 1, 10, "expected a name in quotes", ""},
    {"object_colon", "A = lit({\"a\" 1})", 1, 14, "expected ':' after the name", ""},
    {"object_value", "A = lit({\"a\": b})", 1, 15, "expected a JSON value after ':'", "text stands in quotes: \"b\""},
    {"object_end", "A = lit({\"a\": 1 \"b\": 2})", 1, 17, "expected ',' or '}' to close the JSON object", ""},

    {"name_step", "A = b.", 1, 7, "expected a name after '.'", "the text ends here"},
    {"", "A = b..c", 1, 6, "expected a definition", ""},
    {"path_step", "A = multi(:a/) {}", 1, 14, "expected a key after '/'", ""},
    {"option_value", "A = schema { req :a, doc: text }", 1, 27, "expected a JSON value after the option's label",
     "\"text\""},
    {"annotation_name", "@ = a", 1, 3, "expected the annotation's name after '@'", ""},
    {"annotation_value", "@a(b) A = c", 1, 4, "expected a JSON value as the annotation's argument", ""},
    {"annotation_end", "@a(1 2) A = c", 1, 6, "expected ',' or ')' to close the annotation", ""},
    {"annotated_member", "A = schema { @pii }", 1, 19, "expected a member of the schema after its annotation", ""},
    {"annotated_definition", "@pii extern p?", 1, 6, "expected a definition (Name = spec) after its annotation", ""},

    {"expression_term", "A = a | | b", 1, 9, "expected a spec after '|'", ""},
    {"", "A = a || b", 1, 8, "expected a spec after '|'", "or is one '|'"},
    {"", "A = a |\nB = c", 2, 1, "expected a spec after '|'", ""},
    {"", "A = a | .5", 1, 9, "expected a spec after '|'", "a number has a digit before its point"},
    {"", "A = a | +5", 1, 9, "expected a spec after '|'", "a number has no '+'"},
    {"", "A = a | 'x'", 1, 9, "expected a spec after '|'", "strings stand in double quotes"},
    {"", "A = a | ”x”", 1, 9, "expected a spec after '|'", "curly quotes open with “"},
    {"", "A = a | {}", 1, 9, "expected a spec after '|'", "a schema is written schema { … }"},
    {"", "A = a | [b]", 1, 9, "expected a spec after '|'", "coll_of(…)"},
    {"",
     "A = a |\xC2\xA0"
     "b",
     1, 8, "expected a spec after '|'", "no-break space"},
    {"", "A = a | include", 1, 9, "expected a spec after '|'", "'include' is a keyword"},
    {"conjunction_term", "A = a && b", 1, 8, "expected a spec after '&'", "and is one '&'"},
    {"", "A = a &  # end\n\n", 1, 8, "expected a spec after '&'", "the text ends here"},
    {"negated", "A = !", 1, 6, "expected a spec after '!'", ""},
    {"group_body", "A = ()", 1, 6, "expected a spec after '('", ""},
    {"group_end", "A = (\na b", 2, 3, "expected '|', '&' or ')' to close the '(' opened at line 1", ""},
    {"bound_number", "A = > a", 1, 7, "expected a number after the bound's sign", ""},
    {"range_end", "A = 1..b", 1, 8, "expected a number after '..'", ""},
    {"predicate_argument", "A = p?(b)", 1, 8, "expected a JSON value, a range (1..20) or a regex", ""},
    {"predicate_end", "A = p?(1 2)", 1, 10, "expected ',' or ')' to close the arguments", ""},
    {"constant", "A = lit(b)", 1, 9, "expected a JSON value as the argument", "text stands in quotes: \"b\""},
    {"edited", "A = selection()", 1, 15, "expected a schema as the first argument", ""},
    {"edit_selector", "A = pick(B, :c)", 1, 13, "expected a list of keys", ""},
    {"labelled_spec", "A = coll_of(a, min_count: )", 1, 27, "expected a spec or a constant after the label", ""},
    {"argument_spec", "A = coll_of(\n\n?)", 3, 1, "expected a spec or ')' to close the arguments opened at line 1", ""},
    {"call_end", "A = coll_of(a b)", 1, 15, "expected ',' or ')' to close the arguments opened at line 1", ""},
    {"entry_selector", "A = selection(B, [a: :c])", 1, 22, "expected '[' with the keys below", ""},
    {"next_entry", "A = selection(B, [c])", 1, 19, "expected a key (:a)", ""},
    {"selector_end", "A = selection(B, [:c :d])", 1, 22, "expected ',' or ']' to close the list of keys", ""},

    {"schema_option", "A = schema() {}", 1, 12, "expected an option of the schema", ""},
    {"schema_options_end", "A = schema(closed: true {}", 1, 25, "expected ',' or ')' to close the schema's options",
     ""},
    {"schema_start", "A = schema req :a", 1, 12, "expected '{' to open the schema's members", ""},
    {"schema_end", "A =\n schema {\n req :a\n", 3, 8, "or '}' to close the schema opened at line 2",
     "the text ends here"},
    {"", "A = schema { optional :a }", 1, 14, "expected a member", "did you mean opt?"},
    {"", "A = schema { incldue B }", 1, 14, "expected a member", "did you mean include?"},
    {"", "A = schema {\nreq :a\nB = c", 3, 1, "expected a member", "is a '}' missing before it?"},
    {"", "A = multi(:t) {\n1 => c\nB = c", 3, 1, "expected an arm", "is a '}' missing before it?"},
    {"", "A = schema { req :a: b }", 1, 20, "expected a member", "key and spec are joined by ','"},
    {"", "A = schema { req :a, b and c }", 1, 24, "expected a member", "'and' is written &"},
    {"", "A = schema { :a }", 1, 14, "expected a member", "a key stands behind 'req' or 'opt'"},
    {"", "A = schema { req :a string? }", 1, 21, "expected a member", "key and spec are joined by ','"},
    {"member_key", "A = schema { req id, string? }", 1, 18, "expected a key, such as :id", "a key is written :id"},
    {"field_spec", "A = schema { req :a, ? }", 1, 22, "expected a spec or an option after ','", ""},
    {"include_spec", "A = schema { include }", 1, 22, "expected a schema after 'include'", ""},
    {"keys_key", "A = schema { keys }", 1, 19, "expected the spec of the keys", ""},
    {"keys_comma", "A = schema { keys a }", 1, 21, "expected ',' and the spec of the values", ""},
    {"keys_value", "A = schema { keys a, }", 1, 22, "expected the spec of the values after ','", ""},
    {"rest_value", "A = schema { rest }", 1, 19, "expected the spec of the values after 'rest'", ""},
    {"presence_any_term", "A = schema { require :a | }", 1, 27, "expected a key or '(' in the presence expression", ""},
    {"presence_all_term", "A = schema { require :a & b }", 1, 27, "expected a key or '(' after '&'", ""},
    {"presence_group_end", "A = schema { require (:a }", 1, 26, "expected '|', '&' or ')' to close the '('", ""},
    {"check_path", "A = schema { check a > :b }", 1, 20, "expected a path", ""},
    {"check_relation", "A = schema { check :a = :b }", 1, 23, "expected one of == != >= <= > <", ""},
    {"check_text", "A = schema { check :a > :b, message: 1 }", 1, 38, "expected the message as a string", ""},
    {"check_option", "A = schema { check :a > :b, mesage: \"\" }", 1, 29, "expected 'at:' or 'message:'", ""},

    {"tag_start", "A = multi :a {}", 1, 11, "expected '(' and the path of the tag", ""},
    {"tag_path", "A = multi() {}", 1, 11, "expected the path of the tag", ""},
    {"tag_end", "A = multi(:a :b) {}", 1, 14, "expected '/' or ')' to close the path", ""},
    {"arms_start", "A = multi(:a) [", 1, 15, "expected '{' to open the arms", ""},
    {"arms_end", "A = multi(:a) { b => c }", 1, 17, "or '}' to close the multi opened at line 1", ""},
    {"arm_tag", "A = multi(:a) { 1 | => c }", 1, 21, "the next tag of this arm, after '|'", ""},
    {"arm_arrow", "A = multi(:a) { 1, 2 => c }", 1, 18, "expected '=>' after the tag", "joined by '|'"},
    {"", "A = multi(:a) { else: c }", 1, 21, "expected '=>' after the tag", "joined by '=>'"},
    {"arm_spec", "A = multi(:a) { 1 => }", 1, 22, "expected a spec after '=>'", ""},

    {"version_number", "norm one", 1, 6, "expected the language's version", ""},
    {"module_name", "module 7", 1, 8, "expected the module's name", ""},
    {"import_path", "import x", 1, 8, "expected the imported file in quotes", ""},
    {"import_alias", "import \"x\" as schema", 1, 15, "expected a name that is no keyword", ""},
    {"extern_name", "extern luhn", 1, 8, "expected the predicate's name with its '?'", ""},
    {"extern_arity", "extern p?(-1)", 1, 11, "expected the predicate's number of arguments", ""},
    {"extern_arity_end", "extern p?(1, 2)", 1, 12, "expected ')' after the number of arguments", ""},
    {"extern_base", "extern p? : = a", 1, 13, "expected a spec, what the predicate's values conform to", ""},
    {"no_parameters", "Name(T) = schema { req :a, T }", 1, 5, "Name(T) = …, are reserved for a later version", ""},
    {"definition_equals", "A b", 1, 3, "expected '=' after the name of the definition", ""},
    {"", "A == b", 1, 3, "expected '=' after the name of the definition", "one '=' defines"},
    {"", "A => b", 1, 3, "expected '=' after the name of the definition", "multi"},
    {"", "A := b", 1, 3, "expected '=' after the name of the definition", "Name = spec"},
    {"definition_spec", "A = ", 1, 4, "expected a spec after '='", "the text ends here"},
    {"end_of_file", "UUID = string? & re_matches?(/^a$/i) )", 1, 38, "expected a definition", "no '(' is open here"},
    {"", "A = b\nmodule c", 2, 1, "expected a definition", "'module' stands once"},
    {"", "A = b string?", 1, 7, "expected a definition", "joined by '&' or '|'"},
    {"", "A = b or c", 1, 10, "expected '=' after the name", "'or' is written |"},
    {"", "A = > 0 < 5", 1, 9, "expected a definition", "joined by '&' or '|'"},
    {"", "1A = b", 1, 1, "expected a definition", "a name begins with a letter or _"},
    {"", "A = B\n// x", 2, 1, "expected a definition", "a comment begins with '#'"},
    {"", "A = b\x01", 1, 6, "expected a definition", ""},
    {"", std::string_view("A = b\0", 6), 1, 6, "expected a definition", ""},
    {"", "A = \"\xFF\"", 1, 6, "this byte is no UTF-8", "schema files are UTF-8"},
    {"", "A = b # \xED\xA0\x80", 1, 9, "this byte is no UTF-8", ""},
    {"", "A = b # \xC0\x80", 1, 9, "this byte is no UTF-8", ""},
    {"", "A = b # \xF4\x90\x80\x80", 1, 9, "this byte is no UTF-8", ""},
    {"", "A = b # \xE2\x80", 1, 9, "this byte is no UTF-8", ""},
};

TEST(Reject, Syntax) {
  for (const SyntaxRow& row : kSyntax) {
    SCOPED_TRACE(row.text);
    const Diagnostics diagnostics = parse_file(row.text, "f.norm", 0).diagnostics;
    if (diagnostics.empty()) {
      ADD_FAILURE() << "accepted";
      continue;
    }
    const Diagnostic& first = diagnostics.front();
    SCOPED_TRACE(shown(diagnostics));
    EXPECT_EQ(first.code, "syntax");
    EXPECT_EQ(first.severity, Severity::error);
    EXPECT_EQ(first.file, "f.norm");
    EXPECT_EQ(first.line, row.line);
    EXPECT_EQ(first.column, row.column);
    EXPECT_NE(first.message.find(row.message), std::string::npos);
    EXPECT_NE(first.hint.find(row.hint), std::string::npos);
    EXPECT_EQ(diagnostics.size(), 1U);
  }
}

TEST(Reject, EachCommittedRuleHasARow) {
  std::set<std::string> rows = {"sole_expression", "end_of_expression"};  // below
  for (const SyntaxRow& row : kSyntax) {
    if (!row.rule.empty()) rows.emplace(row.rule);
  }
  EXPECT_EQ(rows, rules_with_a_sentence());
}

TEST(Reject, Expressions) {
  const std::vector<SyntaxRow> rows = {
      {"sole_expression", "", 1, 1, "expected a spec", "the text ends here"},
      {"", " = b", 1, 2, "expected a spec", ""},
      {"end_of_expression", "a b", 1, 3, "expected '|', '&' or the end of the spec", "joined by '&' or '|'"},
      {"", "a = b", 1, 1, "expected a spec", "a spec alone, without a name"},
      {"", "a }", 1, 3, "expected '|', '&' or the end of the spec", "no '{' is open here"},
  };
  for (const SyntaxRow& row : rows) {
    SCOPED_TRACE(row.text);
    const ParsedExpression parsed = parse_expression(row.text, "e");
    ASSERT_EQ(parsed.diagnostics.size(), 1U) << shown(parsed.diagnostics);
    EXPECT_EQ(parsed.diagnostics[0].line, row.line);
    EXPECT_EQ(parsed.diagnostics[0].column, row.column);
    EXPECT_NE(parsed.diagnostics[0].message.find(row.message), std::string::npos) << shown(parsed.diagnostics);
    EXPECT_NE(parsed.diagnostics[0].hint.find(row.hint), std::string::npos) << shown(parsed.diagnostics);
    EXPECT_TRUE(parsed.file.definitions.empty());
  }
}

struct MeaningRow {
  std::string_view text;      // an expression
  std::string_view expected;  // all diagnostics
};

TEST(Reject, Combinators) {
  const std::vector<MeaningRow> rows = {
      {"coll_of()", "1:1 combinator-arity: coll_of takes 1 spec, not 0 (arity)\n"},
      {"coll_of(a, b)", "1:1 combinator-arity: coll_of takes 1 spec, not 2 (arity)\n"},
      {"map_of(a)", "1:1 combinator-arity: map_of takes 2 specs, not 1 (arity)\n"},
      {"map_of(a, b, c)", "1:1 combinator-arity: map_of takes 2 specs, not 3 (arity)\n"},
      {"maybe()", "1:1 combinator-arity: maybe takes 1 spec, not 0 (arity)\n"},
      {"one_of()", "1:1 combinator-arity: one_of takes at least 1 spec, not 0 (arity)\n"},
      {"all_of()", "1:1 combinator-arity: all_of takes at least 1 spec, not 0 (arity)\n"},
      {"alt()", "1:1 combinator-arity: alt takes at least 1 tagged spec, not 0 (arity)\n"},
      {"lit()", "1:1 combinator-arity: lit takes 1 value, not 0 (arity)\n"},
      {"lit(1, 2)", "1:1 combinator-arity: lit takes 1 value, not 2 (arity)\n"},
      {"enum()", "1:1 empty-enum: enum takes at least 1 value, not 0 (arity)\n"},
      {"pick(A)", "1:1 combinator-arity: pick takes a schema and a list of keys, not a schema alone (arity)\n"},
      {"omit(A)", "1:1 combinator-arity: omit takes a schema and a list of keys, not a schema alone (arity)\n"},
      {"a & coll_of", "1:5 combinator-arity: coll_of needs arguments (arity) (write coll_of(…))\n"},
      {"col_of(a)", "1:1 unknown-combinator: unknown combinator col_of (did you mean coll_of?)\n"},
      {"frobnicate(x: coll_of(), maybe())",
       "1:1 unknown-combinator: unknown combinator frobnicate\n"
       "1:15 combinator-arity: coll_of takes 1 spec, not 0 (arity)\n"
       "1:26 combinator-arity: maybe takes 1 spec, not 0 (arity)\n"},
      {"coll_of(a, min_cuont: 1)",
       "1:12 unknown-option: coll_of has no option min_cuont: (did you mean min_count:?)\n"},
      {"map_of(a, b, distinct: true)", "1:14 unknown-option: map_of has no option distinct:\n"},
      {"maybe(x: a)", "1:7 unknown-option: maybe has no option x:\n"},
      {"map_of(x: a)",
       "1:1 combinator-arity: map_of takes 2 specs, not 0 (arity)\n1:8 unknown-option: map_of has no option x:\n"},
      {"tuple(a, rest: b, rest: c)", "1:19 duplicate-option: tuple has the option rest: twice\n"},
      {"coll_of(a, max_count: 1, max_count: 1)", "1:26 duplicate-option: coll_of has the option max_count: twice\n"},
      {"coll_of(a, distinct: 1)", "1:12 option-value: distinct: is true or false\n"},
      {"coll_of(a, distinct: \"true\")", "1:12 option-value: distinct: is true or false\n"},
      {"coll_of(a, min_count: -1)", "1:12 option-value: min_count: is a whole number from 0 up\n"},
      {"coll_of(a, min_count: 1.0)", "1:12 option-value: min_count: is a whole number from 0 up\n"},
      {"coll_of(a, max_count: 1..2)", "1:12 option-value: max_count: is a whole number from 0 up\n"},
      {"coll_of(integer?, min_count: 3, max_count: 2)", "1:1 empty-range: min_count cannot be larger than max_count\n"},
      {"map_of(a, b, min_count: 100000000000000000000, max_count: 99999999999999999999)",
       "1:1 empty-range: min_count cannot be larger than max_count\n"},
      {"alt(a, n: b)", "1:5 missing-tag: alt takes tagged specs only (write tag: spec)\n"},
      {"alt(n: a, m: b, n: c)", "1:17 duplicate-tag: alt has the tag n twice\n"},
      {"multi(:a) { else => a  1 => b  else => c }", "1:32 duplicate-else: multi has a second else\n"},
      {"schema { check :a > :b, at: :a, message: \"m\", at: :b, message: \"n\" }",
       "1:47 duplicate-option: check has the option at: twice\n"
       "1:55 duplicate-option: check has the option message: twice\n"},
  };
  for (const MeaningRow& row : rows) {
    SCOPED_TRACE(row.text);
    const ParsedExpression parsed = parse_expression(row.text, "e");
    EXPECT_EQ(shown(parsed.diagnostics), row.expected);
    EXPECT_TRUE(parsed.file.definitions.empty());
  }
}

TEST(Reject, NamesOfTheLanguage) {
  for (const std::string_view word :
       {"norm", "module", "import", "extern", "schema", "multi", "req", "opt", "include", "keys", "rest", "reserved",
        "require", "check", "else", "true", "false", "null"}) {
    SCOPED_TRACE(word);
    EXPECT_TRUE(is_keyword(word));
    const ParsedFile parsed = parse_file("A = b\n" + std::string(word) + " = c", "f", 0);
    EXPECT_EQ(shown(parsed.diagnostics),
              "2:1 reserved-name: " + std::string(word) + " is a keyword and cannot be defined\n");
    EXPECT_EQ(shown(parse_file(std::string(word) + " = c", "f", 0).diagnostics),
              "1:1 reserved-name: " + std::string(word) + " is a keyword and cannot be defined\n");
    EXPECT_FALSE(parse_expression(word, "e").diagnostics.empty() && word != "true" && word != "false" &&
                 word != "null");
  }
  for (const Combinator& combinator : combinators()) {
    SCOPED_TRACE(combinator.name);
    EXPECT_EQ(shown(parse_file(std::string(combinator.name) + " = c", "f", 0).diagnostics),
              "1:1 reserved-name: " + std::string(combinator.name) + " is a combinator and cannot be defined\n");
  }
}

struct FileRow {
  std::string_view text;
  std::string_view tree;
  std::string_view diagnostics;
  std::vector<std::string> lost;
};

TEST(Reject, ReadingGoesOnAfterAMistake) {
  const std::vector<FileRow> rows = {
      {"norm 2\nA = b\n",
       "A = <b@0>\n",
       "1:6 unknown-version: unknown language version 2 (this release reads norm 1)\n",
       {}},
      {"extern p?(256)\nA = b",
       "extern p? 255 \nA = <b@0>\n",
       "1:11 predicate-arity: an extern takes at most 255 arguments\n",
       {}},
      // Every definition is tried, also where one before it is not closed.
      {"A = |\nB = c\n  C = |\n\nD = (\nE = coll_of(d,\nF = e\n",
       "B = <c@0>\nF = <e@0>\n",
       "1:5 syntax: expected a spec after '='\n"
       "3:7 syntax: expected a spec after '='\n"
       "6:1 syntax: expected a spec after '('\n"
       "7:1 syntax: expected a spec or ')' to close the arguments opened at line 6\n",
       {"A", "C", "D", "E"}},
      // What is indented deeper than the broken definition belongs to it.
      {"A = schema {\n  type = string?\n  name = string?\n}\nB = c\n",
       "B = <c@0>\n",
       "2:3 syntax: expected a member (req, opt, include, keys, rest, reserved, require, check) or '}' to close the "
       "schema "
       "opened at line 1 (a field is written req :type or opt :type, then its spec)\n",
       {"A", "type", "name"}},
      // Each member that begins a line is tried.
      {"A = schema {\n  req a, b\n  req :c, d\n  opt :e f\n  req :g, schema {\n    opt h\n    opt :i,, j\n  }\n  check "
       ":a = :b\n}\nB = c\n",
       "B = <c@0>\n",
       "2:7 syntax: expected a key, such as :id (a key is written :a)\n"
       "4:10 syntax: expected a member (req, opt, include, keys, rest, reserved, require, check) or '}' to close the "
       "schema (key and spec are joined by ',', two specs by '&' or '|')\n"
       "6:9 syntax: expected a key, such as :id (a key is written :h)\n"
       "7:12 syntax: expected a member (req, opt, include, keys, rest, reserved, require, check) or '}' to close the "
       "schema\n"
       "9:12 syntax: expected one of == != >= <= > <\n",
       {"A"}},
      // What the first mistake leaves open is none of theirs.
      {"A = schema {\n  req :a, (b\n  req :c, schema {\n    req :d\n",
       "",
       "3:3 syntax: expected '|', '&' or ')' to close the '(' opened at line 2\n",
       {"A"}},
      // Likewise each arm, and a member where reading stopped.
      {"A = multi(:t) {\n  1 = b\n  else -> c\n  2 | \"x\" => schema {\n    req :d,\n    opt e |\n    req :f, g "
       "h\n  }\n  3 => i j\n}\n",
       "",
       "2:5 syntax: expected '=>' after the tag (a tag and its spec are joined by '=>')\n"
       "3:8 syntax: expected '=>' after the tag (a tag and its spec are joined by '=>')\n"
       "6:9 syntax: expected a key, such as :id (a key is written :e)\n"
       "7:15 syntax: expected a member (req, opt, include, keys, rest, reserved, require, check) or '}' to close the "
       "schema (key and spec are joined by ',', two specs by '&' or '|')\n"
       "9:10 syntax: expected an arm (\"tag\" => spec, else => spec) or '}' to close the multi\n",
       {"A"}},
      {"@a(\nA = b",
       "A = <b@0>\n",
       "2:1 syntax: expected a JSON value as the annotation's argument (text stands in quotes: \"A\")\n",
       {}},
      {"@a\n@b\nA = schema { req }\nB = c", "B = <c@0>\n", "3:18 syntax: expected a key, such as :id\n", {"A"}},
      {"import 5\nmodule x\nimport \"y\"\nextern p\nextern q?\nA = b",
       "import y as \nextern q? 0 \nA = <b@0>\n",
       "1:8 syntax: expected the imported file in quotes after 'import'\n"
       "4:8 syntax: expected the predicate's name with its '?' after 'extern'\n",
       {"p?"}},
      {"A = b\nimport \"y\"\nC = d",
       "import y as \nA = <b@0>\nC = <d@0>\n",
       "2:1 syntax: expected a definition (Name = spec) (imports stand before the first definition)\n",
       {}},
      {"A = b } }\nC = coll_of()\nD = ) maybe()\n",
       "A = <b@0>\nC = any?\n",
       "1:7 syntax: expected a definition (Name = spec) (no '{' is open here)\n"
       "2:5 combinator-arity: coll_of takes 1 spec, not 0 (arity)\n"
       "3:5 syntax: expected a spec after '='\n",
       {"D"}},
  };
  for (const FileRow& row : rows) {
    SCOPED_TRACE(row.text);
    const ParsedFile parsed = parse_file(row.text, "f", 0);
    EXPECT_EQ(shown(parsed.diagnostics), row.diagnostics);
    EXPECT_EQ(dump(parsed.file), row.tree);
    EXPECT_EQ(parsed.lost, row.lost);
  }
}

TEST(Reject, APlaceIsUnderlined) {
  const auto at = [](std::string_view text) { return parse_file(text, "f", 0).diagnostics.at(0); };
  EXPECT_EQ(at("A = schema {\n  requird :a\n}").length, 7U);
  EXPECT_EQ(at("A = schema {\n  requird :a\n}").excerpt, "  requird :a");
  EXPECT_EQ(at("A = a | é").length, 1U);
  EXPECT_EQ(at("A = coll_of(a, b) & c").length, 13U);
}

}  // namespace
}  // namespace norm::syntax
