// Defaults, examples and counterexamples: all values of a library against all their specs, as two tuples.
#include "load/examples.h"

#include <fmt/format.h>
#include <norm/print.h>
#include <norm/report.h>
#include <norm/validator.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "check/collect.h"
#include "spec/constant_json.h"
#include "check/mistakes.h"
#include "check/walk.h"
#include "exec/document.h"
#include "exec/evaluate.h"
#include "program/compile.h"

namespace norm::load {
namespace {

// Whatever the values do, explaining them ends.
constexpr std::size_t kMostProblems = 10'000;

enum class Claim : std::uint8_t { conforms_as_default, conforms, fails };

struct Item {
  const Constant* value;
  Spec spec;
  Claim claim;
  std::string owner;  // `:size`, `UserId`
  SourceSpan source;
};

Spec anything() { return Spec(Node{Predicate{"any?", {}}}); }

// Finds the values that stand in one definition.
class Gatherer {
 public:
  void definition(const Definition& definition) {
    annotations(definition.annotations, definition.spec, definition.name, definition.source);
    specs(definition.spec);
  }

  void specs(const Spec& root) {
    std::vector<const Spec*> stack = {&root};
    while (!stack.empty()) {
      const Node& node = stack.back()->node();
      stack.pop_back();
      // C++ specs may share what they hold, 2^n ways.
      if (node.source.end == 0 && !seen_.emplace(&node, true).second) continue;
      if (const auto* schema = std::get_if<Schema>(&node.shape)) {
        for (const Member& member : schema->members) this->member(member, node.source);
      }
      checking::for_each_child(node, [&](const Spec& child, checking::Link) { stack.push_back(&child); });
    }
  }

  std::vector<Item> take() { return std::exchange(items_, {}); }

 private:
  void member(const Member& member, const SourceSpan& around) {
    const auto* field = std::get_if<Field>(&member.shape);
    if (field == nullptr) return;
    const Spec spec = field->spec ? *field->spec : anything();
    const SourceSpan& at = member.source.end > 0 ? member.source : around;
    for (const Option& option : field->options) {
      if (option.label != "default") continue;
      items_.push_back({&option.value, spec, Claim::conforms_as_default, print_key(field->key),
                        option.source.end > 0 ? option.source : at});
    }
    annotations(member.annotations, spec, print_key(field->key), at);
  }

  void annotations(const std::vector<Annotation>& annotations, const Spec& spec, const std::string& owner,
                   const SourceSpan& around) {
    for (const Annotation& annotation : annotations) {
      const bool counter = annotation.name == "counterexample";
      if (!counter && annotation.name != "example") continue;
      const SourceSpan& at = annotation.source.end > 0 ? annotation.source : around;
      for (const Option& arg : annotation.args) {
        items_.push_back({&arg.value, spec, counter ? Claim::fails : Claim::conforms, owner,
                          arg.source.end > 0 ? arg.source : at});
      }
    }
  }

  std::vector<Item> items_;
  std::unordered_map<const Node*, bool> seen_;
};

// Externs have no implementation here. Where only `true` of theirs can help a value, that is what they say; where a
// negation or a key's pattern may turn it round, nothing can be told.
class Externs {
 public:
  explicit Externs(const Library& library) {
    for (const SchemaFile& file : library.files) {
      for (const Extern& external : file.externs) names_.push_back(external.name);
    }
    if (names_.empty()) return;
    const spec::Scope scope(&library);
    checking::Mistakes none(&library);
    const checking::Gaps gaps;
    checking::Collector collected(scope, gaps, none);
    for (const SchemaFile& file : library.files) {
      for (const Definition& definition : file.definitions) collected.add(definition);
    }
    collected.run();
    const checking::Graph& graph = collected.graph();
    std::vector<bool> external(graph.size());
    std::vector<bool> turning(graph.size());
    for (std::size_t unit = 0; unit < graph.size(); ++unit) {
      external[unit] = graph[unit].name.ends_with('?');
      turning[unit] = graph[unit].spec != nullptr && turns(*graph[unit].spec);
    }
    external = checking::reaching(graph, external);
    turning = checking::reaching(graph, turning);
    for (std::size_t unit = 0; unit < graph.size(); ++unit) unknown_.push_back(external[unit] && turning[unit]);
  }

