// Set b by hand: the type first, then one table of an event's members each.
#include "limit.h"

namespace norm::bench {
namespace {

using namespace by_hand;

template <class V>
constexpr auto kApp = std::to_array<Field<V>>({{"name", text<V>}, {"version", text<V>}, {"build", text<V>, false}});

template <class V>
constexpr auto kDevice = std::to_array<Field<V>>(
    {{"id", uuid<V>}, {"manufacturer", text<V>}, {"model", text<V>}, {"token", text<V>, false}});

template <class V>
constexpr auto kSystem = std::to_array<Field<V>>({{"name",
                                                   [](V value) {
                                                     return choice(value, {"iOS", "Android", "Linux"});
                                                   }},
                                                  {"version", text<V>}});

template <class V>
constexpr auto kNetwork =
    std::to_array<Field<V>>({{"wifi", boolean<V>}, {"cellular", boolean<V>}, {"carrier", text<V>, false}});

template <class V>
constexpr auto kPage = std::to_array<Field<V>>({{"url", text<V>}, {"referrer", text<V>, false}, {"title", text<V>}});

template <class V>
constexpr auto kContext = std::to_array<Field<V>>({
    {"app", object<kApp<V>, V>},
    {"device", object<kDevice<V>, V>},
    {"os", object<kSystem<V>, V>},
    {"network", object<kNetwork<V>, V>},
    {"page", object<kPage<V>, V>},
    {"locale", text<V>},
    {"timezone", text<V>, false},
    {"ip", text<V>, false},
});

template <class V>
bool currency(V value) {
  return choice(value, {"EUR", "USD", "ISK", "GBP", "JPY"});
}

template <class V>
constexpr auto kLine = std::to_array<Field<V>>({
    {"product_id", uuid<V>},
    {"sku", text<V>},
    {"quantity", integer<1, 99, V>},
    {"price", amount<V>},
    {"name", text<V>, false},
    {"coupon", text<V>, false},
});

template <std::size_t kMost, class V>
bool lines(V value) {
  return list(value, 1, kMost, object<kLine<V>, V>);
}

template <class V>
constexpr auto kPlaced = std::to_array<Field<V>>({
    {"order_id", uuid<V>},
    {"currency", currency<V>},
    {"total", amount<V>},
    {"shipping", amount<V>, false},
    {"tax", amount<V>, false},
    {"lines", lines<6, V>},
});

template <class V>
constexpr auto kRefunded = std::to_array<Field<V>>({
    {"order_id", uuid<V>},
    {"currency", currency<V>},
    {"total", amount<V>},
    {"reason", text<V>, false},
    {"lines", lines<3, V>},
});

template <class V>
constexpr auto kCart = std::to_array<Field<V>>(
    {{"cart_id", uuid<V>}, {"lines", lines<6, V>}, {"note", text<V>, false}, {"expires_at", instant<V>}});

template <class V>
constexpr auto kSection =
    std::to_array<Field<V>>({{"name", text<V>}, {"seen", boolean<V>}, {"milliseconds", integer<0, 60'000, V>}});

template <class V>
constexpr auto kViewed = std::to_array<Field<V>>({
    {"page_id", uuid<V>},
    {"path", text<V>},
    {"search", text<V>, false},
    {"sections", [](V value) { return list(value, 1, 6, object<kSection<V>, V>); }},
});

template <class V>
constexpr auto kAddress =
    std::to_array<Field<V>>({{"street", text<V>}, {"city", text<V>}, {"country", text<V>}, {"zip", text<V>, false}});

template <class V>
constexpr auto kIdentified = std::to_array<Field<V>>({
    {"email", text<V>},
    {"name", text<V>},
    {"phone", text<V>, false},
    {"created_at", instant<V>},
    {"addresses", [](V value) { return list(value, 1, 3, object<kAddress<V>, V>); }},
});

template <class V>
constexpr auto kResult = std::to_array<Field<V>>({{"id", uuid<V>}, {"rank", integer<1, 100, V>}, {"score", amount<V>}});

template <class V>
constexpr auto kSearched = std::to_array<Field<V>>({
    {"query", text<V>},
    {"results", [](V value) { return list(value, 1, 6, object<kResult<V>, V>); }},
    {"filters", [](V value) { return list(value, 1, 4, text<V>); }, false},
});

template <class V>
bool user_id(V value) {
  return value.is_string() ? uuid(value) : integer<1, 100'000'000>(value);
}

template <class V, const auto& kData>
constexpr auto kEvent = std::to_array<Field<V>>({
    {"specversion", [](V value) { return choice(value, {"1.0"}); }},
    {"id", uuid<V>},
    {"source", text<V>},
    {"type", text<V>},
    {"subject", text<V>, false},
    {"time", instant<V>},
    {"datacontenttype", [](V value) { return choice(value, {"application/json"}); }},
    {"dataschema", text<V>, false},
    {"message_id", uuid<V>},
    {"anonymous_id", uuid<V>},
    {"user_id", user_id<V>, false},
    {"channel",
     [](V value) {
       return choice(value, {"web", "mobile", "server"});
     }},
    {"version", integer<1, 9, V>},
    {"sent_at", instant<V>},
    {"received_at", instant<V>},
    {"original_timestamp", instant<V>, false},
    {"trace_parent", text<V>, false},
    {"partition_key", text<V>, false},
    {"sequence", integer<0, 1'000'000'000, V>, false},
    {"context", object<kContext<V>, V>},
    {"data", object<kData, V>},
});

template <class V>
bool event(typename V::Object message) {
  std::string_view type;
  if (!message.tag("type", type)) return false;
  if (type == "order.placed") return members_fit(message, kEvent<V, kPlaced<V>>);
  if (type == "order.refunded") return members_fit(message, kEvent<V, kRefunded<V>>);
  if (type == "cart.updated") return members_fit(message, kEvent<V, kCart<V>>);
  if (type == "page.viewed") return members_fit(message, kEvent<V, kViewed<V>>);
  if (type == "user.identified") return members_fit(message, kEvent<V, kIdentified<V>>);
  if (type == "search.performed") return members_fit(message, kEvent<V, kSearched<V>>);
  return false;
}

struct Whole {
  bool operator()(InDocument::Object message) { return event<InDocument>(message); }
  bool operator()(OnDemand::Object message) { return event<OnDemand>(message); }
};

}  // namespace

Limit limit_of_tracked_event() { return limit<Whole>(); }

}  // namespace norm::bench
