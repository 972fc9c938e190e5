// The mistakes that show only when includes, edits and selections are worked in.
#include "check/shapes.h"

#include <fmt/format.h>
#include <norm/print.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "check/key_places.h"
#include "spec/nearest.h"
#include "spec/shape.h"

namespace norm::checking {
namespace {

// Includes multiply: a schema that includes two that include two … would be worked out in 2^n steps. No schema that
// people maintain comes near.
constexpr std::uint64_t kMostWorkedIn = 2'000'000;
constexpr std::uint64_t kSaturated = std::uint64_t{1} << 40;

// By unit: how many members stand in it once all that it speaks of at its own level is worked in, counted once a way.
std::vector<std::uint64_t> sizes_of(const Graph& graph, const std::vector<bool>& tainted) {
  std::vector<std::uint64_t> sizes(graph.size(), 0);
  struct Frame {
    std::uint32_t unit;
    std::size_t edge;
  };
  const auto own = [&](std::uint32_t unit) -> std::uint64_t {
    const Spec* spec = graph[unit].spec;
    while (spec != nullptr) {
      if (const auto* schema = std::get_if<Schema>(&spec->node().shape)) return 1 + schema->members.size();
      const auto* edit = std::get_if<Edit>(&spec->node().shape);
      spec = edit != nullptr ? &edit->spec : nullptr;
    }
    return 1;
  };
  // Untainted units have no cycle among their top edges, so a plain walk in depth ends.
  for (std::uint32_t root = 0; root < graph.size(); ++root) {
    if (tainted[root] || sizes[root] != 0) continue;
    std::vector<Frame> frames = {{root, 0}};
    while (!frames.empty()) {
      Frame& frame = frames.back();
      const auto& edges = graph[frame.unit].edges;
      bool waiting = false;
      while (frame.edge < edges.size()) {
        const Edge& edge = edges[frame.edge];
        if (edge.top && !tainted[edge.to] && sizes[edge.to] == 0) {
          waiting = true;
          frames.push_back({edge.to, 0});
          break;
        }
        ++frame.edge;
      }
      if (waiting) continue;
      std::uint64_t size = own(frame.unit);
      for (const Edge& edge : edges) {
        if (edge.top && !tainted[edge.to]) size = std::min(kSaturated, size + sizes[edge.to]);
      }
      sizes[frame.unit] = size;
      frames.pop_back();
    }
  }
  return sizes;
}

class KeyChecker {
 public:
  KeyChecker(std::unordered_set<std::string_view> keys, const Library* library, Mistakes& mistakes)
      : keys_(std::move(keys)), library_(library), mistakes_(mistakes) {}

  void check(const Schema& schema, const SourceSpan& owner) {
    for (const Member& member : schema.members) {
      const SourceSpan& at = member.source.end > 0 ? member.source : owner;
      place_ = 0;
      places_.reset();
      if (const auto* require = std::get_if<Require>(&member.shape)) presence(require->expr, at);
      if (const auto* check = std::get_if<Check>(&member.shape)) {
        known(check->left.front(), at, check->left.size());
        known(check->right.front(), at, check->right.size());
        if (check->at) known(check->at->front(), at, check->at->size());
      }
    }
  }

 private:
  void presence(const PresenceExpr& expr, const SourceSpan& at) {
    if (expr.kind == PresenceExpr::Kind::key) known(expr.key, at, 1);
    for (const PresenceExpr& term : expr.terms) presence(term, at);
  }

  // The next key of the member at `member`, with as many as its path has.
  void known(std::string_view key, const SourceSpan& member, std::size_t length) {
    const std::size_t place = std::exchange(place_, place_ + length);
    if (keys_.contains(key)) return;
    if (!places_) places_ = key_places(library_, member);
    const SourceSpan& at = place < places_->size() ? (*places_)[place] : member;
    std::string near;
    if (suggestions_++ < kMostSuggestions) near = spec::nearest(key, keys_);
    mistakes_.add(at, "unknown-key", fmt::format("key {} not in schema", print_key(key)),
                  near.empty() ? near : spec::did_you_mean(print_key(near)));
  }

  static constexpr std::size_t kMostSuggestions = 20;
  std::unordered_set<std::string_view> keys_;
  const Library* library_;
  std::size_t place_ = 0;  // of the next key among the member's
  std::optional<std::vector<SourceSpan>> places_;
  Mistakes& mistakes_;
  std::size_t suggestions_ = 0;
};

bool speaks_of_keys(const Schema& schema) {
  return std::any_of(schema.members.begin(), schema.members.end(), [](const Member& member) {
    return std::holds_alternative<Require>(member.shape) || std::holds_alternative<Check>(member.shape);
  });
}

bool has_includes(const Schema& schema) {
  return std::any_of(schema.members.begin(), schema.members.end(),
                     [](const Member& member) { return std::holds_alternative<Include>(member.shape); });
}

}  // namespace

void check_shapes(const spec::Scope& scope, const Collector& collected, const std::vector<bool>& tainted,
                  Mistakes& mistakes) {
  const Graph& graph = collected.graph();
  const std::vector<std::uint64_t> sizes = sizes_of(graph, tainted);
  std::uint64_t worked_in = 0;
  std::vector<bool> too_large(graph.size(), false);
  for (std::uint32_t unit = 0; unit < graph.size(); ++unit) {
    for (const Edge& edge : graph[unit].edges) {
      if (edge.via == Link::same || tainted[unit]) continue;
      worked_in += sizes[edge.to];
      if (worked_in <= kMostWorkedIn) continue;
      mistakes.enter(graph[unit].name);
      mistakes.add(edge.source, "too-large",
                   fmt::format("includes and selections up to here work in more than {} members", kMostWorkedIn));
      return;
    }
  }

  for (const Collector::Shaped& shaped : collected.shaped()) {
    mistakes.enter(graph[shaped.unit].name);
    const Node& node = shaped.spec->node();
    const auto* schema = std::get_if<Schema>(&node.shape);
    std::unordered_set<std::string_view> keys;
    if (schema != nullptr && !has_includes(*schema)) {
      if (!speaks_of_keys(*schema)) continue;
      for (const Member& member : schema->members) {
        if (const auto* field = std::get_if<Field>(&member.shape)) keys.insert(field->key);
      }
      KeyChecker(std::move(keys), scope.library(), mistakes).check(*schema, node.source);
      continue;
    }
    if (tainted[shaped.unit]) continue;
    Diagnostics errors;
    const auto shape = spec::shape_of(scope, *shaped.spec, errors);
    mistakes.add(std::move(errors));
    if (!shape || schema == nullptr) continue;
    for (const spec::ShapeField& field : shape->fields) keys.insert(field.key);
    KeyChecker(std::move(keys), scope.library(), mistakes).check(*schema, node.source);
  }
}

}  // namespace norm::checking
