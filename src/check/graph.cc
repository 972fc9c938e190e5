// Cycles and depth of the graph of names. Iterative throughout: a file may hold chains of 10^5 names.
#include "check/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_set>
#include <utility>

#include "check/check.h"

namespace norm::checking {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// Tarjan's algorithm over the edges that no container guards. A component is complete when all that it reaches is, so
// the height of its names can be told in the same order.
class Components {
 public:
  Components(const Graph& graph, Mistakes& mistakes)
      : graph_(graph),
        mistakes_(mistakes),
        index_(graph.size(), kNone),
        low_(graph.size(), 0),
        open_(graph.size(), false),
        height_(graph.size(), 0),
        bad_(graph.size(), false) {}

  std::vector<bool> run() {
    for (std::uint32_t unit = 0; unit < graph_.size(); ++unit) {
      if (index_[unit] == kNone) visit(unit);
    }
    return std::move(bad_);
  }

  [[nodiscard]] const std::vector<std::uint32_t>& heights() const { return height_; }

 private:
  struct Frame {
    std::uint32_t unit;
    std::size_t edge;
  };

  void visit(std::uint32_t root) {
    std::vector<Frame> frames;
    enter(root, frames);
    while (!frames.empty()) {
      Frame& frame = frames.back();
      const std::vector<Edge>& edges = graph_[frame.unit].edges;
      while (frame.edge < edges.size() && !edges[frame.edge].top) ++frame.edge;
      if (frame.edge < edges.size()) {
        const std::uint32_t to = edges[frame.edge++].to;
        if (index_[to] == kNone) {
          enter(to, frames);
        } else if (open_[to]) {
          low_[frame.unit] = std::min(low_[frame.unit], index_[to]);
        }
        continue;
      }
      const std::uint32_t unit = frame.unit;
      frames.pop_back();
      if (!frames.empty()) low_[frames.back().unit] = std::min(low_[frames.back().unit], low_[unit]);
      if (low_[unit] == index_[unit]) finish(unit);
    }
  }

  void enter(std::uint32_t unit, std::vector<Frame>& frames) {
    index_[unit] = low_[unit] = next_++;
    stack_.push_back(unit);
    open_[unit] = true;
    frames.push_back({unit, 0});
  }

