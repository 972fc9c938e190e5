#pragma once

// The payloads of a command line, files and stdin, as one sequence of records in bounded memory.
#include <norm/decode.h>
#include <norm/records.h>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace norm::cli {

struct Payload {
  Record record;
  std::size_t number = 0;    ///< in the whole run, from 1
  bool one_of_many = false;  ///< a record of NDJSON, not a document of its own
  const std::string* file = nullptr;

  /// `payload.json`, `payload.json:7`, `payload.json:7 (record 5)` where blank lines made the numbers differ.
  [[nodiscard]] std::string name() const;
};

/// How payloads are cut and limited: `--single --ndjson --max-bytes --max-depth --max-errors`.
class PayloadOptions {
 public:
  void configure(CLI::App& app);
  [[nodiscard]] DecodeOptions decode_options() const { return decode_; }

  /// Calls `visit` with each payload of the files in turn, of stdin for `-` or no file at all, until it returns false
  /// or SIGINT comes (see interrupt.h).
  /// A file that cannot be read is said on stderr, the others are read all the same; false if there was one.
  [[nodiscard]] bool for_each(std::vector<std::string> files, const std::function<bool(const Payload&)>& visit) const;

 private:
  DecodeOptions decode_;
  bool single_ = false;
  bool ndjson_ = false;
};

}  // namespace norm::cli
