// What all reports of a comparison say.
#include "report/diff_facts.h"

#include <algorithm>
#include <utility>

#include "report/excerpt.h"
#include "report/glyph.h"

namespace norm {
namespace {

bool breaks(Verdict effect, Direction direction) {
  switch (effect) {
    case Verdict::same:
    case Verdict::growth:
    case Verdict::unknown: return false;
    case Verdict::breaks_both: return true;
    case Verdict::breaks_producers: return direction == Direction::old_data_under_new;
    case Verdict::breaks_consumers: return direction == Direction::new_data_under_old;
  }
  return false;
}

constexpr Direction kDirections[] = {Direction::old_data_under_new, Direction::new_data_under_old};

Holding of(const Directions& directions, Direction direction) {
  return direction == Direction::old_data_under_new ? directions.old_data_under_new : directions.new_data_under_old;
}

const std::optional<Witness>& witness_of(const Comparison& comparison, Direction direction) {
  return direction == Direction::old_data_under_new ? comparison.breaks_producers : comparison.breaks_consumers;
}

}  // namespace

bool is_accepted(const RootDifference& difference, const DiffReport& report) {
  if (report::acceptance_of(difference.fingerprint, report) != nullptr) return true;
  for (const Direction direction : kDirections) {
    if (!report::counts(direction, report.role)) continue;
    if (of(difference.difference.overall.directions, direction) != Holding::fails) continue;
    bool explained = false;
    for (const Change& change : difference.difference.overall.changes) {
      if (!breaks(change.effect, direction)) continue;
      explained = true;
      if (report::acceptance_of(change.fingerprint, report) == nullptr) return false;
    }
    if (!explained) return false;
  }
  return true;
}

Outcome outcome_of(const DiffReport& report) {
  Outcome outcome = Outcome::fine;
  for (const RootDifference& root : report.difference.roots) {
    const Comparison& overall = root.difference.overall;
    if (report::is_breakage(overall.verdict) && !is_accepted(root, report)) return Outcome::breakage;
    for (const Direction direction : kDirections) {
      if (report::counts(direction, report.role) && of(overall.directions, direction) == Holding::unknown) {
        outcome = Outcome::unknown;
      }
    }
  }
  return outcome;
}

std::string_view rollout_advice(Verdict verdict) {
  switch (verdict) {
    case Verdict::same: return "nothing to roll out: no payload tells the two apart";
    case Verdict::growth: return "roll out in any order";
    case Verdict::breaks_consumers: return "upgrade consumers first, then producers";
    case Verdict::breaks_producers:
      return "upgrade producers first, wait out the topic's retention, then upgrade consumers";
    case Verdict::breaks_both:
      return "no order is safe: make it a new field, event type or topic, and keep the old one";
    case Verdict::unknown: return "treat it as breakage until a person has looked at what could not be decided";
  }
  return {};
}

namespace report {

std::vector<Break> breaks_of(const RootDifference& difference, Role role) {
  std::vector<Break> out;
  for (const Direction direction : kDirections) {
    if (!counts(direction, role)) continue;
    const std::vector<Comparison>& pairs = difference.difference.pairs;
    const auto fails = std::find_if(pairs.begin(), pairs.end(), [&](const Comparison& pair) {
      return of(pair.directions, direction) == Holding::fails;
    });
    if (fails == pairs.end()) continue;
    const std::optional<Witness>& witness = witness_of(*fails, direction);
    out.push_back({direction, static_cast<std::size_t>(fails - pairs.begin()), witness ? &*witness : nullptr});
  }
  return out;
}

bool counts(Direction direction, Role role) {
  switch (role) {
    case Role::both: return true;
    case Role::consumer: return direction == Direction::old_data_under_new;
    case Role::producer: return direction == Direction::new_data_under_old;
  }
  return true;
}

bool is_breakage(Verdict verdict) {
  return std::any_of(std::begin(kDirections), std::end(kDirections),
                     [&](Direction direction) { return breaks(verdict, direction); });
}

std::vector<const Change*> breaking_changes(const RootDifference& difference, Role role) {
  std::vector<const Change*> out;
  for (const Change& change : difference.difference.overall.changes) {
    const bool breaking = std::any_of(std::begin(kDirections), std::end(kDirections), [&](Direction direction) {
      return counts(direction, role) && breaks(change.effect, direction) &&
             of(difference.difference.overall.directions, direction) == Holding::fails;
    });
    if (breaking) out.push_back(&change);
  }
  return out;
}

std::string_view direction_word(Verdict effect) {
  switch (effect) {
    case Verdict::same:
    case Verdict::growth: return "none";
    case Verdict::breaks_both: return "both";
    case Verdict::breaks_producers: return to_string(Direction::old_data_under_new);
    case Verdict::breaks_consumers: return to_string(Direction::new_data_under_old);
    case Verdict::unknown: return "unknown";
  }
  return {};
}

const Acceptance* acceptance_of(const std::string& fingerprint, const DiffReport& report) {
  const auto found = std::find_if(report.accepted.begin(), report.accepted.end(),
                                  [&](const Acceptance& acceptance) { return acceptance.fingerprint == fingerprint; });
  return found == report.accepted.end() ? nullptr : &*found;
}

std::string_view sentence_of(Direction direction) {
  switch (direction) {
    case Direction::old_data_under_new: return "the new schema rejects data that the old one takes";
    case Direction::new_data_under_old: return "the old schema rejects data that the new one takes";
  }
  return {};
}

std::string shown(const RootSpec& spec) { return spec.file.empty() ? spec.name : spec.file + '#' + spec.name; }

std::string title_of(const RootDifference& difference) {
  std::string title;
  for (const std::optional<RootSpec>& old : difference.root.olds) {
    if (old) title += (title.empty() ? "" : ", ") + shown(*old);
  }
  if (title.empty()) title = "nothing";
  return title + " -> " + (difference.root.now ? shown(*difference.root.now) : "nothing");
}

std::string place_name(const std::string& pointer) { return pointer.empty() ? "the document" : pointer; }

namespace {

Spot spot_at(const SchemaFile& file, std::size_t begin, std::size_t end) {
  const std::string_view text = file.text;
  begin = std::min(begin, text.size());
  end = std::clamp(end, begin, text.size());
  const std::size_t line_begin = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;  // npos + 1 is 0
  const std::size_t line_end = std::min(text.find('\n', begin), end);
  const auto column = [&](std::size_t at) { return code_points(text.substr(line_begin, at - line_begin)) + 1; };
  return {file.name, text, begin, end, lines_of(text, {begin}).front(), column(begin), column(line_end)};
}

const Library* library_of(const std::optional<RootSpec>& spec) { return spec ? spec->spec.library().get() : nullptr; }

std::optional<Spot> spot_in(const Library* library, const SourceSpan& span) {
  if (library == nullptr || span.end == 0 || span.file >= library->files.size()) return std::nullopt;
  return spot_at(library->files[span.file], span.begin, span.end);
}

}  // namespace

std::optional<Spot> spot_of(const Written& written, const std::optional<RootSpec>& spec) {
  return spot_in(library_of(spec), written.span);
}

std::optional<Spot> spot_of(const std::optional<RootSpec>& spec) {
  return spec ? spot_in(library_of(spec), spec->spec.node().source) : std::nullopt;
}

std::optional<Spot> spot_of(const Problem& problem, const std::optional<RootSpec>& spec) {
  const Library* library = library_of(spec);
  if (library == nullptr || problem.source.line == 0) return std::nullopt;
  const auto file = std::find_if(library->files.begin(), library->files.end(),
                                 [&](const SchemaFile& one) { return one.name == problem.source.file; });
  if (file == library->files.end()) return std::nullopt;
  const std::string_view text = file->text;
  std::size_t begin = 0;
  for (std::size_t line = 1; line < problem.source.line && begin < text.size(); ++line) {
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  }
  begin += first_code_points(text.substr(begin), problem.source.column - 1).size();
  const std::size_t length = std::max<std::size_t>(problem.source.length, 1);
  return spot_at(*file, begin, begin + first_code_points(text.substr(begin), length).size());
}

Contradiction contradiction_of(const Witness& witness, Direction direction, const RootDifference& difference,
                               std::size_t old) {
  const std::optional<RootSpec>* rejecting = &difference.root.now;
  const std::optional<RootSpec>* accepting = &difference.root.olds[old];
  if (direction == Direction::new_data_under_old) std::swap(rejecting, accepting);
  Contradiction out;
  if (!witness.problems.empty()) {
    out.rejected = to_line(witness.problems.front());
    out.rejected_at = spot_of(witness.problems.front(), *rejecting);
  }
  out.accepted = witness.accepted.text;
  out.accepted_at = spot_of(witness.accepted, *accepting);
  return out;
}

}  // namespace report
}  // namespace norm
