// Specs of several modules in one.
#include "load/link.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "check/check.h"
#include "check/walk.h"

namespace norm::load {
namespace {

using LibraryPtr = std::shared_ptr<const Library>;

// Names of one library as they are after its files have come to stand at `shift`.
class Shifter {
 public:
  explicit Shifter(std::uint32_t shift) : shift_(shift) {}

  [[nodiscard]] SourceSpan operator()(SourceSpan span) const {
    if (span.end > 0) span.file += shift_;
    return span;
  }
  [[nodiscard]] std::uint32_t file(std::uint32_t file) const { return file + shift_; }

 private:
  std::uint32_t shift_;
};

// Finds the libraries inside specs; walks each node once however often it is shared.
class Finder {
 public:
  // False: nests deeper than a spec may.
  bool walk(const Spec& root) {
    std::vector<std::pair<const Spec*, std::size_t>> stack = {{&root, 0}};
    while (!stack.empty()) {
      const auto [spec, depth] = stack.back();
      stack.pop_back();
      // A conjunction in a disjunction counts as no level of its own (see check), so twice the levels may stand here.
      if (depth > 2 * checking::kMostLevels + 2) return false;
      if (spec->library() && seen_.insert(spec->library().get()).second) found_.push_back(spec->library());
      if (auto [known, fresh] = depth_.emplace(&spec->node(), depth); !fresh) {
        if (depth <= known->second) continue;
        known->second = depth;
      }
      checking::for_each_child(spec->node(), [&, below = depth + 1](const Spec& child, checking::Link) {
        stack.push_back({&child, below});
      });
    }
    return true;
  }
  [[nodiscard]] const std::vector<LibraryPtr>& found() const { return found_; }

 private:
  std::unordered_set<const Library*> seen_;
  std::unordered_map<const Node*, std::size_t> depth_;
  std::vector<LibraryPtr> found_;
};

// Rewrites specs for the common library. Recursive: the depth has been bounded by Finder.
class Linker {
 public:
  // `first` keeps its files; each further library's come after those before it.
  Linker(Library& target, std::vector<LibraryPtr> libraries) : target_(target), libraries_(std::move(libraries)) {
    auto count = static_cast<std::uint32_t>(target_.files.size());
    for (const LibraryPtr& library : libraries_) {
      shifts_.emplace(library.get(), count);
      count += static_cast<std::uint32_t>(library->files.size());
    }
  }

  void append_files() {
    for (const LibraryPtr& library : libraries_) {
      const Shifter shift(shifts_.at(library.get()));
      for (const SchemaFile& from : library->files) {
        SchemaFile file = from;
        for (Import& import : file.imports) {
          import.file = shift.file(import.file);
          import.source = shift(import.source);
        }
        for (Extern& external : file.externs) {
          external.source = shift(external.source);
          if (external.base) external.base = rewrite(*external.base, library.get());
        }
        for (Definition& definition : file.definitions) {
          definition.source = shift(definition.source);
          annotations(definition.annotations, shift);
          definition.spec = rewrite(definition.spec, library.get());
        }
        target_.files.push_back(std::move(file));
      }
    }
  }

  // `context`: the library in which the spec's names are bound unless it brings its own; null: the target's file 0.
  Spec rewrite(const Spec& spec, const Library* context) {
    if (spec.library()) context = spec.library().get();
    const auto key = std::pair(&spec.node(), context);
    if (const auto known = done_.find(key); known != done_.end()) return known->second;
    const auto place = context != nullptr ? shifts_.find(context) : shifts_.end();
    const Shifter shift(place != shifts_.end() ? place->second : 0);
    Node node = spec.node();
    node.source = shift(node.source);
    const Rewriter rewriter{*this, context, shift};
    std::visit(rewriter, node.shape);
    Spec out(std::move(node));
    kept_.push_back(spec);  // its address is a key
    done_.emplace(key, out);
    return out;
  }

 private:
  struct Rewriter {
    Linker& to;
    const Library* context;
    const Shifter& shift;

