#pragma once

// What `explain` and `decode` share: the verdict on each payload, its report in the format asked for, the closing
// count.
#include <norm/decode.h>
#include <norm/report.h>

#include <CLI/CLI.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/payloads.h"
#include "cli/schema_argument.h"

namespace norm::cli {

class Verdicts {
 public:
  void configure(CLI::App& app);
  /// `--apply-defaults --strip-unknown --report-unknown`.
  void configure_reshaping(CLI::App& app);

  /// Which payloads have an object in JSON; the other formats are silent about those that conform.
  enum class Mention { failing, all };

  /// Judges every payload; reports go to `reports`, and the text of conforming ones to `on_conforming`: their own
  /// bytes, unless reshaping was asked for. The exit status.
  [[nodiscard]] int run(Output& reports, Mention mention, const std::function<void(std::string_view)>& on_conforming);

 private:
  void report(Output& reports, const Payload& payload, const std::optional<DecodeError>& error);
  void report_unknown(Output& reports, const Payload& payload, std::span<const UnknownMember> unknown);
  void report_json(Output& reports, const Payload& payload, const std::optional<DecodeError>& error);

  std::vector<std::string> positionals_;
  SchemaArgument schema_;
  PayloadOptions payloads_;
  bool apply_defaults_ = false;
  bool strip_unknown_ = false;
  bool report_unknown_ = false;
  ColourOption colour_;
  std::string format_;
  TextStyle style_;
};

}  // namespace norm::cli
