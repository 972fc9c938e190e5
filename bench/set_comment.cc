// Set a: an event of about 0.25 kB, the deck's own.
#include "sets.h"

namespace norm::bench {

Shape comment_created() {
  return object({
      req("msg_id", uuid()),
      req("type", literal("comment.created")),
      req("data", object({req("user_id", either({integer(1, 10'000'000), uuid()})), req("msg", text(14, 62))})),
      undeclared("sent_at", integer(1'552'000'000'000, 1'553'000'000'000)),
      undeclared("source", text(12, 24)),
      undeclared("locale", choice({"en-GB", "is-IS"})),
  });
}

}  // namespace norm::bench
