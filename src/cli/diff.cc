// `norm diff OLD... NEW`: whether a changed schema is growth or breakage, with a payload that shows what breaks.
#include "cli/diff.h"

#include <norm/diff_report.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "cli/accept.h"
#include "cli/console.h"
#include "cli/schema_argument.h"
#include "cli/versions.h"

namespace norm::cli {
namespace {

// What the list of options has no room for.
constexpr std::string_view kMore =
    R"(A version is FILE#Name, FILE (its last definition), a folder, or one of these in a repository: git:HEAD~1:schemas/a.norm.
In folders, and with --all, every root is compared with the one of its name: the definitions with @topic or, where there
is none, those that no other one uses. A root that is gone breaks both, unless --map Old=New says where it went.
Name every old version whose payloads are still retained: what was removed and comes back with another type is growth at
each step, and breaks who still reads the first.

  norm diff old.norm new.norm                     two files
  norm diff v1.norm v2.norm v3.norm               v3 against both that came before
  norm diff --against origin/main schemas         what this branch changes
  norm diff git:v1.2.0:schemas git:HEAD:schemas   two revisions

Verdicts:
  same              no payload tells the two apart
  growth            old data is valid under the new schema, and new data under the old one: roll out in any order
  breaks-consumers  consumers that are still on the old schema reject new data: upgrade consumers first, then producers
  breaks-producers  what old producers send, or what is retained, is rejected by the new schema: upgrade producers first,
                    wait out the topic's retention, then upgrade consumers
  breaks-both       both: make it a new field, event type or topic, and keep the old one
  unknown           nothing is known to break, but something could not be decided; the report says what and where
An undeclared key of an open schema may carry anything, so a new optional field would break whoever used its name by
accident. That is growth, and told as a hazard; --strict-open counts it, for relays that forward what they do not know.
With --role consumer the files say what a consumer accepts, which may require less: only old data under the new schema
counts. With --role producer they say what a producer promises, which may provide more: only new data under the old one.

The file of --accept has a line for each breakage to live with: FINGERPRINT YYYY-MM-DD REASON. The report prints the
lines to complete. After that day the entry counts no more, which is said, as is an entry by which nothing breaks.
The lines of --witness are payloads that one version takes and the other rejects: keep them as regression tests.

Exit: 0 same or growth (or accepted), 1 breakage, 2 usage, I/O or a broken schema, 3 unknown and nothing that breaks.)";

constexpr double kLongestBudget = 3600;  // seconds

// As match_roots would name it if it stood alone.
std::string qualified_name(const RootSpec& root) {
  const std::string& space = root.spec.library()->files.front().module;
  return space.empty() ? root.name : space + '.' + root.name;
}

class Diff final : public Command {
 public:
  void configure(CLI::App& app) override;
  int run() override;

 private:
  /// What is compared. Empty: said already.
  [[nodiscard]] std::optional<std::vector<RootHistory>> histories();
  [[nodiscard]] std::optional<std::vector<RootHistory>> of_versions();
  [[nodiscard]] std::optional<std::vector<RootHistory>> of_paths();
  [[nodiscard]] std::optional<std::vector<RootHistory>> of_path(const VersionArgument& now,
                                                                const std::vector<VersionArgument>& olds, bool roots);
  [[nodiscard]] std::optional<std::vector<RootHistory>> match(const std::vector<SchemaTree>& olds,
                                                              const SchemaTree& now) const;
  [[nodiscard]] std::optional<Renamed> renamed() const;
  [[nodiscard]] DiffOptions options() const;
  [[nodiscard]] bool read_acceptances();
  void tell_idle() const;
  [[nodiscard]] bool write_witnesses() const;
  void print() const;

  std::vector<std::string> arguments_;
  std::vector<std::string> against_;
  std::vector<std::string> map_;
  bool all_ = false;
  std::string role_;
  bool strict_open_ = false;
  double budget_ = 1;
  std::string format_;
  std::string witness_file_;
  std::string accept_file_;
  RootOption root_;
  ColourOption colour_;

  VersionReader reader_{root_, colour_};
  DiffReport report_;
  std::vector<AcceptedLine> accepted_;
};

void Diff::configure(CLI::App& app) {
  app.add_option("versions", arguments_, "The old versions and, last, the new one; with --against only the new ones")
      ->type_name("");
  app.add_option("--against", against_,
                 "Compare each path with itself at REVISION (of git; may be given several times)")
      ->type_name("REVISION")
      ->allow_extra_args(false);
  app.add_flag("--all", all_, "Compare all roots of a file, as of a folder");
  app.add_option("--map", map_, "The root Old is now called New (may be given several times)")
      ->type_name("Old=New")
      ->allow_extra_args(false);
  add_choice(app, "--role", role_, {"both", "consumer", "producer"}, "Whose promise the files are");
  app.add_flag("--strict-open", strict_open_, "Excuse no collision with undeclared keys: plain containment");
  app.add_option("--budget", budget_, "Time for each pair; what is not decided by then is unknown")
      ->capture_default_str()
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, kLongestBudget));
  add_format(app, format_, {"text", "json", "markdown", "sarif", "github", "junit"});
  app.add_option("--witness", witness_file_, "Write the payloads that show what breaks to FILE, one a line")
      ->type_name("FILE");
  app.add_option("--accept", accept_file_, "Breakages to live with: fingerprint, last day, reason")->type_name("FILE");
  root_.configure(app);
  colour_.configure(app);
  app.footer(std::string(kMore));
}

