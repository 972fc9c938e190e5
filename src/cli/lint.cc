// `norm lint PATH...`: loads schema files and reports what is wrong with them, for CI.
#include "cli/lint.h"

#include <norm/report.h>
#include <norm/schema_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "cli/console.h"
#include "cli/schema_argument.h"
#include "cli/schema_files.h"

namespace norm::cli {
namespace {

class Lint final : public Command {
 public:
  void configure(CLI::App& app) override {
    app.add_option("paths", paths_, "Schema files, and folders that are searched for *.norm")->type_name("");
    add_format(app, format_, {"text", "lines", "json"});
    add_choice(app, "--fail-on", fail_on_, {"warning", "info", "error"}, "The least severity of a finding that fails");
    root_.configure(app);
    colour_.configure(app);
  }

  int run() override {
    if (paths_.empty()) return usage_error("lint needs a PATH: schema files, or folders of them");
    bool all_read = true;
    std::vector<File> files;
    for (const std::string& path : paths_) all_read &= collect(path, files);
    for (const File& file : files) all_read &= lint(file);
    for (const Diagnostic& finding : findings_) show(finding);
    if (format_ == "text" && all_read) {
      out().flush();
      err().line(fmt::format("{} finding{} in {} file{}", findings_.size(), findings_.size() == 1 ? "" : "s",
                             files.size(), files.size() == 1 ? "" : "s"));
    }
    return close_output(!all_read ? kExitUsage : fails() ? kExitFindings : kExitOk);
  }

 private:
  struct File {
    std::string path;
    std::string folder;  // that was named; empty: the file itself was
  };

  // Adds the schema files that a path means. False: it means none, which has been said.
  static bool collect(const std::string& path, std::vector<File>& files) {
    const auto found = schema_files(path);
    if (!found) return complain(found.error()), false;
    std::error_code error;
    const std::string folder = std::filesystem::is_directory(path, error) ? path : "";
    for (const std::string& file : *found) files.push_back({file, folder});
    return true;
  }

  // False: the file itself could not be read, which has been said.
  bool lint(const File& file) {
    const auto module = load_file(file.path, root_.options_for(file.path, file.folder));
    for (const Diagnostic& diagnostic : module ? module->notes() : module.error()) {
      if (diagnostic.code == "io" && diagnostic.line == 0) {
        complain(diagnostic.message);
        return false;
      }
      // A file that several others import is found wrong once.
      if (std::find(findings_.begin(), findings_.end(), diagnostic) == findings_.end()) findings_.push_back(diagnostic);
    }
    return true;
  }

  void show(const Diagnostic& finding) {
    if (format_ == "json") {
      out().line(to_json(finding));
    } else if (format_ == "lines") {
      Diagnostic bare = finding;
      bare.excerpt.clear();
      bare.hint.clear();
      out().write(to_text(bare));
    } else {
      out().write(to_text(finding, colour_.style(out())));
    }
  }

  [[nodiscard]] bool fails() const {
    const Severity least = fail_on_ == "info"      ? Severity::info
                           : fail_on_ == "warning" ? Severity::warning
                                                   : Severity::error;
    return std::any_of(findings_.begin(), findings_.end(),
                       [&](const Diagnostic& finding) { return finding.severity >= least; });
  }

  std::vector<std::string> paths_;
  std::string format_;
  std::string fail_on_;
  RootOption root_;
  ColourOption colour_;
  Diagnostics findings_;
};

}  // namespace

std::unique_ptr<Command> make_lint() { return std::make_unique<Lint>(); }

}  // namespace norm::cli
