// Which keys and tags two schemas speak of.
#include "check/walk.h"
#include "diff/build.h"

namespace norm::diffing {

void Vocabulary::add(const spec::Scope& scope, const Spec& root) {
  std::vector<const Spec*> todo = {&root};
  while (!todo.empty()) {
    const Spec& spec = *todo.back();
    todo.pop_back();
    const Node& node = spec.node();
    if (!seen_.insert(&node).second) continue;
    if (const auto* ref = std::get_if<Ref>(&node.shape)) {
      if (const spec::Target target = scope.resolve(*ref)) todo.push_back(&target.definition->spec);
    } else if (const auto* predicate = std::get_if<Predicate>(&node.shape)) {
      const Extern* external = scope.find_extern(node.source.file, predicate->name);
      if (external != nullptr && external->base) todo.push_back(&*external->base);
    } else if (const auto* schema = std::get_if<Schema>(&node.shape)) {
      for (const Member& member : schema->members) {
        if (const auto* field = std::get_if<Field>(&member.shape)) keys_.insert(field->key);
      }
    } else if (const auto* multi = std::get_if<Multi>(&node.shape)) {
      keys_.insert(multi->tag.begin(), multi->tag.end());
      std::vector<Constant>& tags = tags_[multi->tag];
      for (const Arm& arm : multi->arms) tags.insert(tags.end(), arm.tags.begin(), arm.tags.end());
    }
    checking::for_each_child(node, [&](const Spec& child, checking::Link) { todo.push_back(&child); });
  }
}

const std::vector<Constant>& Vocabulary::tags(const KeyPath& path) const {
  static const std::vector<Constant> kNone;
  const auto found = tags_.find(path);
  return found == tags_.end() ? kNone : found->second;
}

}  // namespace norm::diffing
