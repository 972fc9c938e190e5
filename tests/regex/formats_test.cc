// The scanners of the predicate room are the judge of the formats: on the examples of their rows, and on members and
// what is one slip away from them.
#include "regex/formats.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "predicate/support.h"

namespace norm::regex {
namespace {

using predicate::Row;

struct Format {
  std::string call;
  const Row* row;
  predicate::Operand operand;
  Language language;

  [[nodiscard]] bool scanned(std::string_view text) const {
    const Json json = predicate::json_string(text);
    return passes(*row, operand, predicate::Subject{json, {}});
  }
};

const std::vector<Format>& formats() {
  static const std::vector<Format> kFormats = [] {
    std::vector<Format> made;
    const auto add = [&](const Row& row, const std::string& call, const Language& language) {
      const auto operand = row.prepare(predicate::call_of(call).args);
      EXPECT_TRUE(operand.has_value()) << call;
      made.push_back({call, &row, *operand, language});
    };
    for (const Row& row : predicate::table()) {
      if (const auto language = of_format(row.info.name)) add(row, std::string(row.info.name), *language);
    }
    for (unsigned version = 1; version <= 8; ++version) {
      add(*predicate::find("uuid?"), "uuid?(" + std::to_string(version) + ")", of_uuid(version));
    }
    return made;
  }();
  return kFormats;
}

TEST(Formats, EachFormatOfTheTableIsOne) {
  for (const Row& row : predicate::table()) {
    const bool format = !row.info.source.empty() && row.info.source != "RE2";
    EXPECT_EQ(of_format(row.info.name).has_value(), format) << row.info.name;
  }
  EXPECT_FALSE(of_format("uuid"));
}

TEST(Formats, ExamplesOfTheRows) {
  std::size_t checked = 0;
  for (const Format& format : formats()) {
    for (const auto& example : format.row->examples) {
      std::vector<std::string_view> texts = example.accepts;
      texts.insert(texts.end(), example.rejects.begin(), example.rejects.end());
      for (const auto text : texts) {
        const predicate::Parsed parsed(text);
        if (!parsed.json().IsString()) continue;
        const std::string value(parsed.json().GetString(), parsed.json().GetStringLength());
        EXPECT_EQ(format.language.contains(value), format.scanned(value)) << format.call << ' ' << text;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 300u);
}

// Leap seconds hang together with their offset; of the minutes of a day every seventh, against all offsets.
TEST(Formats, LeapSeconds) {
  const Language times = *of_format("time?");
  const Row& row = *predicate::find("time?");
  const auto operand = row.prepare({});
  std::size_t minutes = 0, accepted = 0;
  for (int minute = 6; minute < 24 * 60; minute += 7) {
    ++minutes;
    for (int offset = 0; offset < 24 * 60; ++offset) {
      for (const char sign : {'+', '-'}) {
        const std::string text =
            fmt::format("{:02}:{:02}:60{}{:02}:{:02}", minute / 60, minute % 60, sign, offset / 60, offset % 60);
        const Json json = predicate::json_string(text);
        const bool scanned = passes(row, *operand, predicate::Subject{json, {}});
        accepted += scanned ? 1 : 0;
        ASSERT_EQ(times.contains(text), scanned) << text;
      }
    }
  }
  EXPECT_EQ(accepted, 2 * minutes);
}

TEST(Formats, DaysOfAllYears) {
  const Language dates = *of_format("date?");
  const Row& row = *predicate::find("date?");
  const auto operand = row.prepare({});
  for (int year = 0; year < 10'000; ++year) {
    for (const char* day : {"02-28", "02-29", "02-30", "04-31", "12-31"}) {
      const std::string text = fmt::format("{:04}-{}", year, day);
      const Json json = predicate::json_string(text);
      ASSERT_EQ(dates.contains(text), passes(row, *operand, predicate::Subject{json, {}})) << text;
    }
  }
}

TEST(Formats, LimitsOfNames) {
  const std::string label(63, 'a'), three = label + "." + label + "." + label + ".";
  const Language hostnames = *of_format("hostname?"), emails = *of_format("email?");
  EXPECT_TRUE(hostnames.contains(three + std::string(61, 'b')));
  EXPECT_FALSE(hostnames.contains(three + std::string(62, 'b')));
  EXPECT_FALSE(hostnames.contains(label + "a"));
  const std::string local(64, 'a'), domain = label + "." + label + "." + std::string(61, 'b');
  EXPECT_TRUE(emails.contains(local + "@" + domain));
  EXPECT_FALSE(emails.contains(local + "@" + domain + "b"));
  EXPECT_FALSE(emails.contains(local + "a@b"));
}

/// A text near a member: a piece of it doubled, lost, or another one in its place.
std::string mutated(std::string text) {
  static const std::vector<std::string> kPieces = {"0", "1", "5",  "6",  "9",   "a",  "f",        "F", "G",  "z",  "T",
                                                   "Z", "P", "W",  ":",  "::",  "-",  "--",       ".", "..", "/",  "//",
                                                   "@", "[", "]",  "%",  "%41", "=",  "+",        "_", "~",  "~0", "?",
                                                   "#", " ", "\n", "60", "59",  "24", "\xc3\xa9", ""};
  for (int slips = *rc::gen::inRange(0, 4); slips > 0; --slips) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const auto size = *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(text.size() - at, 3) + 1);
    text.replace(at, size, *rc::gen::elementOf(kPieces));
  }
  return text;
}

TEST(Formats, MutantsOfMembers) {
  for (const Format& format : formats()) {
    std::vector<std::string> members;
    Budget budget{20'000'000};
    for (const std::size_t length : {0, 8, 20, 40}) {
      for (std::string& text : find_distinct(std::vector{Constraint{format.language}}, {length}, 40, budget).texts) {
        members.push_back(std::move(text));
      }
    }
    for (const auto& example : format.row->examples) {
      for (const auto text : example.accepts) {
        const predicate::Parsed parsed(text);
        members.emplace_back(parsed.json().GetString(), parsed.json().GetStringLength());
      }
    }
    for (const std::string& member : members)
      EXPECT_EQ(format.language.contains(member), format.scanned(member)) << member;
    EXPECT_TRUE(rc::check("mutants of " + format.call, [&] {
      const std::string text = mutated(*rc::gen::elementOf(members));
      RC_LOG() << text << '\n';
      // A mutant may split a character; the language is of whole ones.
      std::string_view rest = text;
      while (take_code_point(rest)) {
      }
      RC_PRE(rest.empty());
      RC_ASSERT(format.language.contains(text) == format.scanned(text));
    }));
  }
}

}  // namespace
}  // namespace norm::regex
