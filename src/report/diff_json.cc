// Growth or breakage as one JSON object, for programs.
#include <norm/diff_report.h>

#include <string>
#include <string_view>
#include <vector>

#include "report/diff_facts.h"
#include "report/json_writer.h"

namespace norm {
namespace {

using report::ObjectWriter;

void append_text_or_null(std::string& out, const std::optional<Written>& written) {
  if (written) {
    report::append_quoted(out, written->text);
  } else {
    out += "null";
  }
}

void append_place(std::string& out, const std::optional<Written>& written) {
  if (!written || written->place.line == 0) {
    out += "null";
    return;
  }
  ObjectWriter object(out);
  object.text("file", written->place.file);
  object.number("line", written->place.line);
  object.number("column", written->place.column);
  object.end();
}

void append_change(std::string& out, const Change& change) {
  ObjectWriter object(out);
  object.text("pointer", change.pointer);
  object.text("kind", to_string(change.kind));
  append_text_or_null(object.name("from"), change.from);
  append_text_or_null(object.name("to"), change.to);
  object.text("direction", report::direction_word(change.effect));
  object.text("effect", to_string(change.effect));
  object.text("fingerprint", change.fingerprint);
  append_place(object.name("from_source"), change.from);
  append_place(object.name("to_source"), change.to);
  object.end();
}

void append_witness(std::string& out, const std::optional<Witness>& witness) {
  if (witness) {
    report::append_quoted(out, witness->json);
  } else {
    out += "null";
  }
}

void append_hazard(std::string& out, const Hazard& hazard) {
  ObjectWriter object(out);
  object.text("direction", to_string(hazard.direction));
  object.text("pointer", hazard.pointer);
  object.text("witness", hazard.witness.json);
  object.text("explain", to_lines(hazard.witness.problems));
  object.end();
}

void append_unknown(std::string& out, const Unknown& unknown) {
  ObjectWriter object(out);
  object.text("direction", to_string(unknown.direction));
  object.text("code", unknown.code);
  object.text("reason", unknown.reason);
  object.text("pointer", unknown.pointer);
  object.text("spec", unknown.spec.text);
  append_place(object.name("source"), unknown.spec);
  object.end();
}

// What a whole, a pair and a root have in common.
void members(ObjectWriter& object, const Comparison& comparison) {
  ObjectWriter directions(object.name("directions"));
  directions.text("old_data_under_new", to_string(comparison.directions.old_data_under_new));
  directions.text("new_data_under_old", to_string(comparison.directions.new_data_under_old));
  directions.end();
  ObjectWriter witnesses(object.name("witnesses"));
  append_witness(witnesses.name("breaks_consumers"), comparison.breaks_consumers);
  append_witness(witnesses.name("breaks_producers"), comparison.breaks_producers);
  witnesses.end();
  object.list("changes", comparison.changes, append_change);
  object.list("hazards", comparison.hazards, append_hazard);
  object.list("unknown", comparison.unknowns, append_unknown);
}

void pairs(ObjectWriter& object, const std::vector<Comparison>& pairs, const std::vector<std::string>& olds) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < pairs.size(); ++i) indices.push_back(i);
  object.list("pairs", indices, [&](std::string& out, std::size_t i) {
    ObjectWriter pair(out);
    pair.text("old", olds[i]);
    pair.text("verdict", to_string(pairs[i].verdict));
    members(pair, pairs[i]);
    pair.end();
  });
}

void append_acceptance(std::string& out, const Acceptance& acceptance) {
  ObjectWriter object(out);
  object.text("fingerprint", acceptance.fingerprint);
  object.text("until", acceptance.until);
  object.text("reason", acceptance.reason);
  object.end();
}

}  // namespace

std::string to_json(const DiffReport& report) {
  std::string out;
  ObjectWriter object(out);
  const RootsDifference& difference = report.difference;
  object.text("verdict", to_string(difference.overall.verdict));
  object.text("role", to_string(report.role));
  members(object, difference.overall);
  object.text("advice", rollout_advice(difference.overall.verdict));
  if (report.olds.size() > 1) pairs(object, difference.pairs, report.olds);
  if (report.rooted == Rooted::many) {
    object.list("roots", difference.roots, [&](std::string& to, const RootDifference& root) {
      ObjectWriter one(to);
      one.text("root", root.root.name);
      one.text("verdict", to_string(root.difference.overall.verdict));
      members(one, root.difference.overall);
      one.text("fingerprint", root.fingerprint);
      if (report.olds.size() > 1) pairs(one, root.difference.pairs, report.olds);
      one.end();
    });
  } else if (!difference.roots.empty()) {
    object.text("fingerprint", difference.roots.front().fingerprint);
  }
  if (!report.accepted.empty()) object.list("accepted", report.accepted, append_acceptance);
  object.end();
  return out;
}

}  // namespace norm
