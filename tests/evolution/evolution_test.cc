// Every case of schemas/evolution through the command, from outside: exit status, verdict, directions by role and
// reading, and each witness given to `norm explain` with both schemas. NORM_EVOLUTION names a further folder of such
// files.
//
// A file holds {"cases": [{id, old, new, root, accept, old_data_under_new, new_data_under_old, role, strict_open,
// host_predicates}], "histories": [{id, versions, pairwise, transitive}]}. Of a case all but id, old, new and accept
// (or verdict, if there is but one) may be missing.
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/json_files.h"

namespace {

namespace fs = std::filesystem;
using Json = rapidjson::Value;

struct Case {
  std::string name;
  std::shared_ptr<const rapidjson::Document> file;
  const Json* json = nullptr;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void collect(const fs::path& folder, const char* member, std::vector<Case>& cases) {
  for (const fs::path& path : norm::test::json_files_below(folder)) {
    auto document = std::make_shared<rapidjson::Document>();
    const std::string text = read(path);
    document->Parse(text.data(), text.size());
    if (document->HasParseError() || !document->IsObject() || !document->HasMember(member)) continue;
    for (const Json& json : (*document)[member].GetArray()) {
      cases.push_back({path.stem().string() + "/" + json["id"].GetString(), document, &json});
    }
  }
}

std::vector<Case> all(const char* member) {
  std::vector<Case> cases;
  collect(fs::path(NORM_SOURCE_DIR) / "schemas/evolution", member, cases);
  if (const char* further = std::getenv("NORM_EVOLUTION")) collect(further, member, cases);
  return cases;
}

std::string text_of(const Json& object, const char* name) {
  return object.HasMember(name) && object[name].IsString() ? object[name].GetString() : "";
}

// The words of the files for those of the command.
std::string holding(const std::string& word) { return word == "yes" ? "holds" : word == "no" ? "fails" : word; }

int exit_of(const std::string& verdict) {
  return verdict == "same" || verdict == "growth" ? 0 : verdict == "unknown" ? 3 : verdict == "load-error" ? 2 : 1;
}

struct Ran {
  int status = -1;
  std::string output;
};

// A folder for the files of one case, in which `norm` is the command just built.
class Place {
 public:
  Place() {
    std::string pattern = (fs::temp_directory_path() / "norm-evolution-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string file(const std::string& name) const { return read(folder_ / name); }
  [[nodiscard]] Ran norm(const std::string& arguments) const {
    const std::string line =
        "cd '" + folder_.string() + "' && '" + NORM_COMMAND + "' " + arguments + " 2>err </dev/null";
    FILE* pipe = ::popen(line.c_str(), "r");
    Ran ran;
    if (pipe == nullptr) return ran;
    std::array<char, 4096> block{};
    for (std::size_t size = 0; (size = std::fread(block.data(), 1, block.size(), pipe)) > 0;) {
      ran.output.append(block.data(), size);
    }
    const int status = ::pclose(pipe);
    if (WIFEXITED(status)) ran.status = WEXITSTATUS(status);
    return ran;
  }

 private:
  fs::path folder_;
};

class Comparison {
 public:
  Comparison(const Place& place, std::string versions) : place_(place), versions_(std::move(versions)) {}

  // Runs the command; false: it did not print a comparison.
  bool run(const std::string& options) {
    ran_ = place_.norm("diff --format json " + options + ' ' + versions_);
    document_.Parse(ran_.output.data(), ran_.output.size());
    return !document_.HasParseError() && document_.IsObject();
  }
  [[nodiscard]] int status() const { return ran_.status; }
  [[nodiscard]] std::string verdict() const { return text_of(document_, "verdict"); }
  [[nodiscard]] std::string direction(const char* name) const { return text_of(document_["directions"], name); }
  [[nodiscard]] std::string witness(const char* name) const { return text_of(document_["witnesses"], name); }
  [[nodiscard]] const rapidjson::Document& json() const { return document_; }
  [[nodiscard]] std::string told() const { return ran_.output + place_.file("err"); }

 private:
  const Place& place_;
  std::string versions_;
  Ran ran_;
  rapidjson::Document document_;
};

// One schema takes the payload and the other does not.
void expect_told_apart(const Place& place, const std::string& payload, const std::string& valid,
                       const std::string& invalid) {
  place.write("payload.json", payload);
  EXPECT_EQ(place.norm("explain --single " + valid + " payload.json").status, 0) << payload << " under " << valid;
  EXPECT_EQ(place.norm("explain --single " + invalid + " payload.json").status, 1) << payload << " under " << invalid;
}

std::string with_externs(const Json& json, const char* version) {
  std::string text;
  if (json.HasMember("host_predicates")) {
    for (const Json& name : json["host_predicates"].GetArray())
      text += std::string("extern ") + name.GetString() + '\n';
  }
  return text + json[version].GetString();
}

class Evolution : public testing::TestWithParam<Case> {};

TEST_P(Evolution, IsToldRight) {
  const Json& json = *GetParam().json;
  const Place place;
  place.write("old.norm", with_externs(json, "old"));
  place.write("new.norm", with_externs(json, "new"));
  const std::string root = text_of(json, "root").empty() ? "" : '#' + text_of(json, "root");
  const std::string before = "old.norm" + root;
  const std::string now = "new.norm" + root;
  std::vector<std::string> accept;
  if (json.HasMember("accept")) {
    for (const Json& verdict : json["accept"].GetArray()) accept.emplace_back(verdict.GetString());
  } else {
    accept.push_back(text_of(json, "verdict"));
  }

  Comparison diff(place, before + ' ' + now);
  if (!diff.run("--witness witnesses.ndjson")) {
    EXPECT_NE(std::find(accept.begin(), accept.end(), "load-error"), accept.end()) << diff.told();
    EXPECT_EQ(diff.status(), 2) << diff.told();
    return;
  }
  const std::string verdict = diff.verdict();
  EXPECT_NE(std::find(accept.begin(), accept.end(), verdict), accept.end()) << verdict << '\n' << diff.told();
  EXPECT_EQ(diff.status(), exit_of(verdict)) << diff.told();
  for (const char* direction : {"old_data_under_new", "new_data_under_old"}) {
    if (!json.HasMember(direction) || verdict != accept.front()) continue;
    EXPECT_EQ(diff.direction(direction), holding(text_of(json, direction))) << direction << '\n' << diff.told();
  }

  // `explain` has no host to ask.
  const bool opaque = (place.file("old.norm") + place.file("new.norm")).find("extern ") != std::string::npos;
  std::string witnesses;
  if (const std::string payload = diff.witness("breaks_producers"); !payload.empty()) {
    if (!opaque) expect_told_apart(place, payload, before, now);
    witnesses += payload + '\n';
  }
  if (const std::string payload = diff.witness("breaks_consumers"); !payload.empty()) {
    if (!opaque) expect_told_apart(place, payload, now, before);
    witnesses += payload + '\n';
  }
  EXPECT_EQ(place.file("witnesses.ndjson"), witnesses);
  EXPECT_EQ(diff.direction("old_data_under_new") == "fails", !diff.witness("breaks_producers").empty()) << diff.told();
  EXPECT_EQ(diff.direction("new_data_under_old") == "fails", !diff.witness("breaks_consumers").empty()) << diff.told();
  for (const Json& hazard : diff.json()["hazards"].GetArray()) {
    const bool of_old = text_of(hazard, "direction") == "old_data_under_new";
    if (!opaque) expect_told_apart(place, text_of(hazard, "witness"), of_old ? before : now, of_old ? now : before);
  }

  if (json.HasMember("role")) {
    for (const char* role : {"consumer", "producer"}) {
      Comparison by_role(place, before + ' ' + now);
      ASSERT_TRUE(by_role.run(std::string("--role ") + role)) << by_role.told();
      const std::string expected = text_of(json["role"], role);
      const std::string found = by_role.verdict().starts_with("breaks-") ? "breakage" : by_role.verdict();
      EXPECT_EQ(found, expected) << role << '\n' << by_role.told();
      EXPECT_EQ(by_role.status(), exit_of(by_role.verdict())) << role;
    }
  }
  if (json.HasMember("strict_open")) {
    Comparison strict(place, before + ' ' + now);
    ASSERT_TRUE(strict.run("--strict-open")) << strict.told();
    EXPECT_EQ(strict.direction("old_data_under_new"), holding(text_of(json["strict_open"], "old_in_new")))
        << "--strict-open\n"
        << strict.told();
    EXPECT_EQ(strict.direction("new_data_under_old"), holding(text_of(json["strict_open"], "new_in_old")))
        << "--strict-open\n"
        << strict.told();
  }
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  std::string name = std::to_string(info.index) + "_" + info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, Evolution, testing::ValuesIn(all("cases")), name_of);

// Several retained versions: against the last one, and against all.
class Histories : public testing::TestWithParam<Case> {};

TEST_P(Histories, AreToldRight) {
  const Json& json = *GetParam().json;
  const Place place;
  const auto& versions = json["versions"].GetArray();
  std::string all_of_them;
  for (rapidjson::SizeType i = 0; i < versions.Size(); ++i) {
    const std::string name = "v" + std::to_string(i + 1) + ".norm";
    place.write(name, versions[i].GetString());
    all_of_them += ' ' + name;
    if (i == 0 || !json.HasMember("pairwise")) continue;
    Comparison step(place, "v" + std::to_string(i) + ".norm " + name);
    ASSERT_TRUE(step.run("")) << step.told();
    EXPECT_EQ(step.verdict(), json["pairwise"][i - 1].GetString()) << step.told();
    EXPECT_FALSE(step.json().HasMember("pairs"));
  }
  Comparison whole(place, all_of_them);
  ASSERT_TRUE(whole.run("")) << whole.told();
  EXPECT_EQ(whole.verdict(), text_of(json, "transitive")) << whole.told();
  EXPECT_EQ(whole.status(), exit_of(whole.verdict()));
  ASSERT_EQ(whole.json()["pairs"].Size(), versions.Size() - 1);
  const std::string now = "v" + std::to_string(versions.Size()) + ".norm";
  for (const char* direction : {"breaks_producers", "breaks_consumers"}) {
    const std::string payload = whole.witness(direction);
    if (payload.empty()) continue;
    // That of the first old version that fails.
    for (const Json& pair : whole.json()["pairs"].GetArray()) {
      if (text_of(pair["witnesses"], direction).empty()) continue;
      EXPECT_EQ(text_of(pair["witnesses"], direction), payload);
      const std::string old = text_of(pair, "old");
      const bool of_old = std::string(direction) == "breaks_producers";
      expect_told_apart(place, payload, of_old ? old : now, of_old ? now : old);
      break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Histories, testing::ValuesIn(all("histories")), name_of);

}  // namespace
