// Each section of grammar/LANGUAGE.md is true, example by example.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cctype>

#include "reference/run.h"

namespace norm::reference {
namespace {

class OneSection : public testing::TestWithParam<const Section*> {};

TEST_P(OneSection, IsTrue) {
  const Section& section = *GetParam();
  const Folder folder(section);
  for (const Example& example : section.examples) {
    EXPECT_FALSE(example.accepts.empty() && example.rejects.empty() && example.explains.empty() &&
                 example.facts.empty())
        << "line " << example.line << ": nothing is claimed of this example";
    const auto validator = compiled(example);
    if (!validator) continue;
    Decoder decoder(*validator);
    for (const auto& payload : example.accepts) {
      EXPECT_EQ(explained(decoder, payload), Lines()) << "line " << example.line << ": " << payload;
    }
    for (const auto& payload : example.rejects) {
      EXPECT_NE(explained(decoder, payload), Lines()) << "line " << example.line << ": " << payload;
    }
    for (const Claim& claim : example.explains) {
      EXPECT_EQ(explained(decoder, claim.text), claim.lines) << "line " << claim.line << ": " << claim.text;
    }
  }
}

TEST_P(OneSection, MakesItsMistakes) {
  const Section& section = *GetParam();
  const Folder folder(section);
  for (const Claim& claim : section.mistakes) {
    const auto module = load_text(claim.text + "\n", kName);
    if (module) {
      ADD_FAILURE() << "line " << claim.line << " loads: " << claim.text;
      continue;
    }
    // A hint is shown where the page wants it; a mistake never goes without.
    Lines found;
    for (const Diagnostic& diagnostic : module.error()) {
      EXPECT_EQ(diagnostic.file, kName) << claim.text;
      found.push_back(folder.shown(
          fmt::format("{}:{}: {}: {}", diagnostic.line, diagnostic.column, diagnostic.code, diagnostic.message)));
      const std::size_t next = found.size();
      if (next < claim.lines.size() && claim.lines[next].starts_with("  ")) found.push_back("  " + diagnostic.hint);
    }
    EXPECT_EQ(found, claim.lines) << "line " << claim.line << ": " << claim.text;
  }
}

TEST_P(OneSection, PrintsInOneWay) {
  for (const Claim& claim : GetParam()->prints) {
    const auto spec = load_expression(claim.text);
    ASSERT_TRUE(spec) << "line " << claim.line << ": " << to_text(spec.error());
    EXPECT_EQ(Lines{print(*spec)}, claim.lines) << "line " << claim.line;
    const auto again = load_expression(print(*spec));
    ASSERT_TRUE(again) << print(*spec);
    EXPECT_EQ(*again, *spec) << print(*spec);
  }
}

TEST_P(OneSection, HasTheForm) {
  const Section& section = *GetParam();
  if (section.level < 3) return;
  EXPECT_TRUE(section.form || !section.tables.empty()) << "does not say how the construct is written";
  EXPECT_FALSE(section.examples.empty() && section.mistakes.empty() && section.prints.empty() && section.tables.empty())
      << "shows nothing";
}

std::vector<const Section*> sections() {
  std::vector<const Section*> out;
  for (const Section& section : page().sections) out.push_back(&section);
  return out;
}

std::string test_name(const testing::TestParamInfo<const Section*>& info) {
  std::string out = fmt::format("line_{}", info.param->line);
  for (const char c : info.param->heading) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return out;
}

INSTANTIATE_TEST_SUITE_P(Page, OneSection, testing::ValuesIn(sections()), test_name);

}  // namespace
}  // namespace norm::reference
