// Hints go by what is found where the text cannot go on.
#include "syntax/hints.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "grammar/messages.h"
#include "spec/nearest.h"
#include "syntax/combinators.h"

namespace norm::syntax {
namespace {

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct Found {
  std::string_view text;
  std::string_view hint;
};

// The first row whose text is found speaks.
constexpr Found kAnywhere[] = {
    {"\xC2\xA0", "a no-break space (U+00A0) stands here; blanks are space, tab and newline"},
    {"\xE2\x80\x8B", "an invisible character (U+200B) stands here"},
    {"\xEF\xBB\xBF", "a byte order mark stands here; it belongs at the file's beginning only"},
    {"\xE2\x80\x9D", "curly quotes open with “"},
    {"\xE2\x80\x98", "strings stand in double quotes"},
    {"\xE2\x80\x99", "strings stand in double quotes"},
    {"'", "strings stand in double quotes"},
    {"//", "a comment begins with '#'"},
    {"/*", "a comment begins with '#'"},
};

constexpr Found kForSpec[] = {
    {"{", "a schema is written schema { … }, a JSON object lit({ … })"},
    {"[", "an array of equal elements is coll_of(…), one of fixed size tuple(…), a JSON array lit([ … ])"},
    {":", "a key stands behind 'req' or 'opt' only"},
    {"..", "a range has a number before '..' and behind it; for one side write >= or <="},
    {".", "a number has a digit before its point"},
    {"+", "a number has no '+'"},
    {"==", "equal to a constant is lit(…)"},
    {"!=", "different from a constant is !lit(…)"},
    {"=", "a bound is one of >= <= > <"},
};

constexpr Found kForEquals[] = {
    {":=", "a definition is written Name = spec"},
    {":", "a definition is written Name = spec"},
    {"==", "one '=' defines"},
    {"=>", "'=>' stands between tag and spec of multi; a definition has '='"},
};

constexpr Found kForStatement[] = {
    {"import", "imports stand before the first definition"},
    {"module", "'module' stands once, before the imports"},
    {"norm", "'norm 1' stands once, on the first line"},
    {")", "no '(' is open here"},
    {"]", "no '[' is open here"},
    {"}", "no '{' is open here"},
    {"&", "no spec stands before this '&'"},
    {"|", "no spec stands before this '|'"},
};

constexpr Found kForMember[] = {
    {"required", "did you mean req?"},           {"optional", "did you mean opt?"},
    {":", "a key stands behind 'req' or 'opt'"}, {"\"", "a key stands behind 'req' or 'opt'"},
    {"&", "no spec stands before this '&'"},     {"|", "no spec stands before this '|'"},
};

constexpr Found kForArm[] = {
    {",", "several tags of one arm are joined by '|'"},
    {"->", "a tag and its spec are joined by '=>'"},
    {"=", "a tag and its spec are joined by '=>'"},
    {":", "a tag and its spec are joined by '=>'"},
};

constexpr Found kForJoint[] = {
    {"and", "'and' is written &"},
    {"or", "'or' is written |"},
    {"not", "'not' is written !, joined by '&' or '|'"},
    {"<", "two specs are joined by '&' or '|'"},
    {">", "two specs are joined by '&' or '|'"},
};

constexpr std::array<std::string_view, 8> kMembers = {"req",  "opt",      "include", "keys",
                                                      "rest", "reserved", "require", "check"};

template <std::size_t N>
std::string_view look_up(const Found (&rows)[N], std::string_view found) {
  for (const Found& row : rows) {
    const bool is_word = word_character(row.text.front());
    if (found.empty()) continue;
    if (is_word ? found.substr(0, end_of_word(found, 0)) == row.text : found.starts_with(row.text)) return row.hint;
  }
  return {};
}

bool is(std::string_view expected, std::initializer_list<std::string_view> any) {
  return std::find(any.begin(), any.end(), expected) != any.end();
}

std::string_view last_word(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  std::size_t begin = text.size();
  while (begin > 0 && word_character(text[begin - 1])) --begin;
  return text.substr(begin);
}

/// Whether a word is followed by the `=` of a definition.
bool defines(std::string_view behind) {
  behind.remove_prefix(std::min(behind.find_first_not_of(" \t\r\n"), behind.size()));
  return behind.starts_with('=') && !behind.starts_with("==") && !behind.starts_with("=>");
}

/// Whether something stands between the schema's `{` or a separator and here: probably a key or a spec.
bool follows_member(std::string_view before) {
  const std::size_t last = before.find_last_not_of(" \t\r\n");
  return last != std::string_view::npos && std::string_view("{,;").find(before[last]) == std::string_view::npos;
}

}  // namespace

std::size_t end_of_word(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return text.size();
  std::size_t end = offset;
  while (end < text.size() && word_character(text[end])) ++end;
  if (end > offset) return end;
  ++end;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end;
}

std::string hint(std::string_view text, std::size_t offset, std::string_view expected) {
  using namespace grammar;
  const std::string_view found = text.substr(offset);
  if (found.empty()) return "the text ends here";
  if (offset > 0 && is(expected, {sentence<regex_body>})) return "a comment begins with '#'";
  if (const auto row = look_up(kAnywhere, found); !row.empty()) return std::string(row);

  const std::string_view word = found.substr(0, word_character(found.front()) ? end_of_word(found, 0) : 0);
  if (is(expected, {sentence<closing_quote>, sentence<closing_curly>})) {
    if (found.front() == '\t') return "a tab in a string is written \\t";
    const auto byte = static_cast<unsigned char>(found.front());
    if (byte < 0x20 && byte != '\n' && byte != '\r') {
      return fmt::format("a control character in a string is written \\u{:04x}", byte);
    }
    return {};
  }
  if (is(expected, {sentence<definition_equals>})) {
    if (const auto row = look_up(kForEquals, found); !row.empty()) return std::string(row);
    return std::string(look_up(kForJoint, last_word(text.substr(0, offset))));  // `string? and integer?`
  }
  if (is(expected, {sentence<end_of_file>, sentence<end_of_expression>})) {
    if (const auto row = look_up(kForStatement, found); !row.empty()) return std::string(row);
    if (const auto row = look_up(kForJoint, found); !row.empty()) return std::string(row);
    if (!word.empty() && word.front() >= '0' && word.front() <= '9' && defines(found.substr(word.size()))) {
      return "a name begins with a letter or _";
    }
    return word.empty() ? "" : "two specs are joined by '&' or '|'";
  }
  if (is(expected, {sentence<schema_end>, sentence<arms_end>}) && !word.empty() && defines(found.substr(word.size()))) {
    if (text[offset - 1] == '\n') return "a definition begins here; is a '}' missing before it?";
    if (is(expected, {sentence<schema_end>}))
      return fmt::format("a field is written req :{0} or opt :{0}, then its spec", word);
  }
  if (is(expected, {sentence<schema_end>, sentence<annotated_member>, kBehindMember})) {
    if (found.starts_with(": ")) return "key and spec are joined by ','";
    if (const auto row = look_up(kForJoint, found); !row.empty()) return std::string(row);
    if (const auto row = look_up(kForMember, found); !row.empty()) return std::string(row);
    const std::string near = word.empty() ? std::string() : spec::nearest(word, kMembers);
    if (!near.empty()) return spec::did_you_mean(near);
    return follows_member(text.substr(0, offset)) ? "key and spec are joined by ',', two specs by '&' or '|'" : "";
  }
  if (is(expected, {sentence<arm_arrow>})) return std::string(look_up(kForArm, found));
  if (is(expected, {sentence<member_key>}) && !word.empty()) return fmt::format("a key is written :{}", word);
  if (is(expected, {sentence<option_value>, sentence<constant>, sentence<element>, sentence<object_value>,
                    sentence<annotation_value>}) &&
      !word.empty()) {
    return fmt::format("text stands in quotes: \"{}\"", word);
  }
  if (expected.find("a spec") != std::string_view::npos || expected.find("the spec") != std::string_view::npos) {
    if (offset > 0 && text[offset - 1] == found.front()) {
      if (found.front() == '&') return "and is one '&'";
      if (found.front() == '|') return "or is one '|'";
    }
    if (is(expected, {sentence<sole_expression>}) && !word.empty() && defines(found.substr(word.size()))) {
      return "here stands a spec alone, without a name";
    }
    if (is_keyword(word)) return fmt::format("'{}' is a keyword", word);
    return std::string(look_up(kForSpec, found));
  }
  return {};
}

}  // namespace norm::syntax
