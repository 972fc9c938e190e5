// Draws messages. A bad one is drawn twice from the same numbers: once to count the places that could be spoilt, then
// with one of them spoilt.
#include "messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "draw.h"

namespace norm::bench {
namespace {

using Kind = Shape::Kind;

class Writer {
 public:
  Writer(Draw draw, bool shuffled, std::size_t spoilt) : draw_(std::move(draw)), shuffled_(shuffled), spoilt_(spoilt) {}

  std::string write(const Shape& shape) {
    value(shape);
    return std::move(out_);
  }
  [[nodiscard]] std::size_t places() const { return places_; }

  static constexpr std::size_t kNowhere = 0;

 private:
  // Whether this place is the one.
  bool spoil() { return ++places_ == spoilt_; }

  void string(const std::string& text) { out_ += '"' + text + '"'; }

  void value(const Shape& shape) {
    // Where alternatives could save it, what is spoilt stands inside of them.
    if (shape.kind != Kind::object && spoil()) return bad(shape);
    switch (shape.kind) {
      case Kind::text: return string(draw_.prose(draw_.between(shape.low, shape.high)));
      case Kind::url: return string(draw_.url(draw_.between(shape.low, shape.high)));
      case Kind::uuid: return string(draw_.uuid());
      case Kind::instant: return string(draw_.date_time());
      case Kind::integer: out_ += std::to_string(draw_.between(shape.low, shape.high)); return;
      case Kind::number:
        out_ += fmt::format("{}.{:02}", draw_.between(shape.low, shape.high), draw_.below(100));
        return;
      case Kind::boolean: out_ += draw_.percent(50) ? "true" : "false"; return;
      case Kind::literal: return string(shape.texts.front());
      case Kind::choice: return string(shape.texts[draw_.below(shape.texts.size())]);
      case Kind::nullable:
        if (draw_.percent(50)) {
          out_ += "null";
          return;
        }
        return value(shape.of.front());
      case Kind::either:
      case Kind::tagged: return value(shape.of[draw_.below(shape.of.size())]);
      case Kind::list: {
        out_ += '[';
        for (std::size_t count = draw_.between(shape.low, shape.high); count > 0; --count) {
          value(shape.of.front());
          if (count > 1) out_ += ',';
        }
        out_ += ']';
        return;
      }
      case Kind::object: return object(shape);
    }
  }

  void object(const Shape& shape) {
    std::vector<const Member*> members;
    for (const Member& member : shape.members) {
      if (member.presence == Presence::optional && draw_.percent(50)) continue;
      if (member.presence == Presence::required && spoil()) continue;  // it is missing
      members.push_back(&member);
    }
    if (shuffled_) {
      for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[draw_.below(i)]);
    }
    out_ += '{';
    for (const Member* member : members) {
      if (out_.back() != '{') out_ += ',';
      string(member->key);
      out_ += ':';
      if (member->presence == Presence::undeclared) {
        // Nothing that could be wrong with it.
        const std::size_t places = std::exchange(places_, 0);
        const std::size_t spoilt = std::exchange(spoilt_, kNowhere);
        value(member->shape);
        places_ = places;
        spoilt_ = spoilt;
      } else {
        value(member->shape);
      }
    }
    out_ += '}';
  }

  // What the shape refuses: of another kind, or close to it.
  void bad(const Shape& shape) {
    const bool close = draw_.percent(50);
    switch (shape.kind) {
      case Kind::text:
      case Kind::url: out_ += close ? "null" : "12"; return;
      case Kind::uuid:
        if (!close) return string(draw_.uuid().substr(1));
        return string(draw_.uuid().replace(20, 1, "g"));
      case Kind::instant:
        if (!close) return string("yesterday");
        return string(draw_.date_time().replace(10, 1, " "));
      case Kind::integer: out_ += close ? std::to_string(shape.high + 1) : "\"1\""; return;
      case Kind::number: out_ += close ? "-0.01" : "\"1.5\""; return;
      case Kind::boolean: out_ += close ? "\"true\"" : "0"; return;
      case Kind::literal:
      case Kind::choice: return string(close ? shape.texts.front() + "s" : "unheard.of");
      case Kind::nullable:
      case Kind::list:
      case Kind::object:
      case Kind::tagged: out_ += close ? "true" : "7.5"; return;
      case Kind::either: out_ += close ? "false" : "{}"; return;
    }
  }

  Draw draw_;
  bool shuffled_;
  std::size_t spoilt_;
  std::size_t places_ = 0;
  std::string out_;
};

// No JSON: cut off, a comma too many, more than one value.
std::string broken(Draw& draw, std::string text) {
  switch (draw.below(3)) {
    case 0: text.resize(draw.between(1, text.size() - 1)); break;
    case 1: text.insert(text.find(','), ","); break;  // the first one stands between members: prose has none
    default: text += " {}"; break;
  }
  return text;
}

}  // namespace

Messages draw_messages(const Shape& shape, const Drawing& drawing) {
  Draw draw(drawing.seed);
  Messages messages;
  std::size_t bytes = 0;
  while (bytes < drawing.bytes && messages.size() < drawing.most) {
    Draw values(static_cast<unsigned>(draw.below(UINT32_MAX)));
    Writer writer(values, drawing.shuffled, Writer::kNowhere);
    Message message{writer.write(shape), true, true};
    if (draw.percent(drawing.bad)) {
      message.conforms = false;
      if (draw.percent(25)) {
        message.is_json = false;
        message.bytes = broken(draw, std::move(message.bytes));
      } else {
        message.bytes = Writer(values, drawing.shuffled, draw.between(1, writer.places())).write(shape);
      }
    }
    bytes += message.bytes.size();
    messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace norm::bench
