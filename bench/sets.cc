// The table of sets.
#include "sets.h"

#include <utility>

namespace norm::bench {
namespace {

// Enough messages that no cache and no branch predictor knows them all by heart, few enough that a run ends.
constexpr std::size_t kMost = 10'000;
constexpr std::size_t kBytes = std::size_t{6} << 20;

Shape strings() {
  return object({req("id", text(8, 24)), req("title", text(20, 80)), req("summary", text(80, 200)),
                 req("body", text(400, 1200)), req("tags", list(1, 8, text(4, 12))), opt("footer", text(20, 60))});
}

Shape numbers() {
  return object({req("sensor", integer(1, 5000)), req("at", integer(1'500'000'000, 1'900'000'000)),
                 req("values", list(40, 80, number(0, 1000))), req("counts", list(20, 40, integer(0, 1'000'000))),
                 req("min", number(0, 10)), req("max", number(10, 1000)), opt("drift", number(0, 1))});
}

Shape as_union(Shape shape) {
  shape.as_union = true;
  return shape;
}

std::vector<Set> make() {
  const Drawing usual{.bytes = kBytes, .most = kMost};
  const auto with = [&](auto change) {
    Drawing drawing = usual;
    change(drawing);
    return drawing;
  };
  std::vector<Set> out;
  out.push_back({"a", "comment.created, the deck's message", comment_created(), usual});
  out.push_back({"b", "nested tracking events, a union of six by type", tracked_event(), usual});
  out.push_back({"c", "a webhook of 300 members, mostly URLs", issue_comment(), usual});
  out.push_back({"b-shuffled", "b, the members of each object in an order of their own", tracked_event(),
                 with([](Drawing& drawing) { drawing.shuffled = true; })});
  out.push_back({"b-half-bad", "b, every second message does not conform", tracked_event(),
                 with([](Drawing& drawing) { drawing.bad = 50; })});
  out.push_back({"multi", "small messages of eight types, written multi(:type) {…}", notification(), usual});
  out.push_back({"union", "the same, written A | B | …", as_union(notification()), usual});
  out.push_back({"strings", "few and long texts", strings(), usual});
  out.push_back({"numbers", "arrays of numbers", numbers(), usual});
  return out;
}

}  // namespace

const std::vector<Set>& sets() {
  static const std::vector<Set> made = make();
  return made;
}

}  // namespace norm::bench
