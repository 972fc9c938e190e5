// Set b: an event of about 1.5 kB as tracking services send it: an envelope, a context of nested objects, and what
// happened in one of six forms.
#include <utility>

#include "sets.h"

namespace norm::bench {
namespace {

Shape context() {
  return named(
      "Context",
      object({req("app", object({req("name", text(5, 12)), req("version", text(5, 8)), opt("build", text(3, 6))})),
              req("device", object({req("id", uuid()), req("manufacturer", text(5, 10)), req("model", text(6, 14)),
                                    opt("token", text(20, 30))})),
              req("os", object({req("name", choice({"iOS", "Android", "Linux"})), req("version", text(3, 6))})),
              req("network", object({req("wifi", boolean()), req("cellular", boolean()), opt("carrier", text(5, 12))})),
              req("page", object({req("url", url(32, 56)), opt("referrer", url(32, 56)), req("title", text(6, 24))})),
              req("locale", text(5, 5)), opt("timezone", text(10, 18)), opt("ip", text(9, 15)),
              undeclared("library", object({req("name", text(8, 14)), req("version", text(5, 5))}))}));
}

Shape line() {
  return named("Line", object({req("product_id", uuid()), req("sku", text(6, 12)), req("quantity", integer(1, 99)),
                               req("price", number(1, 500)), opt("name", text(10, 30)), opt("coupon", text(5, 9))}));
}

Shape currency() { return named("Currency", choice({"EUR", "USD", "ISK", "GBP", "JPY"})); }

Shape event(std::string type, Shape data) {
  return object({req("specversion", literal("1.0")),
                 req("id", uuid()),
                 req("source", url(36, 52)),
                 req("type", literal(std::move(type))),
                 opt("subject", text(8, 20)),
                 req("time", instant()),
                 req("datacontenttype", literal("application/json")),
                 opt("dataschema", url(40, 60)),
                 req("message_id", uuid()),
                 req("anonymous_id", uuid()),
                 opt("user_id", either({integer(1, 100'000'000), uuid()})),
                 req("channel", choice({"web", "mobile", "server"})),
                 req("version", integer(1, 9)),
                 req("sent_at", instant()),
                 req("received_at", instant()),
                 opt("original_timestamp", instant()),
                 opt("trace_parent", text(32, 32)),
                 opt("partition_key", text(8, 16)),
                 opt("sequence", integer(0, 1'000'000'000)),
                 undeclared("shard", integer(0, 63)),
                 undeclared("integrations", object({req("All", boolean()), req("Warehouse", boolean())})),
                 req("context", context()),
                 req("data", std::move(data)),
                 undeclared("write_key", text(20, 20)),
                 undeclared("debug", boolean())});
}

}  // namespace

Shape tracked_event() {
  return tagged(
      "type",
      {event("order.placed",
             object({req("order_id", uuid()), req("currency", currency()), req("total", number(1, 3000)),
                     opt("shipping", number(0, 20)), opt("tax", number(0, 300)), req("lines", list(1, 6, line()))})),
       event("order.refunded",
             object({req("order_id", uuid()), req("currency", currency()), req("total", number(1, 900)),
                     opt("reason", text(20, 60)), req("lines", list(1, 3, line()))})),
       event("cart.updated", object({req("cart_id", uuid()), req("lines", list(1, 6, line())),
                                     opt("note", text(10, 40)), req("expires_at", instant())})),
       event("page.viewed", object({req("page_id", uuid()), req("path", text(10, 40)), opt("search", text(5, 30)),
                                    req("sections", list(1, 6,
                                                         object({req("name", text(5, 15)), req("seen", boolean()),
                                                                 req("milliseconds", integer(0, 60'000))})))})),
       event("user.identified",
             object({req("email", text(12, 28)), req("name", text(8, 24)), opt("phone", text(9, 14)),
                     req("created_at", instant()),
                     req("addresses", list(1, 3,
                                           object({req("street", text(10, 24)), req("city", text(5, 14)),
                                                   req("country", text(2, 2)), opt("zip", text(4, 8))})))})),
       event("search.performed", object({req("query", text(5, 40)),
                                         req("results", list(1, 6,
                                                             object({req("id", uuid()), req("rank", integer(1, 100)),
                                                                     req("score", number(0, 1))}))),
                                         opt("filters", list(1, 4, text(4, 14)))}))});
}

}  // namespace norm::bench
