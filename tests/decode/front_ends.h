#pragma once

// The same text through every front end: what differs between them, said in words.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "decode/same_json.h"
#include "decode/tree.h"
#include "exec/walk.h"

namespace norm::decode::testing {

/// The texts of the numbers that a tree keeps aside, in document order.
inline std::vector<std::string_view> lost_numbers(const Tree& tree) {
  struct Visitor {
    void enter(const Json&) {}
    void leave(const Json&) {}
    void name(const Json&) {}
    void scalar(const Json& value) {
      if (const std::string_view text = numbers.find(&value); !text.empty()) texts.push_back(text);
    }
    const exec::ExactNumbers& numbers;
    std::vector<std::string_view> texts = {};
  };
  Visitor visitor{tree.numbers()};
  std::vector<exec::WalkFrame> frames;
  walk(tree.root(), frames, visitor);
  return visitor.texts;
}

class FrontEnds {
 public:
  explicit FrontEnds(Limits limits) : scalar_(limits, FrontEnd::scalar), fastest_(limits), in_place_(limits) {}

  /// Empty where they agree in everything. `bytes` end where their block ends.
  std::string difference(std::string_view bytes) {
    fault_ = scalar_.read(bytes);
    for (const bool in_place : {false, true}) {
      Tree& tree = in_place ? in_place_ : fastest_;
      const Fault fault = tree.read(bytes, in_place ? Strings::in_place : Strings::terminated);
      if (fault != fault_) {
        return fmt::format("fault {} at {}, scalar {} at {}", static_cast<int>(fault.kind), fault.offset,
                           static_cast<int>(fault_.kind), fault_.offset);
      }
      if (fault) continue;
      if (!same(tree.root(), scalar_.root())) return "other documents";
      if (lost_numbers(tree) != lost_numbers(scalar_)) return "other numbers kept aside";
    }
    return {};
  }

  /// What the last text's was.
  [[nodiscard]] const Fault& fault() const { return fault_; }

 private:
  Tree scalar_;
  Tree fastest_;
  Tree in_place_;
  Fault fault_;
};

}  // namespace norm::decode::testing