  /// Whether nothing can be told of values in the definition, counted over all files.
  [[nodiscard]] bool unknown(std::size_t definition) const {
    return definition < unknown_.size() && unknown_[definition];
  }

  [[nodiscard]] CompileOptions saying(bool truth) const {
    CompileOptions options;
    for (const std::string& name : names_) {
      options.externs.emplace(name, [truth](const Json&, std::span<const Constant>) { return truth; });
    }
    return options;
  }

 private:
  static bool turns(const Spec& root) {
    std::vector<const Spec*> stack = {&root};
    while (!stack.empty()) {
      const Node& node = stack.back()->node();
      stack.pop_back();
      if (std::holds_alternative<Negation>(node.shape)) return true;
      if (const auto* schema = std::get_if<Schema>(&node.shape)) {
        for (const Member& member : schema->members) {
          if (std::holds_alternative<Keys>(member.shape)) return true;
        }
      }
      checking::for_each_child(node, [&](const Spec& child, checking::Link) { stack.push_back(&child); });
    }
    return false;
  }

  std::vector<std::string> names_;
  std::vector<bool> unknown_;  // by unit of the graph: definitions come first, in order
};

class Judge {
 public:
  explicit Judge(const std::shared_ptr<const Library>& library) : library_(library), mistakes_(library.get()) {}

  // Reports the first problem of each value.
  void run(const std::vector<Item>& items, const CompileOptions& options) {
    if (items.empty()) return;
    std::vector<const Constant*> values;
    std::vector<Spec> specs;
    for (const Item& item : items) {
      values.push_back(item.value);
      specs.push_back(item.claim == Claim::fails ? Spec(Node{Negation{item.spec}}) : item.spec);
    }
    const spec::ConstantArray array(values);
    exec::ExactNumbers numbers;
    for (const auto& [json, text] : array.numbers()) numbers.add(json, text);
    numbers.sort();

    const auto program = program::compile(Spec(Spec(Node{Tuple{std::move(specs), std::nullopt}}), library_), options);
    if (!program) {
      mistakes_.add(program.error());
      return;
    }
    exec::Document document{array.json(), &numbers, nullptr, {}};
    std::vector<bool> told(items.size());
    for (Problem& problem : exec::explain(**program, document, kMostProblems).problems) {
      const auto* index = problem.path.empty() ? nullptr : std::get_if<std::size_t>(&problem.path.front());
      if (index == nullptr || *index >= items.size() || told[*index]) continue;
      told[*index] = true;
      const Item& item = items[*index];
      problem.path.erase(problem.path.begin());
      tell(item, problem);
    }
  }

  Diagnostics take() { return mistakes_.take(); }

 private:
  void tell(const Item& item, const Problem& problem) {
    switch (item.claim) {
      case Claim::conforms_as_default:
        mistakes_.add(item.source, "default-fails",
                      fmt::format("default of {} does not conform: {}", item.owner, to_line(problem)));
        return;
      case Claim::conforms:
        mistakes_.add(item.source, "example-fails",
                      fmt::format("@example of {} does not conform: {}", item.owner, to_line(problem)));
        return;
      case Claim::fails:
        mistakes_.add(item.source, "example-fails", fmt::format("@counterexample of {} conforms", item.owner));
        return;
    }
  }

  std::shared_ptr<const Library> library_;
  checking::Mistakes mistakes_;
};

}  // namespace

Diagnostics check_examples(const std::shared_ptr<const Library>& library) {
  const Externs externs(*library);
  std::vector<Item> conforming;
  std::vector<Item> failing;
  std::size_t index = 0;
  Gatherer gatherer;
  for (const SchemaFile& file : library->files) {
    for (const Definition& definition : file.definitions) {
      gatherer.definition(definition);
      std::vector<Item> items = gatherer.take();
      if (externs.unknown(index++)) continue;
      for (Item& item : items) (item.claim == Claim::fails ? failing : conforming).push_back(std::move(item));
    }
  }
  Judge judge(library);
  judge.run(conforming, externs.saying(true));
  judge.run(failing, externs.saying(false));
  return judge.take();
}

}  // namespace norm::load
