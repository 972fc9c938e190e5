// Every pair and every history of schemas/evolution through the public interface; a new one needs no rebuild.
// NORM_EVOLUTION names a further folder of such files.
#include <gtest/gtest.h>
#include <norm/norm.h>
#include <rapidjson/document.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/json_files.h"

namespace norm {
namespace {

namespace fs = std::filesystem;

/// Old versions, the new one, and what is to be said of them. An empty expectation stands for none.
struct Case {
  std::string id, name;
  std::string root;
  std::vector<std::string> versions;
  std::vector<std::string> verdicts;  ///< any of these
  std::string old_data_under_new, new_data_under_old;
  std::string old_in_new, new_in_old;  ///< with strict_open
  std::string consumer, producer;      ///< same, growth, breakage or unknown
  std::vector<std::string> externs;
  std::vector<std::string> hazards;  ///< directions that have one
  std::vector<std::string> changes;  ///< `pointer kind`, all of them, in order
  bool lists_changes = false;
};

std::string text_of(const Json& json, const char* key) {
  if (!json.IsObject() || !json.HasMember(key) || !json[key].IsString()) return {};
  return json[key].GetString();
}

std::vector<std::string> texts_of(const Json& json, const char* key) {
  std::vector<std::string> out;
  if (!json.HasMember(key) || !json[key].IsArray()) return out;
  for (const Json& item : json[key].GetArray()) out.emplace_back(item.GetString());
  return out;
}

void read_case(const Json& json, std::vector<Case>& out) {
  Case one;
  one.id = text_of(json, "id");
  one.name = text_of(json, "name");
  one.root = text_of(json, "root");
  one.externs = texts_of(json, "host_predicates");
  one.old_data_under_new = text_of(json, "old_data_under_new");
  one.new_data_under_old = text_of(json, "new_data_under_old");
  if (json.HasMember("strict_open")) {
    one.old_in_new = text_of(json["strict_open"], "old_in_new");
    one.new_in_old = text_of(json["strict_open"], "new_in_old");
  }
  if (json.HasMember("role")) {
    one.consumer = text_of(json["role"], "consumer");
    one.producer = text_of(json["role"], "producer");
  }
  one.hazards = texts_of(json, "hazards");
  one.lists_changes = json.HasMember("changes");
  one.changes = texts_of(json, "changes");
  if (!json.HasMember("versions")) {
    one.versions = {text_of(json, "old"), text_of(json, "new")};
    one.verdicts = texts_of(json, "accept");
    if (one.verdicts.empty()) one.verdicts = {text_of(json, "verdict")};
    out.push_back(std::move(one));
    return;
  }
  const std::vector<std::string> versions = texts_of(json, "versions");
  const std::vector<std::string> pairwise = texts_of(json, "pairwise");
  for (std::size_t i = 0; i < pairwise.size(); ++i) {
    Case step = one;
    step.id += "." + std::to_string(i + 1);
    step.versions = {versions[i], versions[i + 1]};
    step.verdicts = {pairwise[i]};
    out.push_back(std::move(step));
  }
  one.versions = versions;
  one.verdicts = {text_of(json, "transitive")};
  out.push_back(std::move(one));
}

std::vector<Case> cases_below(const fs::path& folder) {
  std::vector<Case> out;
  for (const fs::path& file : test::json_files_below(folder)) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    if (document.HasParseError() || !document.IsObject()) {
      out.push_back({"broken", file.filename().string(), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}});
      continue;
    }
    for (const char* list : {"cases", "histories"}) {
      if (!document.HasMember(list)) continue;
      for (const Json& json : document[list].GetArray()) read_case(json, out);
    }
  }
  return out;
}

std::vector<Case> all_cases() {
  std::vector<Case> out = cases_below(fs::path(NORM_SOURCE_DIR) / "schemas/evolution");
  if (const char* further = std::getenv("NORM_EVOLUTION")) {
    for (Case& one : cases_below(further)) out.push_back(std::move(one));
  }
  return out;
}

std::string with_externs(const Case& one, const std::string& text) {
  std::string out;
  for (const std::string& name : one.externs) out += "extern " + name + "\n";
  return out + text;
}

std::string_view word(Holding holding) {
  switch (holding) {
    case Holding::holds: return "yes";
    case Holding::fails: return "no";
    case Holding::unknown: return "unknown";
  }
  return {};
}

/// As the files spell the verdict of a role.
std::string role_word(Verdict verdict) {
  const std::string text(to_string(verdict));
  return text.starts_with("breaks-") ? "breakage" : text;
}

std::vector<Spec> load_all(const Case& one) {
  std::vector<Spec> out;
  for (const std::string& text : one.versions) {
    const auto module = load_text(with_externs(one, text), "case.norm");
    if (!module) {
      ADD_FAILURE() << to_text(module.error());
      return {};
    }
    const Spec* spec = one.root.empty() ? module->last() : module->find(one.root);
    if (spec == nullptr) {
      ADD_FAILURE() << "no definition " << one.root;
      return {};
    }
    out.push_back(*spec);
  }
  return out;
}

Comparison compared(const std::vector<Spec>& versions, const DiffOptions& options) {
  const std::span<const Spec> olds(versions.data(), versions.size() - 1);
  const auto found = diff(olds, versions.back(), options);
  if (!found) {
    ADD_FAILURE() << to_text(found.error());
    return {};
  }
  return found->overall;
}

