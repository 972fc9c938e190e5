// grammar/LANGUAGE.md forgets nothing: headings, predicates, words and limits are those of the program.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <variant>

#include "check/words.h"
#include "reference/run.h"

namespace norm::reference {
namespace {

// All that the page describes, in its order. A construct without a section is missed here, and a new section is added.
constexpr std::string_view kHeadings[] = {
    "Blanks and comments",
    "Doc comments",
    "Strings",
    "Numbers",
    "Regexes",
    "Keys",
    "Names and keywords",
    "JSON constants",
    "Predicates",
    "Kinds",
    "Bounds and numbers",
    "Strings and sizes",
    "Formats",
    "lit",
    "enum",
    "&",
    "| and one_of",
    "all_of",
    "!",
    "maybe",
    "alt",
    "tuple",
    "coll_of",
    "map_of",
    "schema",
    "req",
    "opt",
    "Options of a field",
    "closed",
    "keys",
    "rest",
    "include",
    "reserved",
    "require",
    "check",
    "multi",
    "selection",
    "pick",
    "omit",
    "partial",
    "required",
    "Definitions",
    "Recursion",
    "norm",
    "module",
    "import",
    "extern",
    "Annotations",
    "@example and @counterexample",
    "@pii",
    "Numbers in payloads",
    "Absent, null and false",
    "Names that occur twice",
    "Malformed payloads",
    "Limits",
    "Lines",
    "Canonical text",
    "Order",
    "Facts of an error",
    "Syntax",
    "Names",
    "Arguments and options",
    "Keys and tags",
    "What is no schema, and cycles",
    "Files",
};

// By the variants of spec.h: a new kind of spec or member does not compile until it is listed, nor pass until it has a
// section with an example that is one.
constexpr std::string_view kShapeSections[] = {"Predicates",  "lit",    "enum",  "&",         "| and one_of", "all_of",
                                               "!",           "maybe",  "alt",   "tuple",     "coll_of",      "map_of",
                                               "Definitions", "schema", "multi", "selection", "pick"};
static_assert(std::size(kShapeSections) == std::variant_size_v<Shape>);
constexpr std::string_view kMemberSections[] = {"req", "include", "keys", "rest", "reserved", "require", "check"};
static_assert(std::size(kMemberSections) == std::variant_size_v<decltype(Member::shape)>);

TEST(Reference, IsInItsForm) { EXPECT_EQ(page().complaints, Lines()); }

TEST(Reference, ForgetsNoConstruct) {
  Lines found;
  for (const Section& section : page().sections) {
    if (section.level == 3) found.push_back(section.heading);
  }
  EXPECT_EQ(found, Lines(std::begin(kHeadings), std::end(kHeadings)));
}

/// The specs of a section that load; those that do not are told by IsTrue.
std::vector<Spec> specs_of(std::string_view heading) {
  std::vector<Spec> out;
  const Section* section = section_of(heading);
  if (section == nullptr) return out;
  const Folder folder(*section);
  for (const Example& example : section->examples) {
    if (auto spec = loaded(example)) out.push_back(*spec);
  }
  return out;
}

template <class Holds>
bool any_spec(std::string_view heading, Holds holds) {
  const auto specs = specs_of(heading);
  return std::any_of(specs.begin(), specs.end(), [&](const Spec& spec) { return holds(spec.node().shape); });
}

TEST(Reference, ShowsEveryKindOfSpec) {
  for (std::size_t i = 0; i < std::size(kShapeSections); ++i) {
    EXPECT_TRUE(any_spec(kShapeSections[i], [&](const Shape& shape) { return shape.index() == i; }))
        << kShapeSections[i];
  }
  for (const auto& [kind, heading] :
       {std::pair(EditKind::pick, "pick"), std::pair(EditKind::omit, "omit"), std::pair(EditKind::partial, "partial"),
        std::pair(EditKind::required, "required")}) {
    EXPECT_TRUE(any_spec(heading, [&, kind = kind](const Shape& shape) {
      const auto* edit = std::get_if<Edit>(&shape);
      return edit != nullptr && edit->kind == kind;
    })) << heading;
  }
}

TEST(Reference, ShowsEveryKindOfMember) {
  for (std::size_t i = 0; i < std::size(kMemberSections); ++i) {
    EXPECT_TRUE(any_spec(kMemberSections[i], [&](const Shape& shape) {
      const auto* schema = std::get_if<Schema>(&shape);
      return schema != nullptr && std::any_of(schema->members.begin(), schema->members.end(),
                                              [&](const Member& member) { return member.shape.index() == i; });
    })) << kMemberSections[i];
  }
}

TEST(Reference, NamesEveryWord) {
  const auto expect_word = [](std::string_view heading, const std::string& text) {
    const Section* section = section_of(heading);
    ASSERT_NE(section, nullptr) << heading;
    EXPECT_NE(section->text.find(text), std::string::npos) << heading << " does not tell of " << text;
  };
  for (const auto word : checking::kReservedWords) expect_word("Names and keywords", fmt::format("`{}`", word));
  for (const auto option : checking::kFieldOptions) expect_word("Options of a field", fmt::format("`{}:", option));
  for (const auto option : checking::kSchemaOptions) expect_word("closed", fmt::format("({}: true)", option));
  const auto told_of = [](std::string_view text) {
    return std::any_of(page().sections.begin(), page().sections.end(),
                       [&](const Section& section) { return section.text.find(text) != std::string::npos; });
  };
  for (const auto& row : checking::kAnnotations) {
    EXPECT_TRUE(told_of(fmt::format("`@{}", row.name))) << row.name;
  }
}

std::size_t column_of(const Table& table, std::string_view name) {
  return static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), name) - table.columns.begin());
}

