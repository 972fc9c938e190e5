#pragma once

// Visits every value and member name of a tree in document order, without recursion.
#include <norm/json.h>

#include <cstddef>
#include <vector>

namespace norm::decode {

/// Where a walk stands in one array or object. A vector of them is kept by who walks often.
struct WalkFrame {
  const Json* container;
  rapidjson::SizeType next;  // element or member to visit
};

/// Calls visitor.enter(array or object), visitor.name(member name), visitor.scalar(value), visitor.leave(array or
/// object). Cost: the tree's size; memory: its depth.
template <class Visitor>
void walk(const Json& root, std::vector<WalkFrame>& frames, Visitor& visitor) {
  frames.clear();
  const auto visit = [&](const Json& value) {
    if (!value.IsArray() && !value.IsObject()) return visitor.scalar(value);
    visitor.enter(value);
    frames.push_back({&value, 0});
  };
  visit(root);
  while (!frames.empty()) {
    WalkFrame& frame = frames.back();
    const Json& container = *frame.container;
    const rapidjson::SizeType size = container.IsArray() ? container.Size() : container.MemberCount();
    if (frame.next == size) {
      frames.pop_back();
      visitor.leave(container);
    } else if (container.IsArray()) {
      visit(container.Begin()[frame.next++]);
    } else {
      const Json::Member& member = container.MemberBegin()[frame.next++];
      visitor.name(member.name);
      visit(member.value);
    }
  }
}

}  // namespace norm::decode