std::string told(const Comparison& comparison) {
  std::string out = std::string(to_string(comparison.verdict)) + "\n";
  if (comparison.breaks_producers) out += "  valid under old only: " + comparison.breaks_producers->json + "\n";
  if (comparison.breaks_consumers) out += "  valid under new only: " + comparison.breaks_consumers->json + "\n";
  for (const Hazard& hazard : comparison.hazards) {
    out += "  hazard " + std::string(to_string(hazard.direction)) + " " + hazard.witness.json + "\n";
  }
  for (const Unknown& unknown : comparison.unknowns) {
    out += "  unknown " + std::string(to_string(unknown.direction)) + " " + unknown.code + " at '" + unknown.pointer +
           "': " + unknown.reason + "\n";
  }
  for (const Change& change : comparison.changes) {
    out += "  change " + change.pointer + " " + std::string(to_string(change.kind)) + " " +
           std::string(to_string(change.effect)) + "\n";
  }
  return out;
}

/// What the validators say of a witness, unless the specs have externs.
void expect_witness(const Case& one, const Spec& accepts, const Spec& rejects, const std::string& json) {
  if (!one.externs.empty() || one.versions.front().find("extern ") != std::string::npos) return;
  const auto good = compile(accepts);
  const auto bad = compile(rejects);
  ASSERT_TRUE(good && bad);
  EXPECT_TRUE(Decoder(*good).valid(json)) << json;
  EXPECT_FALSE(Decoder(*bad).valid(json)) << json;
}

class Evolution : public testing::TestWithParam<Case> {};

TEST_P(Evolution, IsDecided) {
  const Case& one = GetParam();
  // A dialect that takes this pair is needed to say anything of it.
  const bool may_not_load = std::ranges::count(one.verdicts, "load-error") != 0;
  if (may_not_load && !load_text(with_externs(one, one.versions.front()))) return;
  const std::vector<Spec> versions = load_all(one);
  ASSERT_GE(versions.size(), 2U);

  const Comparison open = compared(versions, {});
  EXPECT_NE(std::ranges::count(one.verdicts, std::string(to_string(open.verdict))), 0)
      << "expected " << one.verdicts.front() << ", not " << told(open);
  if (!one.old_data_under_new.empty()) {
    EXPECT_EQ(word(open.directions.old_data_under_new), one.old_data_under_new) << told(open);
  }
  if (!one.new_data_under_old.empty()) {
    EXPECT_EQ(word(open.directions.new_data_under_old), one.new_data_under_old) << told(open);
  }
  if (versions.size() == 2) {
    if (open.breaks_producers) expect_witness(one, versions.front(), versions.back(), open.breaks_producers->json);
    if (open.breaks_consumers) expect_witness(one, versions.back(), versions.front(), open.breaks_consumers->json);
  }
  EXPECT_EQ(open.breaks_producers.has_value(), open.directions.old_data_under_new == Holding::fails);
  EXPECT_EQ(open.breaks_consumers.has_value(), open.directions.new_data_under_old == Holding::fails);
  const bool any_unknown =
      open.directions.old_data_under_new == Holding::unknown || open.directions.new_data_under_old == Holding::unknown;
  EXPECT_EQ(!open.unknowns.empty(), any_unknown) << told(open);
  for (const std::string& direction : one.hazards) {
    EXPECT_NE(std::ranges::count(open.hazards, direction, [](const Hazard& h) { return to_string(h.direction); }), 0)
        << "no hazard " << direction << "\n"
        << told(open);
  }
  if (one.lists_changes) {
    std::vector<std::string> changes;
    for (const Change& change : open.changes) {
      changes.push_back(change.pointer + " " + std::string(to_string(change.kind)));
    }
    EXPECT_EQ(changes, one.changes) << told(open);
  }

  DiffOptions strict;
  strict.strict_open = true;
  const Comparison plain = compared(versions, strict);
  if (!one.old_in_new.empty()) {
    EXPECT_EQ(word(plain.directions.old_data_under_new), one.old_in_new) << told(plain);
  }
  if (!one.new_in_old.empty()) {
    EXPECT_EQ(word(plain.directions.new_data_under_old), one.new_in_old) << told(plain);
  }
  EXPECT_TRUE(plain.hazards.empty());

  DiffOptions consumer;
  consumer.role = Role::consumer;
  DiffOptions producer;
  producer.role = Role::producer;
  if (!one.consumer.empty()) {
    EXPECT_EQ(role_word(compared(versions, consumer).verdict), one.consumer);
  }
  if (!one.producer.empty()) {
    EXPECT_EQ(role_word(compared(versions, producer).verdict), one.producer);
  }

  // The same question the other way round has the same answer.
  if (versions.size() != 2) return;
  const Comparison back = compared({versions.back(), versions.front()}, {});
  EXPECT_EQ(back.directions.old_data_under_new, open.directions.new_data_under_old);
  EXPECT_EQ(back.directions.new_data_under_old, open.directions.old_data_under_new);
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  std::string out = std::to_string(info.index) + "_" + info.param.id + "_" + info.param.name;
  for (char& c : out) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(All, Evolution, testing::ValuesIn(all_cases()), name_of);

TEST(Files, AreThere) { EXPECT_GE(cases_below(fs::path(NORM_SOURCE_DIR) / "schemas/evolution").size(), 150U); }

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.id << ": " << one.name;
  for (const std::string& version : one.versions) *out << "\n" << version;
}

}  // namespace
}  // namespace norm
