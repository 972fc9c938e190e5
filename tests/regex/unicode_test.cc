// Compares the tables of Unicode with the RE2 that is installed, code point by code point; UPDATE_GOLDEN=1 writes them
// anew from it.
#include "regex/unicode.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace norm::regex {
namespace {

const std::vector<std::string> kCategories = {"Cc", "Cf", "Co", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me",
                                              "Mn", "Nd", "Nl", "No", "Pc", "Pd", "Pe", "Pf", "Pi", "Po",
                                              "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs"};

// Of Unicode 15; a name that this RE2 does not know is left out.
const std::vector<std::string> kScripts = {"Adlam",
                                           "Ahom",
                                           "Anatolian_Hieroglyphs",
                                           "Arabic",
                                           "Armenian",
                                           "Avestan",
                                           "Balinese",
                                           "Bamum",
                                           "Bassa_Vah",
                                           "Batak",
                                           "Bengali",
                                           "Bhaiksuki",
                                           "Bopomofo",
                                           "Brahmi",
                                           "Braille",
                                           "Buginese",
                                           "Buhid",
                                           "Canadian_Aboriginal",
                                           "Carian",
                                           "Caucasian_Albanian",
                                           "Chakma",
                                           "Cham",
                                           "Cherokee",
                                           "Chorasmian",
                                           "Common",
                                           "Coptic",
                                           "Cuneiform",
                                           "Cypriot",
                                           "Cypro_Minoan",
                                           "Cyrillic",
                                           "Deseret",
                                           "Devanagari",
                                           "Dives_Akuru",
                                           "Dogra",
                                           "Duployan",
                                           "Egyptian_Hieroglyphs",
                                           "Elbasan",
                                           "Elymaic",
                                           "Ethiopic",
                                           "Georgian",
                                           "Glagolitic",
                                           "Gothic",
                                           "Grantha",
                                           "Greek",
                                           "Gujarati",
                                           "Gunjala_Gondi",
                                           "Gurmukhi",
                                           "Han",
                                           "Hangul",
                                           "Hanifi_Rohingya",
                                           "Hanunoo",
                                           "Hatran",
                                           "Hebrew",
                                           "Hiragana",
                                           "Imperial_Aramaic",
                                           "Inherited",
                                           "Inscriptional_Pahlavi",
                                           "Inscriptional_Parthian",
                                           "Javanese",
                                           "Kaithi",
                                           "Kannada",
                                           "Katakana",
                                           "Kawi",
                                           "Kayah_Li",
                                           "Kharoshthi",
                                           "Khitan_Small_Script",
                                           "Khmer",
                                           "Khojki",
                                           "Khudawadi",
                                           "Lao",
                                           "Latin",
                                           "Lepcha",
                                           "Limbu",
                                           "Linear_A",
                                           "Linear_B",
                                           "Lisu",
                                           "Lycian",
                                           "Lydian",
                                           "Mahajani",
                                           "Makasar",
                                           "Malayalam",
                                           "Mandaic",
                                           "Manichaean",
                                           "Marchen",
                                           "Masaram_Gondi",
                                           "Medefaidrin",
                                           "Meetei_Mayek",
                                           "Mende_Kikakui",
                                           "Meroitic_Cursive",
                                           "Meroitic_Hieroglyphs",
                                           "Miao",
                                           "Modi",
                                           "Mongolian",
                                           "Mro",
                                           "Multani",
                                           "Myanmar",
                                           "Nabataean",
                                           "Nag_Mundari",
                                           "Nandinagari",
                                           "New_Tai_Lue",
                                           "Newa",
                                           "Nko",
                                           "Nushu",
                                           "Nyiakeng_Puachue_Hmong",
                                           "Ogham",
                                           "Ol_Chiki",
                                           "Old_Hungarian",
                                           "Old_Italic",
                                           "Old_North_Arabian",
                                           "Old_Permic",
                                           "Old_Persian",
                                           "Old_Sogdian",
                                           "Old_South_Arabian",
                                           "Old_Turkic",
                                           "Old_Uyghur",
                                           "Oriya",
                                           "Osage",
                                           "Osmanya",
                                           "Pahawh_Hmong",
                                           "Palmyrene",
                                           "Pau_Cin_Hau",
                                           "Phags_Pa",
                                           "Phoenician",
                                           "Psalter_Pahlavi",
                                           "Rejang",
                                           "Runic",
                                           "Samaritan",
                                           "Saurashtra",
                                           "Sharada",
                                           "Shavian",
                                           "Siddham",
                                           "SignWriting",
                                           "Sinhala",
                                           "Sogdian",
                                           "Sora_Sompeng",
                                           "Soyombo",
                                           "Sundanese",
                                           "Syloti_Nagri",
                                           "Syriac",
                                           "Tagalog",
                                           "Tagbanwa",
                                           "Tai_Le",
                                           "Tai_Tham",
                                           "Tai_Viet",
                                           "Takri",
                                           "Tamil",
                                           "Tangsa",
                                           "Tangut",
                                           "Telugu",
                                           "Thaana",
                                           "Thai",
                                           "Tibetan",
                                           "Tifinagh",
                                           "Tirhuta",
                                           "Toto",
                                           "Ugaritic",
                                           "Vai",
                                           "Vithkuqi",
                                           "Wancho",
                                           "Warang_Citi",
                                           "Yezidi",
                                           "Yi",
                                           "Zanabazar_Square"};

std::string all_code_points() {
  std::string text;
  for (std::uint32_t point = 0; point <= kLastCodePoint; ++point) {
    if (!is_surrogate(point)) append_utf8(text, point);
  }
  return text;
}

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(std::int64_t{64} << 20);
  return options;
}

