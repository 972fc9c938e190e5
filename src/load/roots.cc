// Which definitions of a set of modules stand for whole payloads.
#include <norm/schema_file.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "check/walk.h"
#include "spec/scope.h"

namespace norm {
namespace {

bool has_topic(const Definition& definition) {
  return std::any_of(definition.annotations.begin(), definition.annotations.end(),
                     [](const Annotation& annotation) { return annotation.name == "topic"; });
}

bool is_private(const Definition& definition) { return definition.name.starts_with('_'); }

// Who uses whom, over all files of all modules; a file that several modules reach stands in it once.
class Uses {
 public:
  explicit Uses(const std::vector<Module>& modules) {
    for (std::size_t module = 0; module < modules.size(); ++module) {
      const Library& library = *modules[module].library();
      const spec::Scope scope(&library);
      for (std::size_t file = 0; file < library.files.size(); ++file) {
        for (std::size_t i = 0; i < library.files[file].definitions.size(); ++i) {
          const std::size_t at = vertex(library, file, library.files[file].definitions[i]);
          if (file == 0) own_[at] = {module, i};
          if (known_[at]) continue;
          known_[at] = true;
          follow(library, scope, library.files[file].definitions[i].spec, at);
        }
      }
    }
  }

  // Each that is reached from none outside of its own circle, by an order of depth first search (Kosaraju): what ends
  // last and is not yet reached can be reached from itself alone. Later definitions come first, for the last of a
  // circle.
  [[nodiscard]] std::vector<Root> unused() const {
    std::vector<std::size_t> order;
    std::vector<bool> seen(edges_.size());
    for (std::size_t from = edges_.size(); from-- > 0;) visit(from, seen, order);
    std::vector<Root> out;
    std::vector<bool> reached(edges_.size());
    std::vector<std::size_t> ignored;
    for (auto at = order.rbegin(); at != order.rend(); ++at) {
      if (reached[*at]) continue;
      if (const auto own = own_.find(*at); own != own_.end()) out.push_back(own->second);
      visit(*at, reached, ignored);
    }
    return out;
  }

 private:
  std::size_t vertex(const Library& library, std::size_t file, const Definition& definition) {
    // Imports are named by their shortest path, the files of a command line as they were given.
    std::string key = std::filesystem::path(library.files[file].name).lexically_normal().string();
    key += '\n' + definition.name;
    const auto [entry, fresh] = vertices_.emplace(std::move(key), edges_.size());
    if (fresh) {
      edges_.emplace_back();
      known_.push_back(false);
    }
    return entry->second;
  }

  void follow(const Library& library, const spec::Scope& scope, const Spec& spec, std::size_t from) {
    std::vector<const Spec*> open = {&spec};
    while (!open.empty()) {
      const Node& node = open.back()->node();
      open.pop_back();
      if (const auto* ref = std::get_if<Ref>(&node.shape)) {
        if (const spec::Target target = scope.resolve(*ref)) {
          const std::size_t to = vertex(library, target.file, *target.definition);
          edges_[from].push_back(to);
        }
      }
      checking::for_each_child(node, [&](const Spec& child, checking::Link) { open.push_back(&child); });
    }
  }

  // Everything that `from` reaches and that was not seen, in the order in which the search leaves it.
  void visit(std::size_t from, std::vector<bool>& seen, std::vector<std::size_t>& order) const {
    if (seen[from]) return;
    seen[from] = true;
    std::vector<std::pair<std::size_t, std::size_t>> stack = {{from, 0}};
    while (!stack.empty()) {
      auto& [at, next] = stack.back();
      if (next == edges_[at].size()) {
        order.push_back(at);
        stack.pop_back();
      } else if (const std::size_t to = edges_[at][next++]; !seen[to]) {
        seen[to] = true;
        stack.emplace_back(to, 0);
      }
    }
  }

  std::unordered_map<std::string, std::size_t> vertices_;
  std::vector<std::vector<std::size_t>> edges_;
  std::vector<bool> known_;                    // whose edges are there
  std::unordered_map<std::size_t, Root> own_;  // those of the modules themselves, not of what else they import
};

}  // namespace

std::vector<Root> find_roots(const std::vector<Module>& modules) {
  std::vector<Root> out;
  for (std::size_t module = 0; module < modules.size(); ++module) {
    const std::vector<Definition>& all = modules[module].definitions();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (has_topic(all[i])) out.push_back({module, i});
    }
  }
  if (!out.empty()) return out;
  out = Uses(modules).unused();
  std::erase_if(out, [&](const Root& root) { return is_private(modules[root.module].definitions()[root.definition]); });
  std::sort(out.begin(), out.end(), [](const Root& a, const Root& b) {
    return a.module != b.module ? a.module < b.module : a.definition < b.definition;
  });
  return out;
}

}  // namespace norm
