// `norm explain SCHEMA [PAYLOAD...]`: says why payloads do not conform, record by record or, with --summary, as counts.
#include "cli/explain.h"

#include <norm/decode.h>
#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/groups.h"
#include "cli/interrupt.h"
#include "cli/only.h"
#include "cli/payloads.h"
#include "cli/progress.h"
#include "cli/schema_argument.h"
#include "cli/summary.h"

namespace norm::cli {
namespace {

constexpr std::size_t kMostSamples = 1'000'000;

// What the list of options has no room for.
constexpr std::string_view kMore =
    R"(--only: a PATTERN that begins with / is a path, /data/user_id: * stands for one segment, /** at the end for the place
and all below it. Any other is a predicate or a code as reports have it: 'integer?', required, malformed_json. The exit
status stays that of whole records.
--sample shows of a record only what has not been shown N times; the rest is counted on stderr, in every format.
--format json: "val" of more than 64 KiB is "<longer than 64 KiB>"; "span" says where all of it stands.
--summary: a record counts once a row, however often the problem stands in it. In paths * stands for the index of an array
and for the key of a map. Text is cut to the terminal; lines are count, path and predicate between tabs; json is
  {"records", "conforming", "share", "malformed", "truncated", "rows", "rows_shown", "other", "interrupted",
   "problems": [{"path", "predicate", "code", "count", "share", "first": {"record", "file", "line"}, "last", "val"}],
   "malformed_by_reason": [{"reason", "code", "count", "share", "first", "last"}]}
truncated: records with more problems than --max-errors; other: records with problems that were new after 10,000 rows.
Ctrl-C ends the reading: what was found so far is printed, "interrupted" on stderr, and the exit status is that of the
records seen; a second Ctrl-C ends the process.)";

// The first so many records of each group of problems; malformed text is grouped by its reason.
class Samples {
 public:
  explicit Samples(std::size_t most) : most_(most) {}

  // Leaves in `error` the problems whose groups are not full; false: none is left.
  bool keep(DecodeError& error) {
    if (error.malformed) return taken_malformed_[error.malformed->reason]++ < most_;
    std::vector<std::size_t> groups;  // of the problems, in their order
    for (const Problem& problem : error.problems) groups.push_back(groups_.index_of(problem));
    std::size_t at = 0;
    std::erase_if(error.problems, [&](const Problem&) { return taken(groups[at++]) >= most_; });
    std::sort(groups.begin(), groups.end());  // a record counts once, however often the problem stands in it
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    for (const std::size_t group : groups) ++taken(group);
    return !error.problems.empty();
  }

 private:
  std::size_t& taken(std::size_t group) {
    if (group == ProblemGroups::kOther) return taken_other_;
    if (group >= taken_.size()) taken_.resize(group + 1);
    return taken_[group];
  }

  std::size_t most_;
  ProblemGroups groups_;
  std::vector<std::size_t> taken_;
  std::size_t taken_other_ = 0;
  std::map<std::string, std::size_t> taken_malformed_;
};

class Explain final : public Command {
 public:
  void configure(CLI::App& app) override;
  int run() override;

 private:
  void judge_all(const Validator& validator);
  void fail(const Payload& payload, DecodeError& error);
  void report(const Payload& payload, const DecodeError& error);
  static void report_json(const Payload& payload, const DecodeError* error);
  void close() const;

  std::vector<std::string> positionals_;
  SchemaArgument schema_;
  PayloadOptions payloads_;
  ColourOption colour_;
  std::string format_;
  TextStyle style_;
  Only only_;
  Summary summary_;
  std::optional<std::size_t> sample_;

  std::optional<Samples> samples_;
  std::size_t seen_ = 0;
  std::size_t conforming_ = 0;
  std::size_t selected_ = 0;           // failing records of which --only leaves something
  std::size_t selected_problems_ = 0;  // a malformed document is one
  std::size_t shown_ = 0;
  std::size_t shown_problems_ = 0;
  bool all_read_ = true;
};

void Explain::configure(CLI::App& app) {
  app.add_option("arguments", positionals_,
                 "SCHEMA is FILE#Name; PAYLOAD a file of one JSON document or NDJSON, - is stdin")
      ->type_name("");
  schema_.configure(app);
  add_format(app, format_, {"text", "lines", "json"});
  payloads_.configure(app);
  colour_.configure(app);
  only_.configure(app);
  app.add_option("--sample", sample_, "Show at most N failing records of each path and predicate, count the rest")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, kMostSamples));
  summary_.configure(app);
  app.get_option("--summary")->excludes("--sample");
  app.footer(std::string(kMore));
}