/// The characters of `text` that `set` matches, a pattern of one character.
CodePointSet members(const std::string& set, const std::string& text) {
  const RE2 pattern("((?:" + set + ")+)", quiet());
  std::vector<CodePointRange> ranges;
  if (!pattern.ok()) return {};
  re2::StringPiece rest(text), run;
  while (RE2::FindAndConsume(&rest, pattern, &run)) {
    std::string_view piece(run.data(), run.size());
    while (const auto point = take_code_point(piece)) {
      if (!ranges.empty() && ranges.back().last + 1 == *point) {
        ranges.back().last = *point;
      } else {
        ranges.push_back({*point, *point});
      }
    }
  }
  return CodePointSet(std::move(ranges));
}

struct OwnDivision {
  std::vector<std::string> names = {""};
  std::vector<std::uint32_t> runs;
};

OwnDivision divide(const std::vector<std::string>& names) {
  static const std::string kAll = all_code_points();
  OwnDivision made;
  std::vector<std::uint8_t> of(kLastCodePoint + 1, 0);
  for (const std::string& name : names) {
    if (!RE2("\\p{" + name + "}", quiet()).ok()) continue;
    made.names.push_back(name);
    const CodePointSet group = members("\\p{" + name + "}", kAll);
    for (const auto& range : group.ranges()) {
      for (std::uint32_t point = range.first; point <= range.last; ++point) {
        EXPECT_EQ(of[point], 0) << name;
        of[point] = static_cast<std::uint8_t>(made.names.size() - 1);
      }
    }
  }
  for (std::uint32_t point = 0; point <= kLastCodePoint; ++point) {
    if (point == 0 || of[point] != of[point - 1]) made.runs.push_back(point << 8 | of[point]);
  }
  return made;
}

