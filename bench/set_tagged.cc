// Small messages of eight types, for the two ways of writing a tagged union.
#include <utility>

#include "sets.h"

namespace norm::bench {
namespace {

Shape of_type(std::string type, std::vector<Member> members) {
  members.insert(members.begin(), {req("id", integer(1, 1'000'000'000)), req("type", literal(std::move(type)))});
  return object(std::move(members));
}

}  // namespace

Shape notification() {
  return tagged("type",
                {of_type("follow", {req("user", text(5, 12)), req("at", instant())}),
                 of_type("mention", {req("user", text(5, 12)), req("post", uuid()), opt("excerpt", text(20, 60))}),
                 of_type("like", {req("user", text(5, 12)), req("post", uuid()), req("count", integer(1, 9'999))}),
                 of_type("message", {req("thread", uuid()), req("text", text(20, 120)), opt("urgent", boolean())}),
                 of_type("invite", {req("group", text(5, 20)), req("by", text(5, 12)), req("expires", instant())}),
                 of_type("payment", {req("amount", number(1, 900)), req("currency", choice({"EUR", "USD", "ISK"})),
                                     req("reference", text(12, 20))}),
                 of_type("alarm", {req("severity", integer(1, 5)), req("text", text(20, 80)), req("at", instant())}),
                 of_type("digest", {req("entries", list(1, 5, text(10, 40))), req("at", instant())})});
}

}  // namespace norm::bench
