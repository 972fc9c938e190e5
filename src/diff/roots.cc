// Definitions through several versions: which of one is compared with which of another, and all of them compared.
#include <norm/diff_roots.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "diff/fingerprint.h"
#include "diff/fold.h"
#include "spec/nearest.h"
#include "spec/place.h"

namespace norm {
namespace {

struct Entry {
  std::string name;  // with its module
  std::string file;  // from the tree's folder
  const Module* module = nullptr;
  std::size_t definition = 0;
  bool is_root = false;

  [[nodiscard]] const Definition& what() const { return module->definitions()[definition]; }
  [[nodiscard]] std::string with_file() const { return file + '#' + what().name; }
  [[nodiscard]] RootSpec spec() const {
    return {module->library()->files.front().name, what().name, Spec(what().spec, module->library())};
  }
};

std::vector<Entry> entries_of(const SchemaTree& tree) {
  std::vector<Entry> entries;
  std::vector<std::size_t> firsts;  // of each module's
  for (const Module& module : tree.modules) {
    firsts.push_back(entries.size());
    const SchemaFile& file = module.library()->files.front();
    std::string_view below = file.name;
    if (below.starts_with(tree.folder)) below.remove_prefix(tree.folder.size());
    below.remove_prefix(std::min(below.find_first_not_of('/'), below.size()));
    for (std::size_t i = 0; i < module.definitions().size(); ++i) {
      const std::string& name = module.definitions()[i].name;
      entries.push_back({file.module.empty() ? name : file.module + '.' + name, std::string(below), &module, i});
    }
  }
  for (const Root& root : find_roots(tree.modules)) entries[firsts[root.module] + root.definition].is_root = true;
  return entries;
}

bool is_topic(const Entry& entry) {
  const auto& annotations = entry.what().annotations;
  return entry.is_root && std::any_of(annotations.begin(), annotations.end(),
                                      [](const Annotation& annotation) { return annotation.name == "topic"; });
}

// A version's definitions by the names that tell its roots apart from each other.
class Version {
 public:
  // `twice`: names that stand for two roots of some version.
  Version(std::vector<Entry> entries, const std::unordered_set<std::string>& twice) : entries_(std::move(entries)) {
    for (Entry& entry : entries_) {
      if (twice.contains(entry.name)) entry.name = entry.with_file();
      has_topics_ = has_topics_ || is_topic(entry);
    }
    for (const Entry& entry : entries_) {
      const auto [known, fresh] = by_name_.emplace(entry.name, &entry);
      // A root goes before what is none; of two that are none it is nobody's to say which is meant.
      if (!fresh && entry.is_root) known->second = &entry;
      if (!fresh && !entry.is_root && known->second != nullptr && !known->second->is_root) known->second = nullptr;
    }
  }

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] bool has_topics() const { return has_topics_; }
  /// By its whole name; nullptr: none.
  [[nodiscard]] const Entry* find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }
  /// By whatever of its name tells it apart.
  [[nodiscard]] const Entry* called(const std::string& name) const {
    if (const Entry* entry = find(name)) return entry;
    const Entry* found = nullptr;
    for (const Entry& entry : entries_) {
      if (entry.what().name != name && entry.with_file() != name) continue;
      if (found != nullptr) return nullptr;
      found = &entry;
    }
    return found;
  }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::string, const Entry*> by_name_;
  bool has_topics_ = false;
};