/// Every code point that folds, to the next one of its orbit.
std::map<std::uint32_t, std::uint32_t> next_folds() {
  const std::string kFolding = "\\p{Lu}|\\p{Ll}|\\p{Lt}|\\p{Mn}|\\p{Nl}|\\p{So}";
  std::string candidates;
  const CodePointSet set = members(kFolding, all_code_points());
  for (const auto& range : set.ranges()) {
    for (std::uint32_t point = range.first; point <= range.last; ++point) append_utf8(candidates, point);
  }
  // Nothing else folds: of the rest `(?i)` makes the rest.
  EXPECT_EQ(members("(?i)[^\\p{Lu}\\p{Ll}\\p{Lt}\\p{Mn}\\p{Nl}\\p{So}]", all_code_points()), set.complement());
  std::map<std::uint32_t, std::uint32_t> next;
  std::string_view rest = candidates;
  while (const auto point = take_code_point(rest)) {
    const CodePointSet orbit = members(fmt::format("(?i)\\x{{{:x}}}", *point), candidates);
    const auto above = std::find_if(orbit.ranges().begin(), orbit.ranges().end(),
                                    [&](const CodePointRange& range) { return range.last > *point; });
    const std::uint32_t to =
        above == orbit.ranges().end() ? orbit.ranges().front().first : std::max(above->first, *point + 1);
    if (to != *point) next[*point] = to;
  }
  return next;
}

std::vector<FoldRow> rows_of(const std::map<std::uint32_t, std::uint32_t>& next) {
  std::vector<FoldRow> rows;
  for (const auto& [point, to] : next) {
    const auto delta = static_cast<std::int32_t>(to) - static_cast<std::int32_t>(point);
    // A row takes one more if that is one stride away; the second of a row says which.
    const auto fits = [&, p = point](const FoldRow& row) {
      if (row.delta != delta) return false;
      return row.first == row.last ? p - row.last <= 2 : p - row.last == row.stride;
    };
    const std::size_t recent = rows.size() > 2 ? rows.size() - 2 : 0;
    const auto row = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(recent), rows.end(), fits);
    if (row == rows.end()) {
      rows.push_back({point, point, 1, delta});
    } else {
      row->stride = point - row->last;
      row->last = point;
    }
  }
  // Rows may interleave, but their ends keep the order of their beginnings: the search for a row relies on it.
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i - 1].last < rows[i].last) continue;
    const FoldRow cut = {rows[i - 1].last, rows[i - 1].last, 1, rows[i - 1].delta};
    rows[i - 1].last -= rows[i - 1].stride;
    const auto after = [](const FoldRow& left, const FoldRow& right) { return left.first < right.first; };
    rows.insert(std::upper_bound(rows.begin(), rows.end(), cut, after), cut);
  }
  return rows;
}

template <class Items, class Print>
std::string lines_of(const Items& items, Print print) {
  std::string text, line;
  for (const auto& item : items) {
    const std::string piece = print(item);
    if (line.size() + piece.size() > 118) {
      text += " " + line + "\n";
      line.clear();
    }
    line += " " + piece;
  }
  return text + " " + line + "\n";
}

std::string source_of(std::string_view what, std::string_view function, const OwnDivision& division) {
  return fmt::format(
      "// {} of the code points, written by tests/regex/unicode_test.cc.\n#include \"regex/unicode.h\"\n\n"
      "namespace norm::regex {{\nnamespace {{\n\n// clang-format off\n"
      "constexpr std::string_view kNames[] = {{\n{}}};\n\nconstexpr std::uint32_t kRuns[] = {{\n{}}};\n"
      "// clang-format on\n\n}}  // namespace\n\nDivision {}() {{ return {{kNames, kRuns}}; }}\n\n}}  // namespace "
      "norm::regex\n",
      what, lines_of(division.names, [](const std::string& name) { return '"' + name + "\","; }),
      lines_of(division.runs, [](std::uint32_t run) { return fmt::format("{:#x},", run); }), function);
}

