// Draws the messages.
#include "messages.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <random>

namespace norm::bench {

const std::string_view kNormSchema = R"(
UUID = string? & re_matches?(/^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/i)
CommentCreated = schema {
  req :msg_id, UUID
  req :type, lit("comment.created")
  req :data, schema { req :user_id, integer? | UUID  req :msg, string? }
}
)";

// RapidJSON's and valijson's regexes know no flag: both cases are spelled out. Draft 4, which both read.
const std::string_view kJsonSchema = R"({
  "definitions": {"uuid": {"type": "string", "pattern":
    "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-4[0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$"}},
  "type": "object",
  "required": ["msg_id", "type", "data"],
  "properties": {
    "msg_id": {"$ref": "#/definitions/uuid"},
    "type": {"enum": ["comment.created"]},
    "data": {
      "type": "object",
      "required": ["user_id", "msg"],
      "properties": {
        "user_id": {"anyOf": [{"type": "integer"}, {"$ref": "#/definitions/uuid"}]},
        "msg": {"type": "string"}
      }
    }
  }
})";

namespace {

class Draw {
 public:
  explicit Draw(unsigned seed) : engine_(seed) {}

  /// From 0 to below `bound`. Not std::uniform_int_distribution: its numbers differ between standard libraries.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool percent(std::size_t chance) { return below(100) < chance; }

  std::string uuid() {
    const std::string_view digits = percent(50) ? "0123456789abcdef" : "0123456789ABCDEF";
    std::string text;
    for (const char c : std::string_view("xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx")) {
      text += c == 'x' ? digits[below(16)] : c == 'v' ? digits[8 + below(4)] : c;
    }
    return text;
  }

  /// Words as people write them, ready to stand between quotes.
  std::string prose(std::size_t length) {
    static constexpr std::array<std::string_view, 6> kRare = {"\\\"", "\\n", "\\u00e9", "é", "…", "😀"};
    std::string text;
    while (text.size() < length) {
      if (!text.empty()) text += ' ';
      for (std::size_t letters = 1 + below(9); letters > 0; --letters) text += static_cast<char>('a' + below(26));
    }
    text.resize(length);
    if (percent(15)) text.insert(below(length), kRare[below(kRare.size())]);
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

/// What a broken message has in place of its parts. The first quarter of the kinds is no JSON at all.
enum class Fault { cut_off, none, bad_id, other_type, no_message, number_as_message, bad_user };

Fault draw_fault(Draw& draw) {
  if (!draw.percent(1)) return Fault::none;
  if (draw.percent(25)) return Fault::cut_off;
  static constexpr std::array kFaults = {Fault::bad_id, Fault::other_type, Fault::no_message, Fault::number_as_message,
                                         Fault::bad_user};
  return kFaults[draw.below(kFaults.size())];
}

std::string event(Draw& draw, Fault fault) {
  const std::string id = fault == Fault::bad_id ? draw.uuid().substr(1) : draw.uuid();
  const std::string user = fault == Fault::bad_user ? "1.5"
                           : draw.percent(50)       ? fmt::format("\"{}\"", draw.uuid())
                                                    : fmt::format("{}", 1 + draw.below(10'000'000));
  const std::string message = fault == Fault::no_message ? ""
                              : fault == Fault::number_as_message
                                  ? ",\"msg\":12"
                                  : fmt::format(",\"msg\":\"{}\"", draw.prose(14 + draw.below(49)));
  std::string text =
      fmt::format(R"({{"msg_id":"{}","type":"{}","data":{{"user_id":{}{}}},"sent_at":{},"source":"{}","locale":"{}"}})",
                  id, fault == Fault::other_type ? "comment.removed" : "comment.created", user, message,
                  1'552'000'000'000 + draw.below(1'000'000'000), draw.prose(12 + draw.below(13)),
                  draw.percent(50) ? "en-GB" : "is-IS");
  if (fault == Fault::cut_off) text.resize(1 + draw.below(text.size() - 1));
  return text;
}

}  // namespace

std::vector<Message> comment_events(std::size_t count, unsigned seed) {
  Draw draw(seed);
  std::vector<Message> messages;
  messages.reserve(count);
  while (messages.size() < count) {
    const Fault fault = draw_fault(draw);
    messages.push_back({event(draw, fault), fault == Fault::none, fault != Fault::cut_off});
  }
  return messages;
}

}  // namespace norm::bench
