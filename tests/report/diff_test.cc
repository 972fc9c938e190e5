// Reports of comparisons, each compared as a whole: two schemas in text, and what a solver would say of them by hand.
#include <gtest/gtest.h>
#include <norm/diff_report.h>
#include <norm/norm.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/golden.h"

namespace norm {
namespace {

Module module_of(std::string_view text, std::string_view name) {
  const auto module = load_text(text, name);
  EXPECT_TRUE(module) << to_text(module.error());
  return *module;
}

RootSpec root_of(const Module& module) {
  return {module.library()->files.front().name, module.definitions().back().name, *module.last()};
}

// The first place of a text in a file of a module.
Written written(const Module& module, std::string_view text) {
  const SchemaFile& file = module.library()->files.front();
  const std::size_t begin = file.text.find(text);
  EXPECT_NE(begin, std::string::npos) << text;
  const auto line = static_cast<std::uint32_t>(
      1 + std::count(file.text.begin(), file.text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
  const auto column = static_cast<std::uint32_t>(begin - (file.text.rfind('\n', begin) + 1) + 1);
  return {std::string(text),
          {0, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + text.size())},
          {file.name, line, column}};
}

// A payload that `rejecting` has been asked about.
Witness witness(std::string json, const Module& rejecting, Written accepted) {
  const auto validator = compile(*rejecting.last());
  EXPECT_TRUE(validator);
  Decoder decoder(*validator);
  const auto decoded = decoder.decode(json);
  EXPECT_FALSE(decoded) << json;
  return {std::move(json), decoded ? std::vector<Problem>() : decoded.error().problems, std::move(accepted)};
}

Change change(std::string pointer, ChangeKind kind, std::optional<Written> from, std::optional<Written> to,
              Verdict effect, std::string fingerprint) {
  return {std::move(pointer), kind, std::move(from), std::move(to), effect, std::move(fingerprint)};
}

const Module& old_module() {
  static const Module module =
      module_of("Event = schema {\n  req :id, string?\n  req :size, enum(\"S\", \"M\")\n}", "old.norm");
  return module;
}
const Module& new_module() {
  static const Module module = module_of(
      "# bigger\nEvent = schema {\n  req :id, integer?\n  req :size, enum(\"S\", \"M\", \"L\")  opt :note, string?\n}",
      "new.norm");
  return module;
}

RootDifference both_break() {
  const Module& before = old_module();
  const Module& now = new_module();
  Comparison pair;
  pair.verdict = Verdict::breaks_both;
  pair.directions = {Holding::fails, Holding::fails};
  pair.breaks_producers = witness(R"({"id":"","size":"S"})", now, written(before, "string?"));
  pair.breaks_consumers = witness(R"({"id":0,"size":"S"})", before, written(now, "integer?"));
  pair.changes = {
      change("/id", ChangeKind::type_changed, written(before, "string?"), written(now, "integer?"),
             Verdict::breaks_both, "00000000000000a1"),
      change("/size", ChangeKind::enum_grown, written(before, "enum(\"S\", \"M\")"),
             written(now, "enum(\"S\", \"M\", \"L\")"), Verdict::breaks_consumers, "00000000000000a2"),
      change("/note", ChangeKind::field_added, {}, written(now, "opt :note, string?"), Verdict::growth,
             "00000000000000a3"),
  };
  pair.hazards = {{Direction::old_data_under_new, "/note",
                   witness(R"({"id":0,"size":"S","note":0})", now, written(before, "schema {"))}};
  RootDifference root;
  root.root = {"Event", {root_of(before)}, root_of(now)};
  root.fingerprint = "00000000000000f1";
  root.difference = {pair, {pair}};
  return root;
}

DiffReport report_of(std::vector<RootDifference> roots, Rooted rooted) {
  DiffReport report;
  report.olds = {"old.norm"};
  report.now = "new.norm";
  report.rooted = rooted;
  report.difference.overall = roots.front().difference.overall;
  report.difference.pairs = {roots.front().difference.overall};
  report.difference.roots = std::move(roots);
  return report;
}

RootDifference unknown_root() {
  static const Module before = module_of("Card = schema { req :n, string? }", "schemas/card.norm");
  static const Module now = module_of("extern luhn?\nCard = schema { req :n, string? & luhn? }", "schemas/card.norm");
  Comparison pair;
  pair.verdict = Verdict::unknown;
  pair.directions = {Holding::unknown, Holding::holds};
  pair.unknowns = {{Direction::old_data_under_new, "host-predicate",
                    "what luhn? accepts is known to the host program only", "/n", written(now, "string? & luhn?")}};
  RootDifference root;
  root.root = {"Card", {root_of(before)}, root_of(now)};
  root.fingerprint = "00000000000000f2";
  root.difference = {pair, {pair}};
  return root;
}

RootDifference gone_root() {
  static const Module before = module_of("module cards\n# first\nVoid = any?", "git:HEAD~1:schemas/card.norm");
  Comparison pair;
  pair.verdict = Verdict::breaks_both;
  pair.directions = {Holding::fails, Holding::fails};
  pair.changes = {
      change("", ChangeKind::root_removed, written(before, "any?"), {}, Verdict::breaks_both, "00000000000000b1")};
  RootDifference root;
  root.root = {"cards.Void", {root_of(before)}, {}};
  root.fingerprint = "00000000000000f3";
  root.difference = {pair, {pair}};
  return root;
}

RootDifference same_root() {
  RootDifference root;
  root.root = {"Same", {root_of(old_module())}, root_of(old_module())};
  root.fingerprint = "00000000000000f4";
  Comparison pair;
  pair.verdict = Verdict::same;
  pair.directions = {Holding::holds, Holding::holds};
  root.difference = {pair, {pair}};
  return root;
}

// SARIF as its specification has it, and each result of a rule that is there.
void expect_sarif(const std::string& text) {
  static const auto module = load_file(std::string(NORM_SOURCE_DIR) + "/tests/report/sarif.norm");
  ASSERT_TRUE(module) << to_text(module.error());
  Decoder decoder(*compile(*module->find("Log")));
  const auto log = decoder.decode(text);
  ASSERT_TRUE(log) << to_lines(log.error());
  const Json& run = log->json()["runs"][0];
  std::vector<std::string> rules;
  for (const Json& rule : run["tool"]["driver"]["rules"].GetArray()) rules.emplace_back(rule["id"].GetString());
  for (const Json& result : run["results"].GetArray()) {
    EXPECT_NE(std::find(rules.begin(), rules.end(), result["ruleId"].GetString()), rules.end());
  }
}

// Every format of a report.
void expect_all(const std::string& name, const DiffReport& report) {
  expect_golden(name + "_text", to_text(report));
  expect_golden(name + "_json", to_json(report) + "\n");
  expect_golden(name + "_markdown", to_markdown(report));
  expect_golden(name + "_sarif", to_sarif(report) + "\n");
  expect_sarif(to_sarif(report));
  expect_golden(name + "_github", to_github(report));
  expect_golden(name + "_junit", to_junit(report));
}

TEST(DiffReport, OfOneRoot) { expect_all("diff_one", report_of({both_break()}, Rooted::one)); }

TEST(DiffReport, OfManyRoots) {
  expect_all("diff_many", report_of({both_break(), unknown_root(), same_root(), gone_root()}, Rooted::many));
}

TEST(DiffReport, OfSeveralOldVersions) {
  RootDifference root = both_break();
  root.root.olds.insert(root.root.olds.begin(), root_of(new_module()));
  root.difference.pairs.insert(root.difference.pairs.begin(), same_root().difference.overall);
  DiffReport report = report_of({root}, Rooted::one);
  report.olds = {"v1.norm", "v2.norm"};
  report.difference.pairs = root.difference.pairs;
  expect_all("diff_olds", report);
}

TEST(DiffReport, OfWhatIsAccepted) {
  DiffReport report = report_of({both_break()}, Rooted::one);
  report.accepted = {{"00000000000000a1", "2999-12-31", "nobody has sent one"}};
  EXPECT_EQ(outcome_of(report), Outcome::breakage);  // the enum has grown too
  report.accepted.push_back({"00000000000000a2", "2999-12-31", "consumers are upgraded"});
  EXPECT_EQ(outcome_of(report), Outcome::fine);
  expect_all("diff_accepted", report);
  report.accepted = {{"00000000000000f1", "2999-12-31", "all of it"}};
  EXPECT_EQ(outcome_of(report), Outcome::fine);
}

TEST(DiffReport, ByRole) {
  DiffReport report = report_of({both_break()}, Rooted::one);
  report.role = Role::consumer;
  report.difference.roots[0].difference.overall.verdict = Verdict::breaks_producers;
  expect_golden("diff_consumer_text", to_text(report));
  report.accepted = {{"00000000000000a1", "2999-12-31", "the other direction needs none"}};
  EXPECT_EQ(outcome_of(report), Outcome::fine);
}

TEST(DiffReport, InColour) {
  TextStyle style;
  style.colour = Colour::on;
  style.width = 50;
  expect_golden("diff_colour", to_text(report_of({both_break(), unknown_root()}, Rooted::many), style));
}

TEST(DiffReport, OutcomeIsThatOfTheWorstRoot) {
  EXPECT_EQ(outcome_of(report_of({same_root()}, Rooted::many)), Outcome::fine);
  EXPECT_EQ(outcome_of(report_of({same_root(), unknown_root()}, Rooted::many)), Outcome::unknown);
  EXPECT_EQ(outcome_of(report_of({unknown_root(), gone_root()}, Rooted::many)), Outcome::breakage);
  DiffReport producer = report_of({unknown_root()}, Rooted::one);
  producer.role = Role::producer;
  EXPECT_EQ(outcome_of(producer), Outcome::fine);
}

// What is accepted by its changes is so only if they tell all that breaks.
TEST(DiffReport, AcceptsNoDirectionThatNoChangeExplains) {
  RootDifference root = both_break();
  root.difference.overall.changes[0].effect = Verdict::breaks_consumers;
  DiffReport report = report_of({root}, Rooted::one);
  report.accepted = {{"00000000000000a1", "2999-12-31", "x"}, {"00000000000000a2", "2999-12-31", "x"}};
  EXPECT_FALSE(is_accepted(report.difference.roots.front(), report));
}

// Names, keys and payloads of others are neither markup, nor commands, nor colours.
TEST(DiffReport, OfHostileText) {
  const Module before =
      module_of("E = schema { req \"`a`|<b>\\u001b[31m%0A::error::\", string? }", "a,b:`c`|\x1b[1m%.norm");
  const Module now = module_of("E = schema { req \"`a`|<b>\\u001b[31m%0A::error::\", integer? }", "new|.norm");
  Comparison pair;
  pair.verdict = Verdict::breaks_producers;
  pair.directions = {Holding::fails, Holding::holds};
  pair.breaks_producers =
      witness("{\"`a`|<b>\\u001b[31m%0A::error::\":\"```\\u202e</details>\"}", now, written(before, "string?"));
  pair.changes = {change("/`a`|<b>\x1b[31m%0A::error::", ChangeKind::type_changed, written(before, "string?"),
                         written(now, "integer?"), Verdict::breaks_both, "00000000000000a1")};
  RootDifference root;
  root.root = {"`E`|</summary>", {root_of(before)}, root_of(now)};
  root.fingerprint = "00000000000000f1";
  root.difference = {pair, {pair}};
  expect_all("diff_hostile", report_of({root}, Rooted::many));
}

TEST(DiffReport, IsJson) {
  for (const std::string& text : {to_json(report_of({both_break(), gone_root()}, Rooted::many)),
                                  to_sarif(report_of({both_break(), gone_root()}, Rooted::many))}) {
    rapidjson::Document document;
    EXPECT_FALSE(document.Parse(text.data(), text.size()).HasParseError()) << text;
  }
}

TEST(DiffReport, OfThousandsOfRootsFitsAComment) {
  const std::string comment = to_markdown(report_of(std::vector<RootDifference>(3000, both_break()), Rooted::many));
  EXPECT_LT(comment.size(), 65'536U);
  EXPECT_NE(comment.find("did not fit"), std::string::npos);
}

}  // namespace
}  // namespace norm