std::string source_of(const std::vector<FoldRow>& rows) {
  return fmt::format(
      "// The orbits of simple case folding, written by tests/regex/unicode_test.cc.\n#include \"regex/unicode.h\"\n\n"
      "namespace norm::regex {{\nnamespace {{\n\n// clang-format off\nconstexpr FoldRow kRows[] = {{\n{}}};\n"
      "// clang-format on\n\n}}  // namespace\n\nstd::span<const FoldRow> fold_rows() {{ return kRows; }}\n\n"
      "}}  // namespace norm::regex\n",
      lines_of(rows, [](const FoldRow& row) {
        return fmt::format("{{{:#x}, {:#x}, {}, {}}},", row.first, row.last, row.stride, row.delta);
      }));
}

/// Whether the tables were written, so that there is nothing to compare.
bool rewritten(const std::string& name, const std::string& text) {
  if (std::getenv("UPDATE_GOLDEN") == nullptr) return false;
  std::ofstream(std::string(NORM_SOURCE_DIR "/src/regex/") + name, std::ios::binary) << text;
  return true;
}

void expect_same(const Division& table, const OwnDivision& wanted) {
  EXPECT_EQ(std::vector<std::string>(table.names.begin(), table.names.end()), wanted.names);
  EXPECT_TRUE(std::equal(table.runs.begin(), table.runs.end(), wanted.runs.begin(), wanted.runs.end()));
}

TEST(Unicode, Categories) {
  const OwnDivision wanted = divide(kCategories);
  if (rewritten("unicode_categories.cc", source_of("The general categories", "categories", wanted))) return;
  expect_same(categories(), wanted);
}

TEST(Unicode, Scripts) {
  const OwnDivision wanted = divide(kScripts);
  if (rewritten("unicode_scripts.cc", source_of("The scripts", "scripts", wanted))) return;
  expect_same(scripts(), wanted);
}

TEST(Unicode, Folding) {
  const std::vector<FoldRow> wanted = rows_of(next_folds());
  if (rewritten("unicode_folding.cc", source_of(wanted))) return;
  EXPECT_TRUE(std::equal(fold_rows().begin(), fold_rows().end(), wanted.begin(), wanted.end()));
  // What the search for a row relies on.
  for (std::size_t i = 1; i < wanted.size(); ++i) {
    EXPECT_LT(wanted[i - 1].first, wanted[i].first);
    EXPECT_LT(wanted[i - 1].last, wanted[i].last);
  }
}

TEST(Unicode, GroupsAreThoseOfRe2) {
  const std::string all = all_code_points();
  for (const char* name : {"L", "M", "N", "P", "S", "Z", "C", "Any", "Lu", "Han", "Greek", "Zs"}) {
    const auto group = unicode_group(name);
    ASSERT_TRUE(group) << name;
    EXPECT_EQ(*group, members("\\p{" + std::string(name) + "}", all)) << name;
    EXPECT_EQ(folded(*group), members("(?i)\\p{" + std::string(name) + "}", all)) << name;
    EXPECT_EQ(group->complement(), members("\\P{" + std::string(name) + "}", all)) << name;
  }
  for (const char* name : {"", "l", "greek", "Latn", "Letter", "Cn", "Q"}) {
    EXPECT_FALSE(unicode_group(name)) << name;
    EXPECT_FALSE(RE2("\\p{" + std::string(name) + "}", quiet()).ok()) << name;
  }
  EXPECT_EQ(unicode_group("Cs"), CodePointSet());
}

TEST(Unicode, FoldedRanges) {
  const std::string all = all_code_points();
  for (const char* set : {"k", "s", "A-Z", "\\x{212a}", "\\x{3b1}-\\x{3c9}", "\\x{345}", "\\x{1c4}", "0-9", "\\x{1e9e}",
                          "\\x{100}-\\x{2000}", "\\x{10400}-\\x{10410}", "\\x{ab70}-\\x{abbf}"}) {
    const CodePointSet plain = members("[" + std::string(set) + "]", all);
    EXPECT_EQ(folded(plain), members("(?i)[" + std::string(set) + "]", all)) << set;
  }
}

}  // namespace
}  // namespace norm::regex