  void finish(std::uint32_t root) {
    std::vector<std::uint32_t> members;
    for (bool more = true; more;) {
      const std::uint32_t unit = stack_.back();
      stack_.pop_back();
      open_[unit] = false;
      members.push_back(unit);
      more = unit != root;
    }
    const auto& edges = graph_[root].edges;
    const bool loop =
        members.size() > 1 ||
        std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) { return edge.top && edge.to == root; });
    if (loop) {
      for (const std::uint32_t unit : members) bad_[unit] = true;
      report_cycles(std::move(members));
      return;
    }
    for (const Edge& edge : edges) {
      if (!edge.top) continue;
      if (bad_[edge.to]) continue;  // that mistake is reported where it is
      const std::uint32_t height = edge.height + 1 + height_[edge.to];
      if (height > kMostLevels && !bad_[root]) {
        bad_[root] = true;
        mistakes_.enter(graph_[root].name);
        mistakes_.add(edge.source, "too-deep", fmt::format("nests deeper than {} through names", kMostLevels));
      }
      height_[root] = std::max(height_[root], height);
    }
    // What stands on a mistake would only repeat it.
    bad_[root] = bad_[root] || std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) {
                   return edge.top && bad_[edge.to];
                 });
  }

  // Each name of the component is on one: a cycle from the name that stands first, then one from the first name that
  // was on none of them yet.
  void report_cycles(std::vector<std::uint32_t> members) {
    constexpr std::size_t kMostCycles = 10;  // each costs a walk through the component
    std::sort(members.begin(), members.end());
    std::unordered_set<std::uint32_t> told;
    std::size_t cycles = 0;
    for (const std::uint32_t unit : members) {
      if (told.contains(unit) || cycles++ == kMostCycles) continue;
      const std::vector<std::uint32_t> way = report_cycle(unit, members);
      told.insert(way.begin(), way.end());
    }
  }

  // A shortest way from the unit back to itself, within the component.
  std::vector<std::uint32_t> report_cycle(std::uint32_t first, const std::vector<std::uint32_t>& members) {
    std::unordered_map<std::uint32_t, const Edge*> reached;  // the edge by which a unit was first met
    std::unordered_map<std::uint32_t, std::uint32_t> from;
    std::vector<bool>& inside = inside_;
    if (inside.empty()) inside.resize(graph_.size());
    for (const std::uint32_t unit : members) inside[unit] = true;
    std::vector<std::uint32_t> queue = {first};
    for (std::size_t at = 0; at < queue.size() && !reached.contains(first); ++at) {
      for (const Edge& edge : graph_[queue[at]].edges) {
        if (!edge.top || !inside[edge.to] || !reached.emplace(edge.to, &edge).second) continue;
        from.emplace(edge.to, queue[at]);
        queue.push_back(edge.to);
      }
    }
    for (const std::uint32_t unit : members) inside[unit] = false;

    std::vector<std::uint32_t> way = {first};
    Link via = Link::same;
    for (std::uint32_t unit = first; way.size() == 1 || unit != first;) {
      if (reached.at(unit)->via != Link::same) via = reached.at(unit)->via;
      unit = from.at(unit);
      way.push_back(unit);
    }
    std::reverse(way.begin(), way.end());
    constexpr std::size_t kMostShown = 8;
    std::string shown;
    for (std::size_t i = 0; i < way.size(); ++i) {
      if (way.size() > kMostShown && i == kMostShown / 2) {
        shown += "… -> ";
        i = way.size() - kMostShown / 2;
      }
      shown += graph_[way[i]].name;
      if (i + 1 < way.size()) shown += " -> ";
    }
    mistakes_.enter({});
    const SourceSpan& at = graph_[first].source;
    switch (via) {
      case Link::include:
        mistakes_.add(at, "include-cycle", "cycle through include: " + shown, "a schema cannot include itself");
        break;
      case Link::selection:
        mistakes_.add(at, "include-cycle", "cycle through selection: " + shown, "a schema cannot be made from itself");
        break;
      case Link::same:
      case Link::inside:
        mistakes_.add(at, "unguarded-cycle", "unguarded cycle " + shown,
                      "a cycle has to pass through schema, coll_of, map_of or tuple");
    }
    return way;
  }

  const Graph& graph_;
  Mistakes& mistakes_;
  std::vector<std::uint32_t> index_, low_;
  std::vector<bool> open_;
  std::vector<std::uint32_t> height_;
  std::vector<bool> bad_;
  std::vector<bool> inside_;
  std::vector<std::uint32_t> stack_;
  std::uint32_t next_ = 0;
};

}  // namespace

std::vector<bool> check_cycles(const Graph& graph, Mistakes& mistakes) {
  Components components(graph, mistakes);
  std::vector<bool> bad = components.run();
  const std::vector<bool> bad_by_name = bad;
  for (std::uint32_t unit = 0; unit < graph.size(); ++unit) {
    for (const Edge& edge : graph[unit].edges) {
      if (edge.top || bad_by_name[edge.to]) continue;
      if (edge.height + 1 + components.heights()[edge.to] <= kMostLevels) continue;
      bad[unit] = true;
      mistakes.enter(graph[unit].name);
      mistakes.add(edge.source, "too-deep", fmt::format("nests deeper than {} through names", kMostLevels));
    }
  }
  return reaching(graph, bad);
}

std::vector<bool> reaching(const Graph& graph, const std::vector<bool>& goals) {
  std::vector<std::vector<std::uint32_t>> users(graph.size());
  std::vector<std::uint32_t> queue;
  std::vector<bool> out = goals;
  for (std::uint32_t unit = 0; unit < graph.size(); ++unit) {
    if (goals[unit]) queue.push_back(unit);
    for (const Edge& edge : graph[unit].edges) users[edge.to].push_back(unit);
  }
  while (!queue.empty()) {
    const std::uint32_t unit = queue.back();
    queue.pop_back();
    for (const std::uint32_t user : users[unit]) {
      if (out[user]) continue;
      out[user] = true;
      queue.push_back(user);
    }
  }
  return out;
}

}  // namespace norm::checking
