#pragma once

// Compiles a spec and shows an explanation as `path predicate = val` lines, one a problem.
#include <gtest/gtest.h>
#include <norm/dsl.h>
#include <norm/print.h>

#include <string>

#include "exec/evaluate.h"
#include "program/compile.h"

namespace norm::exec {

inline Spec in_library(std::vector<Definition> definitions) {
  auto library = std::make_shared<Library>();
  library->files.emplace_back().definitions = std::move(definitions);
  return Spec(library->files.front().definitions.back().spec, library);
}

inline Spec in_module(std::vector<std::pair<std::string, Spec>> definitions) {
  std::vector<Definition> list;
  for (auto& [name, spec] : definitions) list.push_back(Definition{name, spec, {}, {}, {}});
  return in_library(std::move(list));
}

inline std::shared_ptr<const program::Program> compiled(const Spec& spec, const CompileOptions& options = {}) {
  auto program = program::compile(spec, options);
  EXPECT_TRUE(program.has_value()) << (program ? "" : program.error().front().message);
  return program ? *program : nullptr;
}

inline std::string shown(const Problem& problem) {
  std::string out;
  for (const Segment& segment : problem.path) {
    out += '/';
    if (const auto* key = std::get_if<std::string>(&segment)) {
      out += *key;
    } else {
      out += std::to_string(std::get<std::size_t>(segment));
    }
  }
  out += (out.empty() ? "" : " ") + problem.predicate + " = " + problem.val;
  for (const std::string& tag : problem.branch) out += " <" + tag + ">";
  for (const std::string& name : problem.via) out += " via " + name;
  if (problem.on_key) out += " on key";
  return out + '\n';
}

/// Every problem a line; "" for a value that conforms. Asserts that both questions get one answer.
inline std::string explained(const Spec& spec, const char* json, std::size_t max_errors = 100,
                             const CompileOptions& options = {}) {
  const auto program = compiled(spec, options);
  if (!program) return "does not compile";
  rapidjson::Document document;
  document.Parse(json);
  EXPECT_FALSE(document.HasParseError()) << json;
  const Explanation explanation = explain(*program, Document{document}, max_errors);
  EXPECT_EQ(valid(*program, Document{document}), explanation.problems.empty()) << json;
  std::string out;
  for (const Problem& problem : explanation.problems) out += shown(problem);
  if (explanation.truncated) out += "truncated\n";
  return out;
}

}  // namespace norm::exec