std::string only(const std::vector<std::string>& cell) { return cell.empty() ? std::string() : cell.front(); }

TEST(Reference, ListsThePredicates) {
  Lines found;
  Lines expected;
  for (const PredicateInfo& info : predicates())
    expected.push_back(fmt::format("{} of {}", info.signature, info.kinds));
  for (const Section& section : page().sections) {
    for (const Table& table : section.tables) {
      if (table.columns.front() != "Predicate") continue;
      const std::size_t kinds = column_of(table, "Holds of");
      const std::size_t source = column_of(table, "Source");
      ASSERT_LT(kinds, table.columns.size());
      for (const TableRow& row : table.rows) {
        found.push_back(fmt::format("{} of {}", only(row[0]), only(row[kinds])));
        if (source < row.size() && found.size() <= predicates().size()) {
          EXPECT_EQ(only(row[source]), predicates()[found.size() - 1].source) << only(row[0]);
        }
      }
    }
  }
  EXPECT_EQ(found, expected);
}

TEST(Reference, ShowsWhatEachPredicateTakes) {
  std::size_t shown = 0;
  for (const Section& section : page().sections) {
    for (const Table& table : section.tables) {
      if (table.columns.front() != "Predicate") continue;
      const std::size_t example = column_of(table, "Example");
      const std::size_t accepts = column_of(table, "Accepts");
      const std::size_t rejects = column_of(table, "Rejects");
      ASSERT_LT(std::max({example, accepts, rejects}), table.columns.size());
      for (const TableRow& row : table.rows) {
        const auto spec = load_expression(only(row[example]));
        ASSERT_TRUE(spec) << to_text(spec.error());
        const auto validator = compile(*spec);
        ASSERT_TRUE(validator) << to_text(validator.error());
        EXPECT_FALSE(row[accepts].empty() && row[rejects].empty()) << only(row[0]);
        Decoder decoder(*validator);
        for (const auto& payload : row[accepts]) {
          EXPECT_EQ(explained(decoder, payload), Lines()) << only(row[example]) << ": " << payload;
        }
        for (const auto& payload : row[rejects]) {
          EXPECT_EQ(explained(decoder, payload), Lines{fmt::format("val: {} fails spec: {}", payload, print(*spec))})
              << only(row[example]);
        }
        ++shown;
      }
    }
  }
  EXPECT_EQ(shown, predicates().size());
}

