// The `norm` command: its table of commands, and from arguments to the one that is meant.
#include <norm/report.h>
#include <norm/version.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/compile.h"
#include "cli/console.h"
#include "cli/decode.h"
#include "cli/diff.h"
#include "cli/explain.h"
#include "cli/lint.h"
#include "cli/predicates.h"
#ifdef NORM_WITH_KAFKA
#include "cli/consume.h"
#include "cli/replay.h"
#endif

namespace norm::cli {
namespace {

const std::vector<CommandRow>& commands() {
  static const std::vector<CommandRow> rows = {
      {"explain", "SCHEMA [PAYLOAD...]", "Say why payloads do not conform", make_explain},
      {"decode", "SCHEMA [PAYLOAD...]", "Let conforming payloads through, explain the others on stderr", make_decode},
      {"lint", "PATH...", "Find mistakes in schema files", make_lint},
      {"diff", "OLD... NEW", "Tell growth from breakage, with a payload that shows what breaks", make_diff},
      {"predicates", "", "List the built-in predicates", make_predicates},
      {"compile", "--dump SCHEMA", "Show the program that a spec compiles to", make_compile},
#ifdef NORM_WITH_KAFKA
      {"consume", "--brokers B --group G --topic T --schema FILE#Name",
       "Read a topic: conforming records go on, the others to the error topic", make_consume},
      {"replay", "--brokers B --topic ERROR_TOPIC", "Records of an error topic back to where they came from",
       make_replay},
#endif
  };
  return rows;
}

std::string help() {
  std::string text =
      "norm: schemas for the JSON that flows over Kafka\n\nUsage: norm COMMAND [ARGUMENTS]\n\nCommands:\n";
  std::size_t width = 0;
  for (const CommandRow& row : commands()) width = std::max(width, row.name.size());
  for (const CommandRow& row : commands()) text += fmt::format("  {:<{}}  {}\n", row.name, width, row.summary);
  text += "\n`norm COMMAND --help` tells more of one, `norm --version` says which norm this is.\n";
  text += "Exit: 0 all is well, 1 something does not conform or was found, 2 usage, I/O or a broken schema.\n";
  return text;
}

// The usage line comes from the table, where CLI11 would list its own words for the positionals.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(const CommandRow& row) : row_(row) {}
  std::string make_usage(const CLI::App* /*app*/, std::string /*name*/) const override {
    return fmt::format("Usage: norm {} [OPTIONS]{}{}\n", row_.name, row_.arguments.empty() ? "" : " ", row_.arguments);
  }

 private:
  const CommandRow& row_;
};

std::string with_suggestion(std::string sentence, std::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = nearest(word, candidates);
  if (!near.empty()) sentence += fmt::format("; did you mean {}?", near);
  return sentence;
}

int unknown_command(std::string_view word) {
  std::vector<std::string> names = {"--help", "--version"};
  for (const CommandRow& row : commands()) names.emplace_back(row.name);
  return usage_error(
      with_suggestion(fmt::format("there is no {} {}", word.starts_with("-") ? "option" : "command", word), word,
                      names) +
      (nearest(word, names).empty() ? "; `norm --help` lists what there is" : ""));
}

int unknown_option(const CommandRow& row, const CLI::App& app, const std::string& argument) {
  const std::string word = argument.substr(0, argument.find('='));
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return usage_error(with_suggestion(fmt::format("{} has no option {}", row.name, word), word, names) +
                     (nearest(word, names).empty() ? fmt::format("; `norm {} --help` lists them", row.name) : ""));
}

int run(const CommandRow& row, const std::vector<std::string>& arguments) {
  const std::unique_ptr<Command> command = row.make();
  CLI::App app(std::string(row.summary) + '.', "norm " + std::string(row.name));
  app.formatter(std::make_shared<HelpFormatter>(row));
  app.allow_extras();
  command->configure(app);
  // What stands behind `--` is no option; CLI11 takes it so and leaves the mark itself among the extras.
  const auto extras = [&] {
    std::vector<std::string> left = app.remaining();
    std::erase(left, "--");
    return left;
  };
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
  } catch (const CLI::CallForHelp&) {
    out().write(app.help());
    return close_output(kExitOk);
  } catch (const CLI::ParseError& error) {
    for (const std::string& argument : extras()) {
      if (argument.size() > 1 && argument.starts_with("-")) return unknown_option(row, app, argument);
    }
    const std::string what = error.what();
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {  // CLI11 speaks of types here
      return usage_error(fmt::format("{}: {} takes one value", row.name, what.substr(0, what.find(':'))));
    }
    return usage_error(fmt::format("{}: {}", row.name, what));
  }
  for (const std::string& argument : extras()) {
    if (argument.size() > 1 && argument.starts_with("-")) return unknown_option(row, app, argument);
    return usage_error(fmt::format("{} takes no argument {}", row.name, argument));
  }
  return command->run();
}

int main(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    err().write(help());
    return close_output(kExitUsage);
  }
  const std::string& word = arguments.front();
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (word == "--help" || word == "-h" || (word == "help" && rest.empty())) {
    out().write(help());
    return close_output(kExitOk);
  }
  if (word == "--version") {
    out().line(fmt::format("norm {}", kVersion));
    return close_output(kExitOk);
  }
  const bool wants_help = word == "help";
  const std::string& name = wants_help ? rest.front() : word;
  for (const CommandRow& row : commands()) {
    if (row.name == name) return run(row, wants_help ? std::vector<std::string>{"--help"} : rest);
  }
  return unknown_command(name);
}

}  // namespace
}  // namespace norm::cli

int main(int argc, char** argv) {
  // A reader that has gone is an error of write(2), seen where it happens, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  return norm::cli::main(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
}
