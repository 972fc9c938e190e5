// The verdict on each payload and its report.
#include "cli/verdicts.h"

#include <fmt/format.h>
#include <norm/print.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/table.h"

namespace norm::cli {

void Verdicts::configure(CLI::App& app) {
  app.add_option("arguments", positionals_,
                 "SCHEMA is FILE#Name; PAYLOAD a file of one JSON document or NDJSON, - is stdin")
      ->type_name("");
  schema_.configure(app);
  add_format(app, format_, {"text", "lines", "json"});
  payloads_.configure(app);
  colour_.configure(app);
}

void Verdicts::configure_reshaping(CLI::App& app) {
  app.add_flag("--apply-defaults", apply_defaults_, "Put in the `default:` of members that are absent");
  app.add_flag("--strip-unknown", strip_unknown_, "Leave out members that no schema names");
  app.add_flag("--report-unknown", report_unknown_, "Name those members on stderr, and what may have been meant");
}

int Verdicts::run(Output& reports, Mention mention, const std::function<void(std::string_view)>& on_conforming) {
  auto schema = schema_.load(positionals_, colour_);
  if (!schema) return kExitUsage;
  style_ = colour_.style(reports);
  style_.malformed = schema->has_pii ? Malformed::named : Malformed::quoted;
  style_.max_reasons = payloads_.decode_options().max_errors;
  DecodeOptions options = format_ == "text" ? payloads_.options_for_report() : payloads_.decode_options();
  options.apply_defaults = apply_defaults_;
  options.strip_unknown = strip_unknown_;
  options.report_unknown = report_unknown_;
  const Interruptible until_ctrl_c;
  Progress progress(Progress::Stdout::records, bytes_of_all(positionals_));
  std::size_t seen = 0;
  std::size_t conforming = 0;
  const auto visit = [&](const Payload& payload, const Verdict& verdict) {
    ++seen;
    if (!verdict.error) {
      ++conforming;
      on_conforming(verdict.reshaped ? *verdict.reshaped : payload.record.bytes);
    }
    if (!verdict.unknown.empty()) {
      progress.clear();
      report_unknown(reports, payload, verdict.unknown);
    }
    if (verdict.error || mention == Mention::all) {
      progress.clear();
      report(reports, payload, verdict.error);
    }
    progress.add(payload.record.bytes.size(), verdict.error ? Progress::Verdict::fails : Progress::Verdict::conforms);
    return out().ok() && !interrupted();
  };
  const bool all_read = payloads_.judge_all(positionals_, schema->validator, options, visit);
  progress.clear();
  out().flush();
  if (format_ == "text" && out().ok() && (seen > 0 || all_read)) {
    err().line(fmt::format("{} of {} records conform", conforming, seen));
  }
  if (interrupted()) complain(fmt::format("interrupted after {} record{}", seen, seen == 1 ? "" : "s"));
  const int status = close_output(!all_read ? kExitUsage : conforming == seen ? kExitOk : kExitFindings);
  return reports.ok() ? status : kExitUsage;
}

void Verdicts::report(Output& reports, const Payload& payload, const std::optional<DecodeError>& error) {
  if (format_ == "json") {
    report_json(reports, payload, error);
  } else if (!error) {
    return;
  } else if (format_ == "lines") {
    const std::string lines = to_lines(*error);
    reports.line(reports.is_terminal() ? for_terminal(lines) : lines);
  } else {
    style_.first_line = payload.record.line;
    reports.write(to_text(*error, payload.record.bytes, payload.name(), style_));
  }
}

void Verdicts::report_unknown(Output& reports, const Payload& payload, std::span<const UnknownMember> unknown) {
  for (const UnknownMember& member : unknown) {
    const std::string path = to_path(member.path);
    if (format_ == "json") {
      reports.line(fmt::format(R"({{"record":{},"unknown":{},"pointer":{},"span":[{},{}],"meant":{}}})", payload.number,
                               print(Constant(path)), print(Constant(to_pointer(member.path))), member.span.begin,
                               member.span.end, member.meant.empty() ? "null" : print(Constant(member.meant))));
      continue;
    }
    const std::string hint = member.meant.empty() ? "" : fmt::format(", did you mean {}?", print_key(member.meant));
    const std::string line = fmt::format("{}: no schema names {}{}", harmless(payload.name()), path, hint);
    reports.line(reports.is_terminal() ? for_terminal(line) : line);
  }
}

void Verdicts::report_json(Output& reports, const Payload& payload, const std::optional<DecodeError>& error) {
  std::string object = fmt::format("{{\"record\":{},\"valid\":{},\"errors\":[", payload.number, !error);
  if (error && error->malformed) object += to_json(*error->malformed);
  if (error) {
    for (std::size_t i = 0; i < error->problems.size(); ++i) {
      if (i > 0) object += ',';
      object += to_json(error->problems[i]);
    }
  }
  object += fmt::format("],\"truncated\":{}}}", error && error->truncated);
  reports.line(object);
}

}  // namespace norm::cli