/// One fact of an error, as the page's table has it.
std::optional<Lines> fact(const Problem& problem, std::string_view name) {
  const auto text = [](std::size_t number) { return std::to_string(number); };
  if (name == "path") return Lines{to_path(problem.path)};
  if (name == "pointer") return Lines{to_pointer(problem.path)};
  if (name == "predicate") return Lines{problem.predicate};
  if (name == "val") return Lines{problem.val};
  if (name == "code") return Lines{problem.code};
  if (name == "via") return problem.via;
  if (name == "branch") return problem.branch;
  if (name == "on") return problem.on_key ? Lines{"key"} : Lines{};
  if (name == "message") return Lines{problem.message};
  if (name == "source") return Lines{fmt::format("{}:{}", problem.source.line, problem.source.column)};
  if (name == "span" && problem.span) return Lines{text(problem.span->begin), text(problem.span->end)};
  return std::nullopt;
}

TEST(Reference, TellsTheFactsOfErrors) {
  std::size_t told_facts = 0;
  for (const Section& section : page().sections) {
    const Folder folder(section);
    std::size_t next_table = 0;
    for (const Example& example : section.examples) {
      for (const auto& payload : example.facts) {
        ASSERT_LT(next_table, section.tables.size()) << "line " << example.line << ": facts without a table";
        const Table& table = section.tables[next_table++];
        const auto validator = compiled(example);
        ASSERT_TRUE(validator);
        const auto decoded = Decoder(*validator).decode(payload);
        ASSERT_FALSE(decoded);
        const auto& problems = decoded.error().problems;
        ASSERT_EQ(problems.size() + 1, table.columns.size()) << to_lines(decoded.error());
        for (const TableRow& row : table.rows) {
          for (std::size_t i = 0; i < problems.size(); ++i) {
            const auto found = fact(problems[i], only(row[0]));
            ASSERT_TRUE(found) << only(row[0]);
            EXPECT_EQ(*found, row[i + 1]) << only(row[0]) << " of error " << i + 1;
            ++told_facts;
          }
        }
      }
    }
  }
  EXPECT_GT(told_facts, 0U);
}

TEST(Reference, DocCommentsReachTheirDefinition) {
  const Section* section = section_of("Doc comments");
  ASSERT_NE(section, nullptr);
  const auto module = load_text(section->examples.front().schema);
  ASSERT_TRUE(module) << to_text(module.error());
  EXPECT_EQ(module->definitions().back().doc, "How many there are.\nNever negative.");
}

TEST(Reference, ExternsNeedAnImplementation) {
  const auto specs = specs_of("extern");
  ASSERT_FALSE(specs.empty());
  const auto validator = compile(specs.front());
  ASSERT_FALSE(validator);
  EXPECT_EQ(validator.error().front().code, "extern-missing");
}

TEST(Reference, LimitsAreAsItSays) {
  const DecodeOptions defaults;
  const Section* limits = section_of("Limits");
  ASSERT_NE(limits, nullptr);
  EXPECT_NE(limits->text.find(fmt::format("depth {}, {} errors", defaults.max_depth, defaults.max_errors)),
            std::string::npos);
  const auto validator = compile(any());
  ASSERT_TRUE(validator);
  Decoder decoder(*validator);
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(explained(decoder, nested(128)), Lines());
  EXPECT_EQ(explained(decoder, nested(129)).size(), 1U);
  const auto groups = [](std::size_t depth) { return std::string(depth, '(') + "any?" + std::string(depth, ')'); };
  EXPECT_TRUE(load_expression(groups(199)));
  EXPECT_FALSE(load_expression(groups(201)));
  const auto integers = compile(coll_of(integer()));
  ASSERT_TRUE(integers);
  std::string payload = "[null";
  for (int i = 0; i < 200; ++i) payload += ",null";
  const auto decoded = Decoder(*integers).decode(payload + "]");
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().problems.size(), 100U);
  EXPECT_TRUE(decoded.error().truncated);
}

}  // namespace
}  // namespace norm::reference
