// The predicates of strings, and of what arrays and objects share with them.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "predicate/arguments.h"
#include "predicate/regex.h"
#include "predicate/rows.h"

namespace norm::predicate {
namespace {

bool has_length(const Operand& operand, const Subject& subject) {
  const std::string_view text = text_of(subject);
  if (text.size() < operand.min) return false;  // a code point takes one byte at least and four at most
  if (text.size() / 4 > operand.max) return false;
  if (operand.min <= text.size() / 4 + (text.size() % 4 != 0 ? 1 : 0) && text.size() <= operand.max) return true;
  const auto points = static_cast<std::uint64_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
  return points >= operand.min && points <= operand.max;
}

bool starts(const Operand& operand, const Subject& subject) { return text_of(subject).starts_with(operand.text); }

bool ends(const Operand& operand, const Subject& subject) { return text_of(subject).ends_with(operand.text); }

bool contains(const Operand& operand, const Subject& subject) {
  const std::string_view text = text_of(subject);
  // Not string_view::find, which costs text times needle.
  return memmem(text.data(), text.size(), operand.text.data(), operand.text.size()) != nullptr;
}

bool matches(const Operand& operand, const Subject& subject) { return operand.regex->matches(text_of(subject)); }

bool is_empty(const Operand&, const Subject& subject) {
  if (subject.json.IsString()) return subject.json.GetStringLength() == 0;
  return subject.json.IsArray() ? subject.json.Empty() : subject.json.ObjectEmpty();
}

bool is_non_empty(const Operand& operand, const Subject& subject) { return !is_empty(operand, subject); }

}  // namespace

std::vector<Row> string_rows() {
  constexpr KindSet kSized = kString | kArray | kObject;
  std::vector<Row> rows;
  rows.push_back(
      {.info = {"length?", "length?(n | a..b)", "string", "have a length of {n} code points", ""},
       .code = "length",
       .alias_of = "",
       .kinds = kString,
       .prepare = with_name<"length?", prepare_lengths>,
       .test = has_length,
       .examples = {
           {"length?(2)", {R"("ab")", R"("éé")", R"("\ud83d\ude00!")"}, {R"("a")", R"("abc")", "2", R"(["a","b"])"}},
           {"length?(1..3)", {R"("a")", R"("abc")", R"("😀😀😀")"}, {R"("")", R"("abcd")", R"("😀😀😀😀")", "null"}},
           {"length?(0)", {R"("")"}, {R"("\u0000")", R"(" ")"}}}});
  rows.push_back(
      {.info = {"min_length?", "min_length?(n)", "string", "have at least {n} code points", ""},
       .code = "min_length",
       .alias_of = "",
       .kinds = kString,
       .prepare = with_name<"min_length?", prepare_min_length>,
       .test = has_length,
       .examples = {{"min_length?(2)", {R"("ab")", R"("éé")", R"("abc")"}, {R"("a")", R"("é")", R"("😀")", "22"}},
                    {"min_length?(99999999999999999999)", {}, {R"("a")"}}}});
  rows.push_back(
      {.info = {"max_length?", "max_length?(n)", "string", "have at most {n} code points", ""},
       .code = "max_length",
       .alias_of = "",
       .kinds = kString,
       .prepare = with_name<"max_length?", prepare_max_length>,
       .test = has_length,
       .examples = {{"max_length?(2)", {R"("ab")", R"("😀😀")", R"("")"}, {R"("abc")", R"("ééé")", "[]", "1"}}}});
  rows.push_back({.info = {"starts_with?", "starts_with?(text)", "string", "start with {text}", ""},
                  .code = "starts_with",
                  .alias_of = "",
                  .kinds = kString,
                  .prepare = with_name<"starts_with?", prepare_text>,
                  .test = starts,
                  .examples = {{R"(starts_with?("ab"))",
                                {R"("ab")", R"("abc")", R"("ab\u0000")"},
                                {R"("a")", R"("Ab")", R"("cab")", R"(["ab"])"}},
                               {R"(starts_with?(""))", {R"("")", R"("a")"}, {"null"}}}});
  rows.push_back(
      {.info = {"ends_with?", "ends_with?(text)", "string", "end with {text}", ""},
       .code = "ends_with",
       .alias_of = "",
       .kinds = kString,
       .prepare = with_name<"ends_with?", prepare_text>,
       .test = ends,
       .examples = {
           {R"(ends_with?("é"))", {R"("é")", R"("caf\u00e9")", R"("éé")"}, {R"("e")", R"("éa")", R"("")", "1"}}}});
  rows.push_back({.info = {"contains?", "contains?(text)", "string", "contain {text}", ""},
                  .code = "contains",
                  .alias_of = "",
                  .kinds = kString,
                  .prepare = with_name<"contains?", prepare_text>,
                  .test = contains,
                  .examples = {{R"(contains?("aab"))",
                                {R"("aab")", R"("aaaab")", R"("\u0000aab")"},
                                {R"("ab")", R"("aaAb")", R"("")", R"({"aab":1})"}}}});
  rows.push_back({.info = {"re_matches?", "re_matches?(/regex/flags)", "string", "match {regex}", "RE2"},
                  .code = "re_matches",
                  .alias_of = "",
                  .kinds = kString,
                  .prepare = with_name<"re_matches?", prepare_regex>,
                  .test = matches,
                  .examples = {{"re_matches?(/^a.c$/)",
                                {R"("abc")", R"("aéc")", R"("a c")"},
                                {R"("abcd")", R"("abc\n")", R"("x\nabc")", R"("a\nc")", "1"}},
                               {"re_matches?(/b/)", {R"("abc")"}, {R"("a")", R"("ABC")"}},
                               {"re_matches?(/^a.c$/ims)", {R"("x\nA\nC\ny")", R"("abc")"}, {R"("xabc")"}},
                               {R"(re_matches?(/^\/[a\/]$/))", {R"("//")", R"("/a")"}, {R"("/b")", R"("\\/")"}}}});
  rows.push_back({.info = {"empty?", "empty?", "string, array, object", "be an empty string, array or object", ""},
                  .code = "empty",
                  .alias_of = "",
                  .kinds = kSized,
                  .prepare = with_name<"empty?", prepare_nothing>,
                  .test = is_empty,
                  .examples = {{"empty?", {R"("")", "[]", "{}"}, {R"(" ")", "[null]", R"({"":null})", "null", "0"}}}});
  rows.push_back(
      {.info = {"non_empty?", "non_empty?", "string, array, object", "be a string, array or object that is not empty",
                ""},
       .code = "non_empty",
       .alias_of = "",
       .kinds = kSized,
       .prepare = with_name<"non_empty?", prepare_nothing>,
       .test = is_non_empty,
       .examples = {{"non_empty?", {R"("\u0000")", "[null]", R"({"":null})"}, {R"("")", "[]", "{}", "1", "null"}}}});
  return rows;
}

}  // namespace norm::predicate
