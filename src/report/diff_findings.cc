// A comparison as a list of findings.
#include "report/diff_findings.h"

#include <fmt/format.h>

#include <utility>

namespace norm::report {
namespace {

// Who let it pass, of one that is accepted: by the whole or by the first of its changes.
const Acceptance* accepted_by(const RootDifference& root, const DiffReport& report) {
  if (!is_accepted(root, report)) return nullptr;
  if (const Acceptance* whole = acceptance_of(root.fingerprint, report)) return whole;
  for (const Change* change : breaking_changes(root, report.role)) {
    if (const Acceptance* acceptance = acceptance_of(change->fingerprint, report)) return acceptance;
  }
  return nullptr;
}

// The first old version that has the root.
std::optional<Spot> old_spot(const RootHistory& root) {
  for (const std::optional<RootSpec>& old : root.olds) {
    if (old) return spot_of(old);
  }
  return std::nullopt;
}

// At the definitions as a whole.
Finding finding_of(Finding::Kind kind, const RootDifference& root, std::string message) {
  return {kind, root.root.name, std::move(message), spot_of(root.root.now), old_spot(root.root), root.fingerprint};
}

Finding finding_of(const Break& broken, const RootDifference& root) {
  if (broken.witness == nullptr) {
    return finding_of(Finding::Kind::removed, root,
                      fmt::format("{} is gone, and with it what its data has to be", root.root.name));
  }
  const bool new_rejects = broken.direction == Direction::old_data_under_new;
  const Contradiction said = contradiction_of(*broken.witness, broken.direction, root, broken.old);
  Finding finding = finding_of(new_rejects ? Finding::Kind::breaks_producers : Finding::Kind::breaks_consumers, root,
                               fmt::format("{}: {}\n{}\n{}", root.root.name, sentence_of(broken.direction),
                                           broken.witness->json, said.rejected));
  const std::optional<Spot>& now = new_rejects ? said.rejected_at : said.accepted_at;
  const std::optional<Spot>& old = new_rejects ? said.accepted_at : said.rejected_at;
  if (now) finding.now = now;
  if (old) finding.old = old;
  return finding;
}

}  // namespace

FindingRow row_of(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::breaks_producers: return {"breaks-producers", sentence_of(Direction::old_data_under_new)};
    case Finding::Kind::breaks_consumers: return {"breaks-consumers", sentence_of(Direction::new_data_under_old)};
    case Finding::Kind::removed: return {"root-removed", "a definition that stands for payloads is gone"};
    case Finding::Kind::unknown: return {"unknown", "nobody can say whether it breaks"};
    case Finding::Kind::hazard: return {"undeclared-key", "an undeclared key has come to mean something"};
  }
  return {};
}

std::vector<Finding> findings_of(const DiffReport& report) {
  std::vector<Finding> findings;
  for (const RootDifference& root : report.difference.roots) {
    const Acceptance* accepted = accepted_by(root, report);
    for (const Break& broken : breaks_of(root, report.role)) {
      Finding finding = finding_of(broken, root);
      finding.accepted = accepted;
      const bool again = finding.kind == Finding::Kind::removed && !findings.empty() &&
                         findings.back().kind == finding.kind && findings.back().root == finding.root;
      if (!again) findings.push_back(std::move(finding));  // what is gone fails both ways
    }
    for (const Unknown& unknown : root.difference.overall.unknowns) {
      if (!counts(unknown.direction, report.role)) continue;
      findings.push_back(
          finding_of(Finding::Kind::unknown, root,
                     fmt::format("{}: {} at {}", root.root.name, unknown.reason, place_name(unknown.pointer))));
    }
    for (const Hazard& hazard : root.difference.overall.hazards) {
      if (!counts(hazard.direction, report.role)) continue;
      findings.push_back(finding_of(Finding::Kind::hazard, root,
                                    fmt::format("{}: {} may carry anything where it is undeclared\n{}", root.root.name,
                                                place_name(hazard.pointer), hazard.witness.json)));
    }
  }
  return findings;
}

std::string_view repository_path(std::string_view file) {
  constexpr std::string_view kGit = "git:";
  if (!file.starts_with(kGit)) return file;
  const std::size_t colon = file.find(':', kGit.size());
  return colon == std::string_view::npos ? file : file.substr(colon + 1);
}

}  // namespace norm::report
