// Every case of schemas/conformance and schemas/load-errors through the public interface; a new case needs no rebuild.
// NORM_CASES names a further folder of such files, whatever they are called.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/norm.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "corpus/case_file.h"
#include "support/json_files.h"

namespace norm::corpus {
namespace {

namespace fs = std::filesystem;

std::vector<Case> cases_below(const fs::path& folder) {
  std::vector<Case> out;
  for (const fs::path& file : test::json_files_below(folder)) {
    for (Case& one : read_cases(file)) {
      // A file of another shape (histories of schemas) has neither.
      if (!one.input.empty() || !one.load_error.empty() || one.schema == "!") out.push_back(std::move(one));
    }
  }
  return out;
}

std::vector<Case> all_cases() {
  std::vector<Case> out;
  for (const char* folder : {"schemas/conformance", "schemas/load-errors"}) {
    for (Case& one : cases_below(fs::path(NORM_SOURCE_DIR) / folder)) out.push_back(std::move(one));
  }
  if (const char* further = std::getenv("NORM_CASES")) {
    for (Case& one : cases_below(further)) out.push_back(std::move(one));
  }
  return out;
}

// A schema is a text of definitions, or one expression.
bool is_expression(const std::string& text) { return load_expression(text).has_value(); }

Result<Spec, Diagnostics> spec_of(const Case& one) {
  auto module = load_text(one.schema, "case.norm");
  if (!module) {
    if (is_expression(one.schema)) return load_expression(one.schema, "case.norm");
    // Both fail: the one that the author meant is told.
    const bool defines = one.schema.find(" = ") != std::string::npos;
    if (defines) return Failure(std::move(module.error()));
    return load_expression(one.schema, "case.norm");
  }
  const Spec* spec = one.root.empty() ? module->last() : module->find(one.root);
  if (spec == nullptr)
    return Failure(Diagnostics{{"no-definition", Severity::error, one.root, {}, 0, 0, 1, {}, 1, {}}});
  return *spec;
}

std::string shown(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic);
  return out;
}

std::string path_text(const Segments& path) {
  std::string out = "[";
  for (const Segment& segment : path) {
    if (out.size() > 1) out += ',';
    if (const auto* key = std::get_if<std::string>(&segment)) {
      out += compact(Json(rapidjson::StringRef(key->data(), key->size())));
    } else {
      out += std::to_string(std::get<std::size_t>(segment));
    }
  }
  return out + "]";
}

std::string branch_text(const std::vector<std::string>& tags) {
  rapidjson::Document document(rapidjson::kArrayType);
  for (const std::string& tag : tags) {
    document.PushBack(Json(rapidjson::StringRef(tag.data(), tag.size())), document.GetAllocator());
  }
  return compact(document);
}

class Corpus : public testing::TestWithParam<Case> {};

void load_fails(const Case& one) {
  const auto spec = spec_of(one);
  ASSERT_FALSE(spec) << "it loads";
  const Diagnostics& found = spec.error();
  // Some files only say of what kind the error is.
  const auto fits = [&](const Diagnostic& diagnostic) {
    if (!one.code.empty() && diagnostic.code != one.code) return false;
    if (one.place.first > 0 && one.place != std::pair<unsigned, unsigned>(diagnostic.line, diagnostic.column))
      return false;
    if (one.load_error == "syntax error with line:column") return diagnostic.code == "syntax" && diagnostic.line > 0;
    return diagnostic.message.find(one.load_error) != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), fits)) << shown(found);
}

TEST_P(Corpus, Holds) {
  const Case& one = GetParam();
  if (!one.load_error.empty()) return load_fails(one);

  const auto spec = spec_of(one);
  ASSERT_TRUE(spec) << shown(spec.error());
  const auto validator = compile(*spec);
  ASSERT_TRUE(validator) << shown(validator.error());
  Decoder decoder(*validator);
  EXPECT_EQ(decoder.valid(one.input), one.valid) << one.input;
  const auto decoded = decoder.decode(one.input);
  EXPECT_EQ(decoded.has_value(), one.valid) << one.input;
  if (decoded) {
    EXPECT_EQ(decoded->bytes(), one.input);
    return;
  }
  const DecodeError& error = decoded.error();
  ASSERT_FALSE(error.malformed) << error.malformed->reason;
  std::vector<std::string> expected;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < std::max(one.errors.size(), error.problems.size()); ++i) {
    const bool with_branch = i < one.errors.size() && one.errors[i].branch.has_value();
    if (i < one.errors.size()) {
      expected.push_back(one.errors[i].path + " " + one.errors[i].predicate);
      if (with_branch) expected.back() += " " + *one.errors[i].branch;
    }
    if (i < error.problems.size()) {
      found.push_back(path_text(error.problems[i].path) + " " + error.problems[i].predicate);
      if (with_branch) found.back() += " " + branch_text(error.problems[i].branch);
    }
  }
  EXPECT_EQ(found, expected) << one.input;
  if (one.explain) {
    std::string lines;
    for (const std::string& line : *one.explain) lines += (lines.empty() ? "" : "\n") + line;
    EXPECT_EQ(to_lines(error), lines);
  }
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  std::string out = std::to_string(info.index) + "_" + info.param.file + "_" + info.param.name;
  for (char& c : out) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(All, Corpus, testing::ValuesIn(all_cases()), name_of);

TEST(Files, AreThere) {
  EXPECT_GE(cases_below(fs::path(NORM_SOURCE_DIR) / "schemas/conformance").size(), 60U);
  EXPECT_GE(cases_below(fs::path(NORM_SOURCE_DIR) / "schemas/load-errors").size(), 20U);
}

}  // namespace

void PrintTo(const Case& one, std::ostream* out) { *out << one.file << ": " << one.name << "\n" << one.schema; }

}  // namespace norm::corpus