Diagnostic unknown_root(const std::string& name, std::string_view where, const std::vector<const Version*>& versions) {
  Diagnostic diagnostic;
  diagnostic.code = "unknown-root";
  diagnostic.message = fmt::format("{} defines {}", where, name);
  std::vector<std::string> names;
  for (const Version* version : versions) {
    for (const Entry& entry : version->entries()) {
      if (entry.is_root) names.push_back(entry.name);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const std::string near = spec::nearest(name, names);
  constexpr std::size_t kMostListed = 10;
  if (!near.empty()) {
    diagnostic.hint = fmt::format("did you mean {}?", near);
  } else if (!names.empty() && names.size() <= kMostListed) {
    diagnostic.hint = fmt::format("the roots are {}", fmt::join(names, ", "));
  }
  return diagnostic;
}

using Moved = std::unordered_map<std::string, const Entry*>;  // where an old name has gone

Result<Moved, Diagnostics> moved(const std::vector<Version>& olds, const Version& now, const Renamed& renamed) {
  Moved out;
  Diagnostics mistakes;
  for (const auto& [from, to] : renamed) {
    const Entry* target = now.called(to);
    if (target == nullptr) mistakes.push_back(unknown_root(to, "nothing in the new version", {&now}));
    bool found = false;
    std::vector<const Version*> all;
    for (const Version& old : olds) {
      all.push_back(&old);
      const Entry* source = old.called(from);
      if (source == nullptr) continue;
      found = true;
      out[source->name] = target;
    }
    if (!found) mistakes.push_back(unknown_root(from, "nothing in an old version", all));
  }
  if (!mistakes.empty()) return Failure(std::move(mistakes));
  return out;
}

// Of a root that only one of two versions has.
Comparison one_sided(ChangeKind kind, const RootHistory& root, const RootSpec& spec, Role role) {
  const bool is_gone = kind == ChangeKind::root_removed;
  Comparison comparison;
  comparison.directions =
      is_gone ? Directions{Holding::fails, Holding::fails} : Directions{Holding::holds, Holding::holds};
  comparison.verdict = diffing::verdict_of(comparison.directions, diffing::Identical::no, role);
  Change change;
  change.kind = kind;
  change.effect = is_gone ? Verdict::breaks_both : Verdict::growth;
  change.fingerprint = diffing::fingerprint({root.name, to_string(kind)});
  Written written;
  written.text = spec.name;
  written.span = spec.spec.node().source;
  if (const Library* library = spec.spec.library().get(); library != nullptr && written.span.end > 0) {
    written.place = spec::place_of(library->files[written.span.file], written.span.begin, written.span.end);
  }
  (is_gone ? change.from : change.to) = std::move(written);
  comparison.changes.push_back(std::move(change));
  return comparison;
}

std::string fingerprint_of(const std::string& root, const Comparison& overall) {
  std::string changes;
  for (const Change& change : overall.changes) changes += change.fingerprint;
  // Without a change that explains it, the payloads have to tell this breakage from the next.
  if (changes.empty() && overall.breaks_producers) changes += overall.breaks_producers->json;
  if (changes.empty() && overall.breaks_consumers) changes += overall.breaks_consumers->json;
  return diffing::fingerprint({root, to_string(overall.verdict), changes});
}

}  // namespace

Result<std::vector<RootHistory>, Diagnostics> match_roots(const std::vector<SchemaTree>& olds, const SchemaTree& now,
                                                          const Renamed& renamed) {
  std::vector<std::vector<Entry>> all;  // the new one's come last
  for (const SchemaTree& old : olds) all.push_back(entries_of(old));
  all.push_back(entries_of(now));
  std::unordered_set<std::string> twice;
  for (const std::vector<Entry>& entries : all) {
    std::unordered_set<std::string> once;
    for (const Entry& entry : entries) {
      if (entry.is_root && !once.insert(entry.name).second) twice.insert(entry.name);
    }
  }
  const Version current(std::move(all.back()), twice);
  all.pop_back();
  std::vector<Version> before;
  before.reserve(all.size());
  for (std::vector<Entry>& entries : all) before.emplace_back(std::move(entries), twice);
  const auto moves = moved(before, current, renamed);
  if (!moves) return Failure(moves.error());

  std::vector<RootHistory> histories;
  std::unordered_map<std::string, std::size_t> by_name;
  const auto add = [&](const std::string& name, const Entry* entry) {
    RootHistory history{name, std::vector<std::optional<RootSpec>>(olds.size()), {}};
    if (entry != nullptr) history.now = entry->spec();
    histories.push_back(std::move(history));
    return histories.size() - 1;
  };
  for (const Entry& entry : current.entries()) {
    if (entry.is_root && !by_name.contains(entry.name)) by_name.emplace(entry.name, add(entry.name, &entry));
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (const Entry& entry : before[i].entries()) {
      const auto move = moves->find(entry.name);
      if (!entry.is_root && move == moves->end()) continue;
      const Entry* target = move != moves->end() ? move->second : current.find(entry.name);
      if (target != nullptr && move == moves->end() && !target->is_root && before[i].has_topics() &&
          current.has_topics())
        target = nullptr;
      const std::string& name = target != nullptr ? target->name : entry.name;
      const auto known = by_name.find(name);
      std::size_t at = known != by_name.end() ? known->second : add(name, target);
      if (known == by_name.end()) by_name.emplace(name, at);
      if (histories[at].olds[i]) at = add(name, target);  // two old ones have become one
      histories[at].olds[i] = entry.spec();
    }
  }
  return histories;
}

Result<RootsDifference, Diagnostics> diff_roots(std::vector<RootHistory> roots, const DiffOptions& options) {
  RootsDifference out;
  Diagnostics mistakes;
  std::vector<std::vector<Comparison>> by_old;
  std::vector<Comparison> all;
  for (RootHistory& root : roots) {
    std::vector<Spec> olds;
    for (const std::optional<RootSpec>& old : root.olds) {
      if (old) olds.push_back(old->spec);
    }
    std::vector<Comparison> compared;  // with the old versions that have it
    if (root.now && !olds.empty()) {
      auto difference = diff(olds, root.now->spec, options);
      if (!difference) {
        mistakes.insert(mistakes.end(), difference.error().begin(), difference.error().end());
        continue;
      }
      compared = std::move(difference->pairs);
    }
    RootDifference whole;
    auto next = compared.begin();
    for (const std::optional<RootSpec>& old : root.olds) {
      Comparison pair = diffing::fold({}, options.role);  // neither has it
      if (old && root.now) pair = std::move(*next++);
      if (old && !root.now) pair = one_sided(ChangeKind::root_removed, root, *old, options.role);
      if (!old && root.now) pair = one_sided(ChangeKind::root_added, root, *root.now, options.role);
      whole.difference.pairs.push_back(std::move(pair));
    }
    whole.difference.overall = diffing::fold(whole.difference.pairs, options.role);
    whole.fingerprint = fingerprint_of(root.name, whole.difference.overall);
    by_old.resize(std::max(by_old.size(), root.olds.size()));
    for (std::size_t i = 0; i < root.olds.size(); ++i) by_old[i].push_back(whole.difference.pairs[i]);
    all.push_back(whole.difference.overall);
    whole.root = std::move(root);
    out.roots.push_back(std::move(whole));
  }
  if (!mistakes.empty()) return Failure(std::move(mistakes));
  out.overall = diffing::fold(all, options.role);
  for (const std::vector<Comparison>& parts : by_old) out.pairs.push_back(diffing::fold(parts, options.role));
  return out;
}

}  // namespace norm