    void operator()(Predicate&) const {}
    void operator()(Literal&) const {}
    void operator()(Enum&) const {}
    void operator()(Conjunction& shape) const { all(shape.terms); }
    void operator()(Disjunction& shape) const { all(shape.terms); }
    void operator()(AllOf& shape) const { all(shape.terms); }
    void operator()(Negation& shape) const { one(shape.term); }
    void operator()(Maybe& shape) const { one(shape.term); }
    void operator()(Alt& shape) const {
      for (Tagged& branch : shape.branches) one(branch.spec);
    }
    void operator()(Tuple& shape) const {
      all(shape.elements);
      if (shape.rest) one(*shape.rest);
    }
    void operator()(CollOf& shape) const { one(shape.element); }
    void operator()(MapOf& shape) const {
      one(shape.key);
      one(shape.value);
    }
    void operator()(Ref& shape) const { shape.file = shift.file(shape.file); }
    void operator()(Schema& shape) const {
      options(shape.options);
      for (Member& member : shape.members) {
        member.source = shift(member.source);
        annotations(member.annotations, shift);
        std::visit(*this, member.shape);
      }
    }
    void operator()(Multi& shape) const {
      for (Arm& arm : shape.arms) one(arm.spec);
      if (shape.otherwise) one(*shape.otherwise);
    }
    void operator()(Selection& shape) const {
      one(shape.spec);
      if (shape.selector) selector(*shape.selector);
    }
    void operator()(Edit& shape) const {
      one(shape.spec);
      if (shape.selector) selector(*shape.selector);
    }
    void operator()(Field& member) const {
      if (member.spec) one(*member.spec);
      options(member.options);
    }
    void operator()(Include& member) const { one(member.spec); }
    void operator()(Keys& member) const {
      one(member.key);
      one(member.value);
    }
    void operator()(Rest& member) const { one(member.value); }
    void operator()(Reserved&) const {}
    void operator()(Require&) const {}
    void operator()(Check&) const {}

    void one(Spec& spec) const { spec = to.rewrite(spec, context); }
    void all(std::vector<Spec>& specs) const {
      for (Spec& spec : specs) one(spec);
    }
    void options(std::vector<Option>& options) const {
      for (Option& option : options) option.source = shift(option.source);
    }
    // Bounded: selectors from C++ that nest too deep are told by the check; the recursion here is a few words a level.
    void selector(Selector& selector) const {
      for (Selector::Entry& entry : selector.entries) {
        entry.source = shift(entry.source);
        if (entry.nested) this->selector(*entry.nested);
      }
    }
  };

  static void annotations(std::vector<Annotation>& annotations, const Shifter& shift) {
    for (Annotation& annotation : annotations) {
      annotation.source = shift(annotation.source);
      for (Option& arg : annotation.args) arg.source = shift(arg.source);
    }
  }

  struct Hash {
    std::size_t operator()(const std::pair<const Node*, const Library*>& key) const {
      return std::hash<const void*>()(key.first) * 31 + std::hash<const void*>()(key.second);
    }
  };

  Library& target_;
  std::vector<LibraryPtr> libraries_;
  std::unordered_map<const Library*, std::uint32_t> shifts_;
  std::unordered_map<std::pair<const Node*, const Library*>, Spec, Hash> done_;
  std::vector<Spec> kept_;
};

Diagnostics too_deep() {
  Diagnostic diagnostic;
  diagnostic.code = "too-deep";
  diagnostic.message = fmt::format("nests deeper than {}", checking::kMostLevels);
  return {diagnostic};
}

}  // namespace

Result<Spec, Diagnostics> link_spec(const Spec& spec) {
  Finder finder;
  if (!finder.walk(spec)) return Failure(too_deep());
  const std::vector<LibraryPtr>& found = finder.found();
  if (found.empty()) return spec;
  if (found.size() == 1) return Spec(spec, found.front());  // the spec's own, or the only one inside
  auto library = std::make_shared<Library>();
  if (!spec.library()) library->files.push_back({"<c++>", {}, {}, {}, {}, {}});
  Linker linker(*library, found);
  linker.append_files();
  Spec linked = linker.rewrite(spec, nullptr);
  return Spec(std::move(linked), std::move(library));
}

Result<std::shared_ptr<const Library>, Diagnostics> link_definitions(
    std::vector<std::pair<std::string, Spec>> definitions) {
  Finder finder;
  for (const auto& [name, spec] : definitions) {
    if (!finder.walk(spec)) return Failure(too_deep());
  }
  auto library = std::make_shared<Library>();
  library->files.push_back({"<c++>", {}, {}, {}, {}, {}});
  Linker linker(*library, finder.found());
  linker.append_files();
  for (auto& [name, spec] : definitions) {
    Spec own = finder.found().empty() ? std::move(spec) : linker.rewrite(spec, nullptr);
    library->files.front().definitions.push_back({std::move(name), std::move(own), {}, {}, {}});
  }
  return library;
}

}  // namespace norm::load
