// Set a by hand.
#include "limit.h"

namespace norm::bench {
namespace {

using namespace by_hand;

template <class V>
bool user_id(V value) {
  return value.is_string() ? uuid(value) : integer<1, 10'000'000>(value);
}

template <class V>
constexpr auto kData = std::to_array<Field<V>>({{"user_id", user_id<V>}, {"msg", text<V>}});

template <class V>
constexpr auto kMessage = std::to_array<Field<V>>({
    {"msg_id", uuid<V>},
    {"type", [](V value) { return choice(value, {"comment.created"}); }},
    {"data", object<kData<V>, V>},
});

struct Whole {
  bool operator()(InDocument::Object message) { return members_fit(message, kMessage<InDocument>); }
  bool operator()(OnDemand::Object message) { return members_fit(message, kMessage<OnDemand>); }
};

}  // namespace

Limit limit_of_comment_created() { return limit<Whole>(); }

}  // namespace norm::bench
