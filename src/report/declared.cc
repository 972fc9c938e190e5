// Looks for a schema by its place, and through its includes.
#include "report/declared.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>

#include "report/excerpt.h"
#include "report/glyph.h"

namespace norm::report {
namespace {

// The offset of a place in its file's text.
std::optional<std::size_t> offset_of(const SchemaFile& file, const SourcePlace& place) {
  if (place.line == 0 || place.column == 0) return std::nullopt;
  const std::string_view line = line_at(file.text, place.line);
  if (line.data() == nullptr) return std::nullopt;
  const auto begin = static_cast<std::size_t>(line.data() - file.text.data());
  return begin + first_code_points(line, place.column - 1).size();
}

// Puts what stands directly below a spec on a stack.
struct Below {
  std::vector<const Spec*>& open;

  void add(const Spec& spec) const { open.push_back(&spec); }
  void add(const std::optional<Spec>& spec) const {
    if (spec) add(*spec);
  }
  void add(const std::vector<Spec>& specs) const {
    for (const Spec& spec : specs) add(spec);
  }

  void operator()(const Predicate&) const {}
  void operator()(const Literal&) const {}
  void operator()(const Enum&) const {}
  void operator()(const Ref&) const {}
  void operator()(const Conjunction& shape) const { add(shape.terms); }
  void operator()(const Disjunction& shape) const { add(shape.terms); }
  void operator()(const AllOf& shape) const { add(shape.terms); }
  void operator()(const Negation& shape) const { add(shape.term); }
  void operator()(const Maybe& shape) const { add(shape.term); }
  void operator()(const Alt& shape) const {
    for (const Tagged& branch : shape.branches) add(branch.spec);
  }
  void operator()(const Tuple& shape) const {
    add(shape.elements);
    add(shape.rest);
  }
  void operator()(const CollOf& shape) const { add(shape.element); }
  void operator()(const MapOf& shape) const {
    add(shape.key);
    add(shape.value);
  }
  void operator()(const Schema& shape) const {
    for (const Member& member : shape.members) std::visit(*this, member.shape);
  }
  void operator()(const Multi& shape) const {
    for (const Arm& arm : shape.arms) add(arm.spec);
    add(shape.otherwise);
  }
  void operator()(const Selection& shape) const { add(shape.spec); }
  void operator()(const Edit& shape) const { add(shape.spec); }
  void operator()(const Field& member) const { add(member.spec); }
  void operator()(const Include& member) const { add(member.spec); }
  void operator()(const Keys& member) const {
    add(member.key);
    add(member.value);
  }
  void operator()(const Rest& member) const { add(member.value); }
  void operator()(const Reserved&) const {}
  void operator()(const Require&) const {}
  void operator()(const Check&) const {}
};

const Definition* in_file(const SchemaFile& file, std::string_view name) {
  const auto found = std::find_if(file.definitions.begin(), file.definitions.end(),
                                  [&](const Definition& definition) { return definition.name == name; });
  return found == file.definitions.end() ? nullptr : &*found;
}

const Definition* resolve(const Library& library, const Ref& ref) {
  if (ref.file >= library.files.size()) return nullptr;
  const SchemaFile& file = library.files[ref.file];
  if (const Definition* own = in_file(file, ref.name)) return own;
  const std::size_t dot = ref.name.find('.');
  const std::string_view name = ref.name;
  for (const Import& import : file.imports) {
    if (import.file >= library.files.size()) continue;
    if (!import.alias.empty() && (dot == std::string::npos || name.substr(0, dot) != import.alias)) continue;
    const std::string_view wanted = import.alias.empty() ? name : name.substr(dot + 1);
    if (const Definition* found = in_file(library.files[import.file], wanted)) return found;
  }
  return nullptr;
}

class Keys {
 public:
  explicit Keys(const Library& library) : library_(library) {}

  std::vector<std::string> of(const Spec& spec) {
    std::vector<std::string> keys;
    if (budget_ == 0 || depth_ == kDeepest) return keys;
    --budget_;
    ++depth_;
    const Shape& shape = spec.node().shape;
    if (const auto* ref = std::get_if<Ref>(&shape)) {
      if (const Definition* target = resolve(library_, *ref)) keys = of(target->spec);
    } else if (const auto* edit = std::get_if<Edit>(&shape)) {
      keys = of(edit->spec);
      std::erase_if(keys, [&](const std::string& key) { return leaves_out(*edit, key); });
    } else if (const auto* schema = std::get_if<Schema>(&shape)) {
      for (const Member& member : schema->members) {
        if (const auto* field = std::get_if<Field>(&member.shape)) keys.push_back(field->key);
        if (const auto* include = std::get_if<Include>(&member.shape)) {
          for (std::string& key : of(include->spec)) keys.push_back(std::move(key));
        }
      }
    }
    --depth_;
    return keys;
  }

 private:
  static constexpr std::size_t kDeepest = 50;

  static bool leaves_out(const Edit& edit, const std::string& key) {
    if (!edit.selector || (edit.kind != EditKind::omit && edit.kind != EditKind::pick)) return false;
    const bool named = std::any_of(edit.selector->entries.begin(), edit.selector->entries.end(),
                                   [&](const Selector::Entry& entry) { return entry.key == key; });
    return named == (edit.kind == EditKind::omit);
  }

  const Library& library_;
  std::size_t depth_ = 0;
  std::size_t budget_ = 1000;  // includes of includes multiply
};

}  // namespace

std::vector<std::string> keys_declared(const Library& library, const SourcePlace& place) {
  for (std::uint32_t i = 0; i < library.files.size(); ++i) {
    const SchemaFile& file = library.files[i];
    if (file.name != place.file) continue;
    const std::optional<std::size_t> offset = offset_of(file, place);
    if (!offset) return {};
    std::vector<const Spec*> open;
    std::unordered_set<const Node*> seen;  // specs from C++ may be shared, 2^n ways
    for (const Definition& definition : file.definitions) open.push_back(&definition.spec);
    while (!open.empty()) {
      const Spec& spec = *open.back();
      open.pop_back();
      const Node& node = spec.node();
      if (node.source.end == 0 && !seen.insert(&node).second) continue;
      if (node.source.end > 0 && node.source.begin == *offset && std::holds_alternative<Schema>(node.shape)) {
        return Keys(library).of(spec);
      }
      std::visit(Below{open}, node.shape);
    }
    return {};
  }
  return {};
}

}  // namespace norm::report
