// The verdict on each payload and its report.
#include "cli/verdicts.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/progress.h"

namespace norm::cli {
namespace {

// Why the payload does not conform; nullopt: it does. Only what fails is worth a document.
std::optional<DecodeError> judge(Decoder& decoder, const Payload& payload) {
  if (payload.record.malformed) {
    DecodeError error;
    error.malformed = payload.record.malformed;
    return error;
  }
  if (decoder.valid(payload.record.bytes)) return {};
  auto decoded = decoder.decode(payload.record.bytes);
  if (decoded) return {};
  return std::move(decoded.error());
}

}  // namespace

void Verdicts::configure(CLI::App& app) {
  app.add_option("arguments", positionals_,
                 "SCHEMA is FILE#Name; PAYLOAD a file of one JSON document or NDJSON, - is stdin")
      ->type_name("");
  schema_.configure(app);
  add_format(app, format_, {"text", "lines", "json"});
  payloads_.configure(app);
  colour_.configure(app);
}

int Verdicts::run(Output& reports, Mention mention, const std::function<void(std::string_view)>& on_conforming) {
  auto schema = schema_.load(positionals_, colour_);
  if (!schema) return kExitUsage;
  style_ = colour_.style(reports);
  style_.malformed = schema->has_pii ? Malformed::named : Malformed::quoted;
  Decoder decoder(schema->validator, payloads_.decode_options());
  Progress progress;
  std::size_t seen = 0;
  std::size_t conforming = 0;
  const bool all_read = payloads_.for_each(positionals_, [&](const Payload& payload) {
    ++seen;
    const std::optional<DecodeError> error = judge(decoder, payload);
    if (!error) {
      ++conforming;
      on_conforming(payload.record.bytes);
    }
    if (error || mention == Mention::all) {
      progress.clear();
      report(reports, payload, error);
    }
    progress.add(payload.record.bytes.size());
    return out().ok();
  });
  progress.clear();
  out().flush();
  if (format_ == "text" && out().ok()) {
    err().line(fmt::format("{} of {} records conform", conforming, seen));
  }
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
