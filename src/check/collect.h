#pragma once

// Walks each spec once: checks its nodes, resolves its names, and builds the graph of names on the way.
#include <norm/spec.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "check/check.h"
#include "check/graph.h"
#include "check/mistakes.h"
#include "check/nodes.h"
#include "spec/scope.h"

namespace norm::checking {

class Collector {
 public:
  Collector(const spec::Scope& scope, const Gaps& gaps, Mistakes& mistakes)
      : scope_(scope), gaps_(gaps), mistakes_(mistakes), nodes_(scope, mistakes) {}

  void add(const Definition& definition) { unit_of(definition); }
  void add(const Extern& external) { unit_of(external); }
  void add_piece(const Definition& piece) { graph_[unit_of(piece)].is_piece = true; }
  void add(const Spec& spec) { graph_.push_back({&spec, {}, spec.node().source, {}}); }
  /// Walks what was added and what that reaches.
  void run();

  /// A node to whose schema others are worked in, or that speaks of its own keys; for the pass over shapes.
  struct Shaped {
    const Spec* spec;
    std::uint32_t unit;
  };
  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] const std::vector<Shaped>& shaped() const { return shaped_; }
  [[nodiscard]] bool sound() const { return sound_ && !nodes_.unsound(); }

 private:
  struct Visit {
    const Spec* spec;
    std::uint32_t depth;   // from the root of the unit
    std::uint32_t height;  // from there or the nearest container
    bool top;
    Link via;
  };

  std::uint32_t unit_of(const Definition& definition);
  std::uint32_t unit_of(const Extern& external);
  void walk(std::uint32_t unit);
  void ref(std::uint32_t unit, const Visit& visit, const Ref& ref, bool first);
  void predicate(std::uint32_t unit, const Visit& visit, const Predicate& predicate, bool first);
  void undefined(const Ref& ref, const SourceSpan& at);
  bool lost(std::uint32_t in, std::string_view wanted);
  const std::vector<std::string>& names(std::uint32_t file);

  // Files behind the imports of one file, each once.
  struct Imported {
    std::vector<std::uint32_t> bare;
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_alias;
  };
  const Imported& imported(std::uint32_t file);

  const spec::Scope& scope_;
  const Gaps& gaps_;
  Mistakes& mistakes_;
  NodeChecker nodes_;
  Graph graph_;
  std::unordered_map<const void*, std::uint32_t> units_;  // by Definition or Extern
  std::unordered_map<const Node*, Visit> built_;          // nodes from C++: they may be shared, 2^n ways
  std::unordered_map<std::uint32_t, std::vector<std::string>> names_;
  std::unordered_map<std::uint32_t, Imported> imported_;
  std::vector<Shaped> shaped_;
  std::size_t suggestions_ = 0;
  bool sound_ = true;
};

}  // namespace norm::checking
