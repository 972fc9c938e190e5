// Reads the pieces of a pattern that stand for one character.
#include "regex/classes.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "regex/unicode.h"

namespace norm::regex {
namespace {

struct NamedRanges {
  std::string_view name;
  std::vector<CodePointRange> ranges;
};

const std::vector<NamedRanges>& posix_classes() {
  static const std::vector<NamedRanges> kClasses = {
      {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
      {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
      {"ascii", {{0, 0x7F}}},
      {"blank", {{'\t', '\t'}, {' ', ' '}}},
      {"cntrl", {{0, 0x1F}, {0x7F, 0x7F}}},
      {"digit", {{'0', '9'}}},
      {"graph", {{'!', '~'}}},
      {"lower", {{'a', 'z'}}},
      {"print", {{' ', '~'}}},
      {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
      {"space", {{'\t', '\r'}, {' ', ' '}}},
      {"upper", {{'A', 'Z'}}},
      {"word", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
      {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
  };
  return kClasses;
}

std::optional<CodePointSet> posix_class(std::string_view name) {
  const auto& all = posix_classes();
  const auto at = std::find_if(all.begin(), all.end(), [&](const NamedRanges& entry) { return entry.name == name; });
  return at == all.end() ? std::nullopt : std::optional(CodePointSet(at->ranges));
}

// `\s` has no vertical tab, `[:space:]` has.
std::optional<CodePointSet> perl_class(char letter) {
  if (letter == 'd') return posix_class("digit");
  if (letter == 'w') return posix_class("word");
  if (letter == 's') return CodePointSet({{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}});
  return std::nullopt;
}

enum class Sign { positive, negative };

// A group is folded before it is negated: `(?i)[^a]` and `(?i)\P{Lu}` leave out what folds to a member.
CodePointSet signed_group(const CodePointSet& group, Sign sign, Case folding) {
  CodePointSet made = folding == Case::folded ? folded(group) : group;
  return sign == Sign::negative ? made.complement() : made;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_octal(const Rest& rest) { return !rest.text.empty() && rest.text.front() >= '0' && rest.text.front() <= '7'; }

// What follows `\x`.
std::optional<std::uint32_t> take_hex(Rest& rest) {
  std::uint32_t value = 0;
  std::size_t digits = 0;
  const bool braces = rest.take("{");
  while (!rest.text.empty() && hex_value(rest.text.front()) >= 0 && (braces || digits < 2)) {
    value = value * 16 + static_cast<std::uint32_t>(hex_value(rest.text.front()));
    if (value > kLastCodePoint) return std::nullopt;
    rest.text.remove_prefix(1);
    ++digits;
  }
  if (braces ? digits == 0 || !rest.take("}") : digits != 2) return std::nullopt;
  return value;
}

// `\p{^Greek}` after its first letter.
std::optional<CodePointSet> take_unicode_group(Rest& rest, Sign sign, Case folding) {
  std::string_view name = rest.text.substr(0, 1);
  std::size_t size = 1;
  if (name == "{") {
    // No name is longer; a search of all the rest would be quadratic over many of them.
    const std::size_t end = rest.text.substr(0, 64).find('}');
    if (end == std::string_view::npos) return std::nullopt;
    name = rest.text.substr(1, end - 1);
    size = end + 1;
  }
  if (name.starts_with('^')) {
    sign = sign == Sign::positive ? Sign::negative : Sign::positive;
    name.remove_prefix(1);
  }
  const auto group = unicode_group(name);
  if (!group) return std::nullopt;
  rest.text.remove_prefix(size);
  return signed_group(*group, sign, folding);
}

class ClassReader {
 public:
  ClassReader(Rest& rest, Case folding) : rest_(rest), folding_(folding) {}

  std::optional<CodePointSet> run() {
    if (!rest_.take("[")) return std::nullopt;
    const Sign sign = rest_.take("^") ? Sign::negative : Sign::positive;
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (rest_.text.empty() || rest_.spelt > kMostSpelt || !take_item()) return std::nullopt;
    }
    rest_.text.remove_prefix(1);
    return signed_group(CodePointSet(std::move(ranges_)), sign, folding_);
  }

 private:
  bool take_item() {
    if (rest_.starts_with("[:")) {
      const Named named = take_named();
      if (named != Named::none) return named == Named::taken;
    }
    if (const auto group = take_group(rest_, folding_)) {
      add(*group);
      return true;
    }
    const auto first = take_character();
    if (!first) return false;
    auto last = first;
    if (rest_.text.size() >= 2 && rest_.text[0] == '-' && rest_.text[1] != ']') {
      rest_.text.remove_prefix(1);
      last = take_character();
    }
    if (!last || *last < *first) return false;
    ranges_.push_back({*first, *last});
    return true;
  }

  enum class Named { none, taken, unknown };

  // `[:^alpha:]`. Without a `:]` anywhere behind it `[:` stands for itself; that is looked for once only.
  Named take_named() {
    if (unclosed_) return Named::none;
    const std::size_t end = rest_.text.find(":]", 2);
    unclosed_ = end == std::string_view::npos;
    if (unclosed_) return Named::none;
    std::string_view name = rest_.text.substr(2, end - 2);
    const Sign sign = name.starts_with('^') ? Sign::negative : Sign::positive;
    if (sign == Sign::negative) name.remove_prefix(1);
    const auto group = posix_class(name);
    if (!group) return Named::unknown;
    rest_.text.remove_prefix(end + 2);
    add(signed_group(*group, sign, folding_));
    return Named::taken;
  }

  std::optional<std::uint32_t> take_character() {
    return rest_.starts_with("\\") ? take_escape(rest_) : take_code_point(rest_.text);
  }

  void add(const CodePointSet& set) {
    std::copy(set.ranges().begin(), set.ranges().end(), std::back_inserter(ranges_));
  }

  Rest& rest_;
  Case folding_;
  std::vector<CodePointRange> ranges_;
  bool unclosed_ = false;
};

}  // namespace

std::optional<std::uint32_t> take_escape(Rest& rest) {
  rest.text.remove_prefix(1);
  const auto point = take_code_point(rest.text);
  if (!point || *point >= 0x80) return std::nullopt;
  const char c = static_cast<char>(*point);
  if (c >= '0' && c <= '7') {
    // `\1` alone is a reference back, which RE2 has not.
    if (c != '0' && !is_octal(rest)) return std::nullopt;
    std::uint32_t value = *point - '0';
    for (int more = 0; more < 2 && is_octal(rest); ++more) {
      value = value * 8 + static_cast<std::uint32_t>(rest.text.front() - '0');
      rest.text.remove_prefix(1);
    }
    return value;
  }
  if (c == 'x') return take_hex(rest);
  constexpr std::string_view kLetters = "nrtafv", kControls = "\n\r\t\a\f\v";
  if (const std::size_t at = kLetters.find(c); at != std::string_view::npos) {
    return static_cast<unsigned char>(kControls[at]);
  }
  const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return word ? std::nullopt : point;
}

std::optional<CodePointSet> take_group(Rest& rest, Case folding) {
  if (rest.text.size() < 2 || rest.text.front() != '\\') return std::nullopt;
  const char letter = rest.text[1];
  const char lower = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  const Sign sign = letter == lower ? Sign::positive : Sign::negative;
  Rest after = rest;
  after.text.remove_prefix(2);
  auto group = perl_class(lower);
  if (group) {
    group = signed_group(*group, sign, folding);
  } else if (lower == 'p') {
    group = take_unicode_group(after, sign, folding);
  }
  if (group) {
    rest = after;
    rest.spelt += group->ranges().size();
  }
  return group;
}

std::optional<CodePointSet> take_class(Rest& rest, Case folding) { return ClassReader(rest, folding).run(); }

const CodePointSet& word_characters() {
  static const CodePointSet kSet = *posix_class("word");
  return kSet;
}

}  // namespace norm::regex
