#pragma once

// Visits every value and member name of a tree in document order, without recursion.
#include <norm/json.h>

#include <array>
#include <cstddef>
#include <memory_resource>
#include <vector>

namespace norm::exec {

/// Where a walk stands in one array or object. A vector of them is kept by who walks often.
struct WalkFrame {
  const Json* container;
  rapidjson::SizeType next;  // element or member to visit
};

/// Frames that take no memory of their own up to a depth.
template <std::size_t kDepth>
struct Frames {
  std::array<std::byte, kDepth * sizeof(WalkFrame)> room;
  std::pmr::monotonic_buffer_resource memory{room.data(), room.size()};
  std::pmr::vector<WalkFrame> stack{&memory};
  Frames() { stack.reserve(kDepth); }
};

/// Calls visitor.enter(array or object), visitor.name(member name), visitor.scalar(value), visitor.leave(array or
/// object), until visitor.done() where it has one. Cost: the tree's size; memory: its depth.
template <class Stack, class Visitor>
void walk(const Json& root, Stack& frames, Visitor& visitor) {
  frames.clear();
  const auto visit = [&](const Json& value) {
    if (!value.IsArray() && !value.IsObject()) return visitor.scalar(value);
    visitor.enter(value);
    frames.push_back({&value, 0});
  };
  visit(root);
  while (!frames.empty()) {
    if constexpr (requires { visitor.done(); }) {
      if (visitor.done()) return;
    }
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

}  // namespace norm::exec
