#pragma once

// The payloads of a command line, files and stdin, as one sequence of records, judged in bounded memory.
#include <norm/decode.h>
#include <norm/records.h>
#include <norm/validator.h>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

struct Verdict {
  std::optional<DecodeError> error;     ///< none: it conforms
  std::optional<std::string> reshaped;  ///< Decoded::text, where it is not the payload's own
  std::vector<UnknownMember> unknown = {};
};

/// Whether to go on. The payload's bytes live until the call returns.
using Visit = std::function<bool(const Payload&, Verdict&)>;

/// Of the files that are read for these arguments, together; nullopt where one of them is no regular file.
[[nodiscard]] std::optional<std::uint64_t> bytes_of_all(const std::vector<std::string>& files);

/// How payloads are cut, limited and judged: `--single --ndjson --max-bytes --max-depth --max-errors --jobs`.
class PayloadOptions {
 public:
  void configure(CLI::App& app);
  [[nodiscard]] const DecodeOptions& decode_options() const { return decode_; }
  /// The same for a report of at most `--max-errors` reasons, which looks at more to find what was meant.
  [[nodiscard]] DecodeOptions options_for_report() const;

  /// Judges each payload of the files in turn, of stdin for `-` or no file at all, and calls `visit` in their order
  /// until it returns false or SIGINT comes (see interrupt.h). What has come from a pipe is visited before more is
  /// waited for.
  /// A file that cannot be read is said on stderr, the others are read all the same; false if there was one.
  [[nodiscard]] bool judge_all(const std::vector<std::string>& files, const Validator& validator,
                               const DecodeOptions& options, Visit visit) const;

 private:
  DecodeOptions decode_;
  bool single_ = false;
  bool ndjson_ = false;
  std::optional<std::size_t> jobs_;  // none: as many as there are cores
};

/// The lines of a document as one: line breaks go, and the blanks around them. A JSON string holds no raw line break,
/// so what goes stands between tokens, and never between two that a blank keeps apart. REQUIRES: JSON.
[[nodiscard]] std::string joined(std::string_view document);

}  // namespace norm::cli