int Diff::run() {
  if (!accept_file_.empty() && !read_acceptances()) return close_output(kExitUsage);
  auto histories = this->histories();
  if (!histories) return close_output(kExitUsage);
  auto difference = diff_roots(std::move(*histories), options());
  if (!difference) {
    show(difference.error(), colour_);
    return close_output(kExitUsage);
  }
  report_.difference = std::move(*difference);
  report_.role = options().role;
  print();
  tell_idle();
  if (!witness_file_.empty() && !write_witnesses()) return close_output(kExitUsage);
  switch (outcome_of(report_)) {
    case Outcome::fine: return close_output(kExitOk);
    case Outcome::unknown: return close_output(kExitUnknown);
    case Outcome::breakage: break;
  }
  return close_output(kExitFindings);
}

std::optional<std::vector<RootHistory>> Diff::histories() {
  if (against_.empty()) {
    if (arguments_.size() >= 2) return of_versions();
    complain(arguments_.empty() ? "diff needs OLD and NEW, or --against REVISION and a PATH"
                                : "diff needs a NEW beside the OLD, or --against REVISION");
  } else {
    if (!arguments_.empty()) return of_paths();
    complain("--against needs a PATH: schema files, or folders of them");
  }
  return {};
}

std::optional<std::vector<RootHistory>> Diff::of_versions() {
  std::vector<VersionArgument> versions;
  bool roots = all_;
  for (const std::string& argument : arguments_) {
    auto version = reader_.find(argument);
    if (!version) return {};
    if (version->kind == VersionArgument::Kind::none) {
      complain(fmt::format("cannot read {}: no such file or folder", version->shown));
      return {};
    }
    roots = roots || version->kind == VersionArgument::Kind::folder;
    versions.push_back(std::move(*version));
  }
  report_.olds.assign(arguments_.begin(), arguments_.end() - 1);
  report_.now = arguments_.back();
  report_.rooted = roots ? Rooted::many : Rooted::one;
  const VersionArgument now = std::move(versions.back());
  versions.pop_back();
  return of_path(now, versions, roots);
}

std::optional<std::vector<RootHistory>> Diff::of_paths() {
  report_.olds = against_;
  report_.now = "the working tree";
  report_.rooted = all_ || arguments_.size() > 1 ? Rooted::many : Rooted::one;
  std::vector<RootHistory> all;
  for (const std::string& argument : arguments_) {
    const auto now = reader_.find(argument);
    if (!now) return {};
    if (now->revision) {
      complain(fmt::format("--against compares paths of the working tree; {} is in a revision", argument));
      return {};
    }
    bool roots = all_ || now->kind == VersionArgument::Kind::folder;
    bool exists = now->kind != VersionArgument::Kind::none;
    std::vector<VersionArgument> olds;
    for (const std::string& revision : against_) {
      auto old = reader_.find_at(revision, *now);
      if (!old) return {};
      roots = roots || old->kind == VersionArgument::Kind::folder;
      exists = exists || old->kind != VersionArgument::Kind::none;
      olds.push_back(std::move(*old));
    }
    if (!exists) {
      complain(fmt::format("cannot read {}: no such file or folder, here or there", argument));
      return {};
    }
    if (roots) report_.rooted = Rooted::many;
    auto histories = of_path(*now, olds, roots);
    if (!histories) return {};
    all.insert(all.end(), std::make_move_iterator(histories->begin()), std::make_move_iterator(histories->end()));
  }
  return all;
}

