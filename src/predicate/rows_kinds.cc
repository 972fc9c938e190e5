// The predicates that ask for a kind of value.
#include <cmath>

#include "predicate/arguments.h"
#include "predicate/rows.h"

namespace norm::predicate {
namespace {

bool is_integral(const Operand&, const Subject& subject) {
  if (subject.digits.empty()) {
    // Doubles from 2^53 on are whole, and so are their shortest decimals; below it the two agree.
    return !subject.json.IsDouble() || std::trunc(subject.json.GetDouble()) == subject.json.GetDouble();
  }
  NumberReader reader;
  const auto number = reader.read(subject.digits);
  return number && number->is_integral();
}

}  // namespace

std::vector<Row> kind_rows() {
  std::vector<Row> rows;
  rows.push_back({.info = {"any?", "any?", "any", "be any value", ""},
                  .code = "any",
                  .alias_of = "",
                  .kinds = kAnyKind,
                  .prepare = with_name<"any?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"any?", {"null", "false", "0", "\"\"", "[]", "{}"}, {}}}});
  rows.push_back({.info = {"never?", "never?", "none", "not be there: no value is right", ""},
                  .code = "never",
                  .alias_of = "",
                  .kinds = kNoKind,
                  .prepare = with_name<"never?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"never?", {}, {"null", "true", "0", "\"\"", "[]", "{}"}}}});
  rows.push_back({.info = {"string?", "string?", "string", "be a string", ""},
                  .code = "string",
                  .alias_of = "",
                  .kinds = kString,
                  .prepare = with_name<"string?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"string?", {R"("")", R"("a")", R"("\u0000")"}, {"1", "null", R"(["a"])"}}}});
  rows.push_back({.info = {"integer?", "integer?", "integer", "be an integer (no fraction, no exponent)", ""},
                  .code = "integer",
                  .alias_of = "",
                  .kinds = kInteger,
                  .prepare = with_name<"integer?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"integer?",
                                {"0", "-0", "1", "-9223372036854775808", "18446744073709551615", "18446744073709551616",
                                 "-100000000000000000000000000000000000000000"},
                                {"1.0", "1e3", "-0.0", "1E400", "\"1\"", "true", "null"}}}});
  rows.push_back({.info = {"float?", "float?", "float", "be a number with a fraction or an exponent", ""},
                  .code = "float",
                  .alias_of = "",
                  .kinds = kFloat,
                  .prepare = with_name<"float?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"float?",
                                {"1.0", "1e3", "-0.0", "0.1", "1e400", "1E-400"},
                                {"1", "-0", "18446744073709551616", "\"1.0\"", "true", "null"}}}});
  rows.push_back({.info = {"number?", "number?", "number", "be a number", ""},
                  .code = "number",
                  .alias_of = "",
                  .kinds = kNumber,
                  .prepare = with_name<"number?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"number?", {"1", "1.5", "1e400", "-0"}, {"\"1\"", "true", "null", "[1]"}}}});
  rows.push_back({.info = {"integral?", "integral?", "number", "be a whole number, `1.0` and `1e3` included", ""},
                  .code = "integral",
                  .alias_of = "",
                  .kinds = kNumber,
                  .prepare = with_name<"integral?", prepare_nothing>,
                  .test = is_integral,
                  .examples = {{"integral?",
                                {"1", "1.0", "1e3", "12.50e1", "-0.0", "1e400", "0e-5", "9007199254740993.0"},
                                {"1.5", "1e-1", "1e-400", "9007199254740993.5", "\"1\"", "true"}}}});
  rows.push_back({.info = {"boolean?", "boolean?", "boolean", "be true or false", ""},
                  .code = "boolean",
                  .alias_of = "",
                  .kinds = kBoolean,
                  .prepare = with_name<"boolean?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"boolean?", {"true", "false", " true "}, {"0", "null", "\"true\""}}}});
  rows.push_back({.info = {"null?", "null?", "null", "be null", ""},
                  .code = "null",
                  .alias_of = "",
                  .kinds = kNull,
                  .prepare = with_name<"null?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"null?", {"null", " null", "null "}, {"false", "0", "\"\"", "\"null\""}}}});
  rows.push_back({.info = {"nil?", "nil?", "null", "be null", ""},
                  .code = "null",
                  .alias_of = "null?",
                  .kinds = kNull,
                  .prepare = with_name<"nil?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"nil?", {"null", " null", "null "}, {"false", "0", "\"\""}}}});
  rows.push_back({.info = {"array?", "array?", "array", "be an array", ""},
                  .code = "array",
                  .alias_of = "",
                  .kinds = kArray,
                  .prepare = with_name<"array?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"array?", {"[]", "[1]", "[[]]"}, {"{}", "null", "\"[]\""}}}});
  rows.push_back({.info = {"list?", "list?", "array", "be an array", ""},
                  .code = "array",
                  .alias_of = "array?",
                  .kinds = kArray,
                  .prepare = with_name<"list?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"list?", {"[]", "[1]", "[[]]"}, {"{}", "null", "\"[]\""}}}});
  rows.push_back({.info = {"object?", "object?", "object", "be an object", ""},
                  .code = "object",
                  .alias_of = "",
                  .kinds = kObject,
                  .prepare = with_name<"object?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"object?", {"{}", R"({"a":1})", R"({"a":1,"a":1})"}, {"[]", "null", "\"{}\""}}}});
  rows.push_back({.info = {"map?", "map?", "object", "be an object", ""},
                  .code = "object",
                  .alias_of = "object?",
                  .kinds = kObject,
                  .prepare = with_name<"map?", prepare_nothing>,
                  .test = nullptr,
                  .examples = {{"map?", {"{}", R"({"a":1})", R"({"a":1,"a":1})"}, {"[]", "null", "\"{}\""}}}});
  return rows;
}

}  // namespace norm::predicate
