#pragma once

// Reads files of cases: JSON arrays of schemas, inputs and what must come of them. Each input keeps its own bytes, so that
// `1.0` stays `1.0`.
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <norm/json.h>

namespace norm::corpus {

struct Error {
  std::string path;  ///< as JSON text, `["a",0]`
  std::string predicate;
  std::optional<std::string> branch;  ///< as JSON text
};

struct Case {
  std::string file;
  std::string name;
  std::string schema;
  std::string root;   ///< the definition that is meant; empty: the last
  std::string input;  ///< the bytes as they stand in the file
  bool valid = false;
  std::vector<Error> errors;
  std::optional<std::vector<std::string>> explain;  ///< the deck's lines
  std::string load_error;                           ///< what the load error says; empty: the schema loads
  std::string code;                                 ///< of the load error; empty: any
  std::pair<unsigned, unsigned> place = {0, 0};     ///< of the load error; 0: anywhere
};

/// All cases of a file. A broken file gives one case whose name says so, and which cannot pass.
std::vector<Case> read_cases(const std::filesystem::path& file);

std::string compact(const Json& json);

}  // namespace norm::corpus