std::optional<std::vector<RootHistory>> Diff::of_path(const VersionArgument& now,
                                                      const std::vector<VersionArgument>& olds, bool roots) {
  const auto is_there = [](const VersionArgument& version) { return version.kind != VersionArgument::Kind::none; };
  if (roots) {
    std::vector<const VersionArgument*> versions = {&now};
    for (const VersionArgument& old : olds) versions.push_back(&old);
    std::vector<SchemaTree> trees;
    for (const VersionArgument* version : versions) {
      if (version->name) {
        complain(fmt::format("#{} names one definition, but all roots are compared", *version->name));
        return {};
      }
      std::optional<SchemaTree> tree = SchemaTree{};
      if (is_there(*version)) tree = reader_.read_all(*version);
      if (!tree) return {};
      trees.push_back(std::move(*tree));
    }
    const SchemaTree current = std::move(trees.front());
    trees.erase(trees.begin());
    return match(trees, current);
  }
  if (!map_.empty()) {
    complain("--map is for folders and --all; a definition of a file is named by FILE#Name");
    return {};
  }
  // What a revision of --against does not have is new; what was named by hand has to be there.
  const auto read = [&](const VersionArgument& version) -> std::optional<std::optional<RootSpec>> {
    if (!is_there(version)) return std::optional<RootSpec>();
    auto one = reader_.read_one(version);
    if (!one) return {};
    if (!one->spec && (against_.empty() || !version.revision)) {
      complain_of_name(version.shown, version.name.value_or(""), one->module);
      return {};
    }
    return std::move(one->spec);
  };
  RootHistory history;
  auto current = read(now);
  if (!current) return {};
  history.now = std::move(*current);
  for (const VersionArgument& old : olds) {
    auto spec = read(old);
    if (!spec) return {};
    history.olds.push_back(std::move(*spec));
  }
  const std::optional<RootSpec>& named = history.now ? history.now : history.olds.front();
  if (named) history.name = qualified_name(*named);
  return std::vector<RootHistory>{std::move(history)};
}

std::optional<std::vector<RootHistory>> Diff::match(const std::vector<SchemaTree>& olds, const SchemaTree& now) const {
  const auto renamed = this->renamed();
  if (!renamed) return {};
  auto histories = match_roots(olds, now, *renamed);
  if (!histories) {
    show(histories.error(), colour_);
    return {};
  }
  return std::move(*histories);
}

std::optional<Renamed> Diff::renamed() const {
  Renamed out;
  for (const std::string& map : map_) {
    const std::size_t equals = map.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == map.size()) {
      complain(fmt::format("--map takes Old=New, not {}", map));
      return {};
    }
    out.emplace_back(map.substr(0, equals), map.substr(equals + 1));
  }
  return out;
}

DiffOptions Diff::options() const {
  DiffOptions options;
  options.role = role_ == "consumer" ? Role::consumer : role_ == "producer" ? Role::producer : Role::both;
  options.strict_open = strict_open_;
  // Steps in the proportion in which they use up the time, so that more of it is worth something.
  const DiffBudget usual;
  options.budget.steps = static_cast<std::size_t>(static_cast<double>(usual.steps) * budget_);
  options.budget.regex_steps = static_cast<std::size_t>(static_cast<double>(usual.regex_steps) * budget_);
  options.budget.time = std::chrono::milliseconds(static_cast<long>(1000 * budget_));
  return options;
}

bool Diff::read_acceptances() {
  auto lines = read_accepted(accept_file_);
  if (!lines) {
    for (const std::string& mistake : lines.error()) complain(mistake);
    return false;
  }
  accepted_ = std::move(*lines);
  const std::string day = today();
  for (const AcceptedLine& line : accepted_) {
    if (line.acceptance.until >= day) report_.accepted.push_back(line.acceptance);
  }
  return true;
}

// Entries that have run out, or by which nothing breaks: a file that only grows hides what comes next.
void Diff::tell_idle() const {
  std::unordered_set<std::string> breaking;
  for (const RootDifference& root : report_.difference.roots) {
    breaking.insert(root.fingerprint);
    for (const Change& change : root.difference.overall.changes) breaking.insert(change.fingerprint);
  }
  const std::string day = today();
  for (const AcceptedLine& line : accepted_) {
    const Acceptance& acceptance = line.acceptance;
    if (acceptance.until < day) {
      complain(fmt::format("{}:{}: accepted until {} only: {}", accept_file_, line.line, acceptance.until,
                           acceptance.reason));
    } else if (!breaking.contains(acceptance.fingerprint)) {
      complain(fmt::format("{}:{}: nothing changes by {} any more; the line can go", accept_file_, line.line,
                           acceptance.fingerprint));
    }
  }
}

bool Diff::write_witnesses() const {
  std::string lines;
  std::unordered_set<std::string> seen;
  const auto add = [&](const std::optional<Witness>& witness) {
    if (witness && seen.insert(witness->json).second) lines += witness->json + '\n';
  };
  for (const RootDifference& root : report_.difference.roots) {
    for (const Comparison& pair : root.difference.pairs) {
      if (report_.role != Role::producer) add(pair.breaks_producers);
      if (report_.role != Role::consumer) add(pair.breaks_consumers);
    }
  }
  std::ofstream file(witness_file_, std::ios::binary);
  file << lines;
  file.close();
  if (!file) complain(fmt::format("cannot write {}", witness_file_));
  return static_cast<bool>(file);
}

void Diff::print() const {
  if (format_ == "text") out().write(to_text(report_, colour_.style(out())));
  if (format_ == "json") out().line(to_json(report_));
  if (format_ == "markdown") out().write(to_markdown(report_));
  if (format_ == "sarif") out().line(to_sarif(report_));
  if (format_ == "github") out().write(to_github(report_));
  if (format_ == "junit") out().write(to_junit(report_));
}

}  // namespace

std::unique_ptr<Command> make_diff() { return std::make_unique<Diff>(); }

}  // namespace norm::cli
