#pragma once

// `--schema`, `--map` and `--key-schema`: what the records of each topic have to conform to; read at the start, and
// anew when SIGHUP asks for it.
#include <norm/kafka/kafka.h>

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/schema_argument.h"

namespace norm::cli {

class SchemaOptions {
 public:
  void configure(CLI::App& app);
  /// Whether anything is said; else the command has no schema at all.
  [[nodiscard]] bool given() const;
  [[nodiscard]] bool has_key() const { return !key_schema_.empty(); }
  /// A topic of --map that is not among `topics`, which may hold regular expressions; empty: there is none.
  [[nodiscard]] std::string unread(const std::vector<std::string>& topics) const;
  /// Of `topics`, which may hold regular expressions. What is wrong has been said on stderr where the result is empty.
  ///
  /// A topic has the schema that --map gives it; else of --schema FILE the definition with `@topic` of its name, also
  /// where a regular expression finds the topic or nobody knows it yet (`topics` empty); else that of --schema.
  [[nodiscard]] std::optional<kafka::Schemas> load(const std::vector<std::string>& topics,
                                                   const ColourOption& colour) const;
  /// What --schema or -e says, where nothing else is asked for.
  [[nodiscard]] std::string name() const { return schema_.empty() ? "-e" : schema_; }
  [[nodiscard]] bool has_file() const { return !schema_.empty() || !maps_.empty() || !key_schema_.empty(); }

 private:
  [[nodiscard]] bool has_others() const;
  void say_who_has_the_last(const std::vector<std::string>& topics, const kafka::Schemas& schemas) const;

  std::string schema_;
  std::vector<std::string> maps_;
  std::string key_schema_;
  SchemaArgument argument_;
  const CLI::Option* expression_ = nullptr;  // of argument_
};

}  // namespace norm::cli