int Explain::run() {
  auto schema = schema_.load(positionals_, colour_);
  if (!schema) return kExitUsage;
  style_ = colour_.style(out());
  style_.malformed = schema->has_pii ? Malformed::named : Malformed::quoted;
  style_.max_reasons = payloads_.decode_options().max_errors;
  if (sample_) samples_.emplace(*sample_);
  const Interruptible until_ctrl_c;
  judge_all(schema->validator);
  if (summary_.wanted()) {
    summary_.print(format_, style_);
  } else if (out().ok()) {
    close();
  }
  if (out().ok() && seen_ > conforming_) {
    for (const std::string& pattern : only_.idle()) complain(fmt::format("--only {} selected nothing", pattern));
  }
  if (interrupted()) complain(fmt::format("interrupted after {} record{}", seen_, seen_ == 1 ? "" : "s"));
  return close_output(!all_read_ ? kExitUsage : conforming_ == seen_ ? kExitOk : kExitFindings);
}

void Explain::judge_all(const Validator& validator) {
  const bool reports = format_ == "text" && !summary_.wanted();
  const DecodeOptions options = reports ? payloads_.options_for_report() : payloads_.decode_options();
  Progress progress(summary_.wanted() ? Progress::Stdout::nothing : Progress::Stdout::records,
                    bytes_of_all(positionals_));
  all_read_ = payloads_.judge_all(positionals_, validator, options, [&](const Payload& payload, Verdict& verdict) {
    std::optional<DecodeError>& error = verdict.error;
    const auto judged = error ? Progress::Verdict::fails : Progress::Verdict::conforms;
    ++seen_;
    if (!error) ++conforming_;
    if (summary_.wanted()) {
      if (error) {
        const bool selected = only_.keep(*error);
        summary_.add_failing(payload, *error, selected);
      } else {
        summary_.add_conforming();
      }
    } else if (error) {
      progress.clear();
      fail(payload, *error);
    } else if (format_ == "json" && !samples_) {
      progress.clear();
      report_json(payload, nullptr);
    }
    progress.add(payload.record.bytes.size(), judged);
    return out().ok() && !interrupted();
  });
  progress.clear();
}

void Explain::fail(const Payload& payload, DecodeError& error) {
  const auto count = [&] { return error.malformed ? 1 : error.problems.size(); };
  const bool selected = only_.keep(error);
  if (selected) {
    ++selected_;
    selected_problems_ += count();
    if (samples_ && !samples_->keep(error)) return;
    ++shown_;
    shown_problems_ += count();
    report(payload, error);
  } else if (format_ == "json" && !samples_) {  // an object a document, whatever is selected
    error.malformed.reset();
    error.problems.clear();
    report_json(payload, &error);
  }
}

void Explain::report(const Payload& payload, const DecodeError& error) {
  if (format_ == "json") {
    report_json(payload, &error);
  } else if (format_ == "lines") {
    const std::string lines = to_lines(error);
    out().line(out().is_terminal() ? for_terminal(lines) : lines);
  } else {
    style_.first_line = payload.record.line;
    out().write(to_text(error, payload.record.bytes, payload.name(), style_));
  }
}

void Explain::report_json(const Payload& payload, const DecodeError* error) {
  std::string object = fmt::format("{{\"record\":{},\"valid\":{},\"errors\":[", payload.number, error == nullptr);
  if (error != nullptr && error->malformed) object += to_json(*error->malformed);
  if (error != nullptr) {
    for (std::size_t i = 0; i < error->problems.size(); ++i) {
      if (i > 0) object += ',';
      object += to_json(error->problems[i]);
    }
  }
  object += fmt::format("],\"truncated\":{}}}", error != nullptr && error->truncated);
  out().line(object);
}

void Explain::close() const {
  out().flush();
  std::string line;
  if (format_ == "text" && (seen_ > 0 || all_read_)) line = fmt::format("{} of {} records conform", conforming_, seen_);
  if (samples_) {  // what was left out is said in every format
    if (!line.empty()) line += "; ";
    line += fmt::format("shown: {} of {} failing records, {} of {} problems", shown_, selected_, shown_problems_,
                        selected_problems_);
  }
  if (!line.empty()) err().line(line);
}

}  // namespace

std::unique_ptr<Command> make_explain() { return std::make_unique<Explain>(); }

}  // namespace norm::cli
