// Walks each spec once: checks its nodes, resolves its names, and builds the graph of names on the way.
#include "check/collect.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_set>
#include <utility>
#include <variant>

#include "check/words.h"
#include "predicate/table.h"
#include "spec/nearest.h"
#include "spec/shape.h"

namespace norm::checking {
namespace {

// Looking for a near name costs as much as there are names; a file of mistakes must not pay for each.
constexpr std::size_t kMostSuggestions = 100;

// `a | b & c` nests without a parenthesis: one level, as its text is.
bool same_level(const Node& outer, const Node& inner) {
  return std::holds_alternative<Disjunction>(outer.shape) && std::holds_alternative<Conjunction>(inner.shape);
}

}  // namespace

std::uint32_t Collector::unit_of(const Definition& definition) {
  const auto [entry, fresh] = units_.emplace(&definition, static_cast<std::uint32_t>(graph_.size()));
  if (fresh) graph_.push_back({&definition.spec, definition.name, definition.source, {}});
  return entry->second;
}

std::uint32_t Collector::unit_of(const Extern& external) {
  const auto [entry, fresh] = units_.emplace(&external, static_cast<std::uint32_t>(graph_.size()));
  if (fresh) graph_.push_back({external.base ? &*external.base : nullptr, external.name, external.source, {}});
  return entry->second;
}

void Collector::run() {
  for (std::uint32_t unit = 0; unit < graph_.size(); ++unit) {
    if (graph_[unit].spec != nullptr) walk(unit);
  }
}

void Collector::walk(std::uint32_t unit) {
  mistakes_.enter(graph_[unit].name);
  bool deep = false;
  std::vector<Visit> stack = {{graph_[unit].spec, 0, 0, true, Link::same}};
  while (!stack.empty()) {
    Visit visit = stack.back();
    stack.pop_back();
    const Node& node = visit.spec->node();
    bool first = true;
    if (node.source.end == 0) {
      // Met again by another way: only a greater depth or height is news.
      const auto [known, fresh] = built_.emplace(&node, visit);
      if (!fresh) {
        Visit& before = known->second;
        if (visit.depth <= before.depth && visit.height <= before.height && visit.top <= before.top) continue;
        before.depth = visit.depth = std::max(visit.depth, before.depth);
        before.height = visit.height = std::max(visit.height, before.height);
        before.top = visit.top = visit.top || before.top;
        first = false;
      }
    }
    if (visit.depth > kMostLevels) {
      sound_ = false;
      if (!deep) mistakes_.add(node.source, "too-deep", fmt::format("nests deeper than {}", kMostLevels));
      deep = true;
      continue;
    }
    if (first) nodes_.check(node);
    if (const auto* name = std::get_if<Ref>(&node.shape)) {
      ref(unit, visit, *name, first);
      continue;
    }
    if (const auto* call = std::get_if<Predicate>(&node.shape)) {
      predicate(unit, visit, *call, first);
      continue;
    }
    const bool is_whole = visit.depth > 0 || !graph_[unit].is_piece;
    if (first && is_whole && spec::is_shaped(*visit.spec)) shaped_.push_back({visit.spec, unit});
    for_each_child(node, [&](const Spec& child, Link link) {
      const std::uint32_t step = same_level(node, child.node()) ? 0 : 1;
      Visit next = {&child, visit.depth + step, visit.height + step, visit.top, visit.via};
      if (link == Link::inside) {
        next.height = 0;
        next.top = false;
        next.via = Link::same;
      } else if (link != Link::same) {
        next.via = link;
      }
      stack.push_back(next);
    });
  }
}

void Collector::ref(std::uint32_t unit, const Visit& visit, const Ref& ref, bool first) {
  const SourceSpan& at = visit.spec->node().source;
  const spec::Target target = scope_.resolve(ref);
  if (!target) {
    if (first && !lost(ref.file, ref.name)) undefined(ref, at);
    return;
  }
  const std::uint32_t to = unit_of(*target.definition);
  graph_[unit].edges.push_back({to, visit.height, visit.top, visit.via, at});
}

void Collector::predicate(std::uint32_t unit, const Visit& visit, const Predicate& predicate, bool first) {
  if (predicate::find(predicate.name) != nullptr) return;
  const SourceSpan& at = visit.spec->node().source;
  if (const Extern* external = scope_.find_extern(at.file, predicate.name)) {
    const std::uint32_t to = unit_of(*external);
    graph_[unit].edges.push_back({to, visit.height, visit.top, visit.via, at});
    return;
  }
  // In C++ nothing declares an extern; what the host supplies is known when the spec is compiled.
  if (!first || at.end == 0 || lost(at.file, predicate.name)) return;
  std::string hint;
  if (suggestions_++ < kMostSuggestions) {
    std::vector<std::string_view> known;
    for (const predicate::Row& row : predicate::table()) known.push_back(row.info.name);
    if (const Library* library = scope_.library(); library != nullptr && at.file < library->files.size()) {
      for (const Extern& external : library->files[at.file].externs) known.push_back(external.name);
    }
    const std::string_view bare = std::string_view(predicate.name).substr(0, predicate.name.size() - 1);
    const auto combinators = std::find(kReservedWords.begin(), kReservedWords.end(), "lit");  // keywords before it
    const bool is_combinator = std::find(combinators, kReservedWords.end(), bare) != kReservedWords.end();
    const std::string near = is_combinator ? std::string() : spec::nearest(predicate.name, known);
    hint = near.empty() && is_combinator ? fmt::format("a combinator has no '?': {}(…)", bare)
           : near.empty()                ? "declare it with extern where the host supplies it"
                                         : spec::did_you_mean(near);
  }
  mistakes_.add(at, "unresolved-name", fmt::format("unknown predicate {}", predicate.name), std::move(hint));
}

void Collector::undefined(const Ref& ref, const SourceSpan& at) {
  std::string hint;
  if (suggestions_++ < kMostSuggestions) {
    const std::string near = spec::nearest(ref.name, names(ref.file));
    const std::size_t dot = ref.name.rfind('.');
    if (!near.empty()) {
      hint = spec::did_you_mean(near);
    } else if (dot != std::string::npos && ref.name.compare(dot + 1, 1, "_") == 0) {
      hint = "a name that begins with _ is private to its file";
    } else if (predicate::find(ref.name + '?') != nullptr) {
      hint = fmt::format("predicates end in '?': {}?", ref.name);
    }
  }
  mistakes_.add(at, "unresolved-name", fmt::format("undefined spec {}", ref.name), std::move(hint));
}

// Whether the name may well be defined in what could not be read.
bool Collector::lost(std::uint32_t in, std::string_view wanted) {
  const Library* library = scope_.library();
  if (library == nullptr || in >= library->files.size()) return false;
  const auto gone = [&](std::uint32_t file, std::string_view name) {
    return (file < gaps_.unread.size() && gaps_.unread[file]) ||
           (file < gaps_.lost.size() &&
            std::binary_search(gaps_.lost[file].begin(), gaps_.lost[file].end(), name, std::less<>()));
  };
  const auto any_gone = [&](const std::vector<std::uint32_t>& files, std::string_view name) {
    return std::any_of(files.begin(), files.end(), [&](std::uint32_t file) { return gone(file, name); });
  };
  const Imported& imports = imported(in);
  if (gone(in, wanted) || any_gone(imports.bare, wanted)) return true;
  const std::size_t dot = wanted.find('.');
  if (dot == std::string_view::npos) return false;
  const auto found = imports.by_alias.find(wanted.substr(0, dot));
  return found != imports.by_alias.end() && any_gone(found->second, wanted.substr(dot + 1));
}

const Collector::Imported& Collector::imported(std::uint32_t file) {
  const auto [entry, fresh] = imported_.try_emplace(file);
  if (!fresh) return entry->second;
  std::unordered_map<std::string_view, std::unordered_set<std::uint32_t>> seen;
  for (const Import& import : scope_.library()->files[file].imports) {
    if (!seen[import.alias].insert(import.file).second) continue;
    (import.alias.empty() ? entry->second.bare : entry->second.by_alias[import.alias]).push_back(import.file);
  }
  return entry->second;
}

const std::vector<std::string>& Collector::names(std::uint32_t file) {
  const auto [entry, fresh] = names_.try_emplace(file);
  if (fresh) entry->second = scope_.names(file);
  return entry->second;
}

}  // namespace norm::checking
