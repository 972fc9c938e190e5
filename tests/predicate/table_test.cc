// Runs every row of the table: its examples, the kinds it refuses, its alias, its word in C++.
#include "predicate/table.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "predicate/support.h"

namespace norm::predicate {
namespace {

const std::vector<std::pair<Kind, std::string_view>> kValues = {
    {kNull, "null"},  {kBoolean, "true"}, {kBoolean, "false"}, {kInteger, "0"},
    {kInteger, "-7"}, {kFloat, "1.5"},    {kString, "\"\""},   {kString, "\"1\""},
    {kArray, "[]"},   {kArray, "[1]"},    {kObject, "{}"},     {kObject, R"({"a":1})"},
};

bool is_format(const Row& row) { return !row.info.source.empty() && row.info.source != "RE2"; }

TEST(Table, ExamplesHold) {
  for (const Row& row : table()) {
    for (const auto& example : row.examples) {
      const Predicate predicate = call_of(example.call);
      EXPECT_EQ(predicate.name, row.info.name) << example.call;
      const auto operand = row.prepare(predicate.args);
      ASSERT_TRUE(operand.has_value()) << example.call << ": " << operand.error().message;
      const auto check = [&](std::string_view text, bool wanted) {
        const Parsed parsed(text);
        EXPECT_EQ(passes(row, *operand, parsed.exact()), wanted) << example.call << " of " << text;
        if (parsed.bare_is_exact()) {
          EXPECT_EQ(passes(row, *operand, parsed.bare()), wanted) << example.call << " of the Document of " << text;
        }
      };
      for (const auto text : example.accepts) check(text, true);
      for (const auto text : example.rejects) check(text, false);
    }
  }
}

TEST(Table, EveryRowHasEnoughExamples) {
  for (const Row& row : table()) {
    std::size_t accepts = 0, rejects = 0;
    for (const auto& example : row.examples) {
      accepts += example.accepts.size();
      rejects += example.rejects.size();
    }
    const std::size_t wanted = is_format(row) ? 10 : 3;
    if (row.info.name != "never?") {
      EXPECT_GE(accepts, wanted) << row.info.name;
    }
    if (row.info.name != "any?") {
      EXPECT_GE(rejects, wanted) << row.info.name;
    }
  }
}

TEST(Table, OtherKindsFail) {
  for (const Row& row : table()) {
    const auto operand = row.prepare(call_of(row.examples.front().call).args);
    ASSERT_TRUE(operand.has_value());
    for (const auto& [kind, text] : kValues) {
      if ((row.kinds & kind) == 0) {
        EXPECT_FALSE(passes(row, *operand, Parsed(text).bare())) << row.info.name << text;
      }
    }
  }
}

TEST(Table, KindsAreThoseOfTheInfo) {
  const std::vector<std::pair<std::string_view, KindSet>> names = {
      {"any", kAnyKind},
      {"none", kNoKind},
      {"string", kString},
      {"integer", kInteger},
      {"float", kFloat},
      {"number", kNumber},
      {"boolean", kBoolean},
      {"null", kNull},
      {"array", kArray},
      {"object", kObject},
      {"string, array, object", kString | kArray | kObject},
  };
  for (const Row& row : table()) {
    const auto at =
        std::find_if(names.begin(), names.end(), [&](const auto& pair) { return pair.first == row.info.kinds; });
    ASSERT_NE(at, names.end()) << row.info.name << ": " << row.info.kinds;
    EXPECT_EQ(at->second, row.kinds) << row.info.name;
  }
}

TEST(Table, EveryRowIsDescribed) {
  std::set<std::string_view> names;
  for (const Row& row : table()) {
    EXPECT_TRUE(names.insert(row.info.name).second) << row.info.name << " stands twice";
    EXPECT_FALSE(row.info.signature.empty()) << row.info.name;
    EXPECT_FALSE(row.info.phrase.empty()) << row.info.name;
    EXPECT_FALSE(row.code.empty()) << row.info.name;
    EXPECT_EQ(find(row.info.name), &row);
  }
  EXPECT_EQ(find("integer"), nullptr);
  EXPECT_EQ(find(""), nullptr);
  EXPECT_EQ(find("luhn?"), nullptr);
}

TEST(Table, AliasesResolve) {
  std::set<std::string_view> aliases;
  for (const Row& row : table()) {
    if (row.alias_of.empty()) continue;
    aliases.insert(row.info.name);
    const Row* first = find(row.alias_of);
    ASSERT_NE(first, nullptr) << row.info.name;
    EXPECT_TRUE(first->alias_of.empty()) << "an alias of an alias: " << row.info.name;
    EXPECT_EQ(first->kinds, row.kinds);
    EXPECT_EQ(first->test, row.test);
    EXPECT_EQ(first->code, row.code);
    EXPECT_EQ(first->info.phrase, row.info.phrase);
  }
  EXPECT_EQ(aliases, (std::set<std::string_view>{"nil?", "list?", "map?"}));
}

// The header's words, `word` to the predicate that it builds: `inline Spec nil() { return pred("null?"); }`.
std::multimap<std::string, std::string> words_of_the_header() {
  std::ifstream file(NORM_SOURCE_DIR "/include/norm/dsl.h");
  std::multimap<std::string, std::string> words;
  std::string word;
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view kWord = "inline Spec ";
    if (line.starts_with(kWord)) word = line.substr(kWord.size(), line.find('(') - kWord.size());
    const std::size_t call = line.find("return pred");
    const std::size_t begin = call == std::string::npos ? call : line.find("(\"", call);
    if (begin == std::string::npos) continue;
    words.emplace(word, line.substr(begin + 2, line.find('"', begin + 2) - begin - 2));
  }
  return words;
}

TEST(Table, EveryRowHasAWordInCpp) {
  const auto words = words_of_the_header();
  const std::map<std::string, std::string> signs = {
      {">", "gt"}, {">=", "ge"}, {"<", "lt"}, {"<=", "le"}, {"..", "range"}};
  for (const Row& row : table()) {
    const std::string name(row.info.name);
    const auto sign = signs.find(name);
    const std::string plain = sign == signs.end() ? name.substr(0, name.size() - 1) : sign->second;
    const std::string target(row.alias_of.empty() ? row.info.name : row.alias_of);
    // A word that C++ keeps for itself has an underscore behind it.
    bool found = false;
    for (const std::string& word : {plain, plain + "_"}) {
      const auto [begin, end] = words.equal_range(word);
      found = found || std::any_of(begin, end, [&](const auto& entry) { return entry.second == target; });
    }
    EXPECT_TRUE(found) << name;
  }
}

TEST(Table, EveryWordInCppHasARow) {
  const auto words = words_of_the_header();
  EXPECT_GE(words.size(), table().size());
  for (const auto& [word, name] : words) {
    const Row* row = find(name);
    ASSERT_NE(row, nullptr) << word;
    EXPECT_TRUE(row->alias_of.empty()) << word << " prints as an alias";
  }
}

TEST(Table, PublicInfoIsTheTable) {
  ASSERT_EQ(predicates().size(), table().size());
  for (std::size_t i = 0; i < table().size(); ++i) {
    EXPECT_EQ(predicates()[i].name, table()[i].info.name);
    EXPECT_EQ(predicates()[i].signature, table()[i].info.signature);
  }
}

// Strings that are no UTF-8 (only a Value built by hand holds them), NUL, and long ones: total and linear.
TEST(Table, TotalOnHostileStrings) {
  std::vector<std::string> hostile = {"\x80", "\xff\xfe", std::string(1, '\0'), std::string("a\0b", 3), "\xf0\x9f"};
  for (const std::string_view piece :
       {"a", "a.", "0", "-", ":", "1:", "%41", "/~0", "=", "[", "@", "P1Y", "\xc3\xa9", "\x80"}) {
    std::string text;
    while (text.size() < 200'000) text += piece;
    hostile.push_back(text);
    hostile.push_back("http://" + text);
    hostile.push_back("a@" + text);
    hostile.push_back("P" + text);
    hostile.push_back("2020-01-01T00:00:00." + text);
  }
  for (const Row& row : table()) {
    for (const auto& example : row.examples) {
      const auto operand = row.prepare(call_of(example.call).args);
      for (const std::string& text : hostile) {
        const Json json = json_string(text);
        if (passes(row, *operand, Subject{json, {}})) {
          EXPECT_NE(row.kinds & kString, 0) << example.call;
        }
      }
    }
  }
}

TEST(Table, LimitsOfNames) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(longest.size(), 253u);
  EXPECT_TRUE(holds("hostname?", '"' + longest + '"'));
  EXPECT_FALSE(holds("hostname?", '"' + longest + "b\""));
  const std::string local(64, 'a');
  const std::string domain = label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(local.size() + 1 + domain.size(), 254u);
  EXPECT_TRUE(holds("email?", '"' + local + '@' + domain + '"'));
  EXPECT_FALSE(holds("email?", '"' + local + '@' + domain + "b\""));
  EXPECT_FALSE(holds("email?", '"' + local + "a@b\""));
}

TEST(Table, LengthCountsCodePointsAtEveryBound) {
  for (std::size_t points = 0; points < 12; ++points) {
    std::string ascii, wide;
    for (std::size_t i = 0; i < points; ++i) {
      ascii += 'a';
      wide += "\xf0\x9f\x98\x80";
    }
    for (std::size_t wanted = 0; wanted < 12; ++wanted) {
      const auto n = std::to_string(wanted);
      for (const std::string& text : {ascii, wide}) {
        const std::string json = '"' + text + '"';
        EXPECT_EQ(holds("length?(" + n + ")", json), points == wanted);
        EXPECT_EQ(holds("min_length?(" + n + ")", json), points >= wanted);
        EXPECT_EQ(holds("max_length?(" + n + ")", json), points <= wanted);
      }
    }
  }
}

TEST(Table, NumbersBuiltByHandThatJsonLacks) {
  for (const double value : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()}) {
    const Json json(value);
    for (const Row& row : table()) {
      const auto operand = row.prepare(call_of(row.examples.front().call).args);
      if (passes(row, *operand, Subject{json, {}})) {
        EXPECT_NE(row.kinds & kFloat, 0) << row.info.name;
      }
    }
  }
}

}  // namespace
}  // namespace norm::predicate
